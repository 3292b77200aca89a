"""A desk at which the tests start process jobs, wait for what they say, and see that nothing runs on."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from dustrack_imgui.jobs import ENDINGS, JobEvent, JobId, Patience, ProcessJobs, ProcessRequest
from dustrack_imgui.jobs.child.identity import birth_of

HERE = Path(__file__).parent
PATIENCE_SECS = 90.0
"""How long a condition may take on a machine that is busy with other things; nothing waits so long itself."""
COOPERATIVE = Patience(grace_secs=PATIENCE_SECS, quiet_secs=PATIENCE_SECS)
"""For jobs that stop when asked: a slow machine must not get them killed."""
Event = TypeVar("Event", bound=JobEvent)


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Wait for something that no event tells of."""
    deadline = time.monotonic() + PATIENCE_SECS
    while not condition():
        assert time.monotonic() < deadline, f"this did not come: {what}"
        time.sleep(0.02)


class Desk:
    """Process jobs with all that they said."""

    def __init__(self, folder: Path, *, patience: Patience = COOPERATIVE) -> None:
        self.folder = folder
        self.events: list[JobEvent] = []
        self._woken = threading.Event()
        self.jobs = ProcessJobs(wake=self._woken.set, patience=patience)

    def request(
        self,
        entry: str,
        *steps: dict[str, object],
        python: str | None = None,
        environment: dict[str, str] | None = None,
    ) -> ProcessRequest:
        """A request for one of the entries in `job_entries`."""
        variables = {"PYTHONPATH": str(HERE), **(environment or {})}
        return ProcessRequest(
            f"job_entries:{entry}", steps or ({"op": "only"},), self.folder, "test", python, variables
        )

    def start(self, entry: str, *steps: dict[str, object], **options: object) -> JobId:
        """Start one of the entries in `job_entries`."""
        return self.jobs.start(self.request(entry, *steps, **options), entry)

    def of(self, job: JobId) -> list[JobEvent]:
        """All that a job said up to now."""
        return [event for event in self.events if event.job == job]

    def until(self, job: JobId, condition: Callable[[Sequence[JobEvent]], bool]) -> list[JobEvent]:
        """Drain until what a job said meets a condition; fails at once when it ends before."""
        deadline = time.monotonic() + PATIENCE_SECS
        while not condition(self.of(job)):
            assert time.monotonic() < deadline, f"this did not come; said: {self.of(job)[-20:]}"
            assert not _has_ended(self.of(job)), f"it ended before; said: {self.of(job)[-20:]}"
            self._woken.wait(0.5)
            self._woken.clear()
            self.events += self.jobs.drain()
        return self.of(job)

    def until_said(self, job: JobId, event: JobEvent) -> None:
        """Drain until a job said this."""
        self.until(job, lambda events: event in events)

    def until_ended(self, job: JobId) -> list[JobEvent]:
        """Drain until a job has ended."""
        return self.until(job, _has_ended)

    def close(self) -> None:
        """See that nothing runs on after the window, neither processes of jobs nor what they started."""
        assert self.jobs.shutdown(PATIENCE_SECS, keep_detached=False) == []
        self.assert_nothing_runs()

    def assert_nothing_runs(self) -> None:
        """See that all processes of all jobs are gone."""
        for name in ("process.json", "grandchild.json"):
            for path in self.folder.glob(f"*/{name}"):
                wait_until(lambda path=path: not lives(path), f"the end of the process in {path}")


def open_window(folder: Path, then: str) -> subprocess.Popen[str]:
    """Start a window (`window.py`) and wait until its job works."""
    command = [sys.executable, str(HERE / "window.py"), str(folder), then]
    window = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert window.stdout is not None
    assert window.stdout.readline() == "works\n"
    return window


def lives(path: Path) -> bool:
    """Whether the process that a file tells of runs."""
    about = json.loads(path.read_text())
    return about["birth"] is not None and birth_of(about["pid"]) == about["birth"]


def the(kind: type[Event], events: Sequence[JobEvent]) -> Event:
    """The one event of a kind."""
    found = [event for event in events if isinstance(event, kind)]
    assert len(found) == 1, events[-20:]
    return found[0]


def _has_ended(events: Sequence[JobEvent]) -> bool:
    return bool(events) and isinstance(events[-1], ENDINGS)
