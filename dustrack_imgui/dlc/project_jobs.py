"""A project whose work runs in processes, one after the other, and is waited for."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from dustrack_imgui.dlc.interpreter import dlc_python
from dustrack_imgui.dlc.project_face import ProjectFace
from dustrack_imgui.dlc.rounds import Step, dlc_request
from dustrack_imgui.jobs import JobContext, JobEvent, JobId, LogLine, Phase, ProcessRequest, SnapshotSaved
from dustrack_imgui.jobs import run_process as run_in_process

log = logging.getLogger("dustrack_imgui.dlc")

OnEvent = Callable[[JobEvent], object]


class Runner:
    """Runs requests and tells of them.

    Parameters
    ----------
    python
        Interpreter that has DeepLabCut; None finds one.
    on_event
        Gets every event of every job, in another thread; without it, what matters goes to the log
        `dustrack_imgui.dlc`.
    cancel
        Set it to stop whatever runs.
    """

    def __init__(
        self,
        *,
        python: str | None = None,
        on_event: OnEvent | None = None,
        cancel: threading.Event | None = None,
    ) -> None:
        self._setting = python
        self._on_event = on_event or to_log
        self._cancel = cancel

    @property
    def python(self) -> str:
        """Interpreter that runs DeepLabCut.

        Raises
        ------
        DlcPythonError
            When there is none.
        """
        return dlc_python(self._setting).python

    def context(self) -> JobContext:
        """What the part of a job that runs here tells its progress to."""
        return JobContext(JobId(0), self._cancel or threading.Event(), self._on_event)

    def run(self, request: ProcessRequest, title: str) -> list[Any]:
        """Run a request to its end, and return the values of its steps.

        Raises
        ------
        JobFailedError
            With what went wrong and what to do.
        JobCancelledError
            When it was cancelled.
        """
        results = run_in_process(request, title=title, on_event=self._on_event, cancel=self._cancel)
        return [result.get("value") if isinstance(result, dict) else result for result in results]


class ProjectJobs(ProjectFace):
    """A project and what runs its work."""

    def __init__(self, root: Path, runner: Runner) -> None:
        super().__init__(root)
        self._runner = runner

    def _run(self, steps: Sequence[Step], kind: str, title: str) -> list[Any]:
        request = dlc_request(self.facts.root, steps, kind, python=self._runner.python)
        return self._runner.run(request, title)


def to_log(event: JobEvent) -> None:
    """Log phases, snapshots and warnings; all lines are in the folder of the job anyway."""
    if isinstance(event, Phase):
        log.info("%s", event.name)
    elif isinstance(event, SnapshotSaved):
        log.info("snapshot of epoch %d%s", event.epoch, " (best)" if event.is_best else "")
    elif isinstance(event, LogLine):
        log.log(logging.WARNING if event.level in ("warning", "error") else logging.DEBUG, "%s", event.text)
