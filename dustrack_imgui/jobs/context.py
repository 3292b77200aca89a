"""What a job's function holds while it runs: its voice and its ear."""

from __future__ import annotations

import concurrent.futures
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from dustrack_imgui.jobs.events import JobEvent, JobId, LogLevel, LogLine, Metric, Phase, Progress


class JobCancelledError(concurrent.futures.CancelledError):
    """The job was asked to stop and does so."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where and when the progress of a phase began, to measure its rate."""

    done: float
    secs: float


class JobContext:
    """Given to a job's function; every method may be called from any thread.

    Attributes
    ----------
    job
        The number by which the runner knows the job.
    cancel
        Set when the job should stop. Hand it to whatever takes a cancel token, or call `raise_if_cancelled`.
    """

    def __init__(self, job: JobId, cancel: threading.Event, tell: Callable[[JobEvent], object]) -> None:
        self.job = job
        self.cancel = cancel
        self._tell = tell
        self._mark: _Mark | None = None

    def phase(self, name: str) -> None:
        """Say that a new part of the work begins."""
        self._mark = None
        self._tell(Phase(self.job, name))

    def progress(self, done: float, total: float = 1.0) -> None:
        """Say how far the current phase is, in any units; cheap enough to call on every frame."""
        now = time.monotonic()
        mark = self._mark
        if mark is None:
            self._mark = mark = _Mark(done, now)
        elapsed = now - mark.secs
        rate = (done - mark.done) / elapsed if elapsed > 0 and done > mark.done else None
        self._tell(Progress(self.job, done, total, rate))

    def log(self, text: str, level: LogLevel = "info") -> None:
        """Add a line to the job's log."""
        self._tell(LogLine(self.job, text, level))

    def metric(self, name: str, value: float, *, step: int) -> None:
        """Add a point to one of the job's curves."""
        self._tell(Metric(self.job, name, value, step))

    def raise_if_cancelled(self) -> None:
        """Raise `JobCancelledError` when the job should stop."""
        if self.cancel.is_set():
            raise JobCancelledError("The job was cancelled.")
