"""Progress and cancellation for work that several threads share."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from dustrack_imgui.tracking.errors import Cancelled

ProgressCallback = Callable[[float], object]
"""Receives the finished fraction, never smaller than before, from 0 to 1. Called from worker threads."""


class CancelToken(Protocol):
    """Anything that can be asked whether to stop; `threading.Event` is one."""

    def is_set(self) -> bool:
        """Return True as soon as the work should stop."""
        ...


class Ticker:
    """Counts steps towards a total, reports the fraction, and stops every worker that ticks.

    Parameters
    ----------
    progress
        Told about at most 1,000 growing fractions; None when nobody listens.
    cancel
        Looked at on every tick; None when the work cannot be cancelled.
    """

    def __init__(self, progress: ProgressCallback | None, cancel: CancelToken | None) -> None:
        self._total = 1
        self._progress = progress
        self._cancel = cancel
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._done = 0
        self._reported = -1

    def check(self) -> None:
        """Raise `Cancelled` when the caller or a failing fellow worker wants the work to end."""
        if self._stopped.is_set() or (self._cancel is not None and self._cancel.is_set()):
            raise Cancelled("The tracking was cancelled; nothing was changed.")

    def tick(self, steps: int = 1) -> None:
        """Count one step, or several done at once; raise `Cancelled` when the work should end."""
        self.check()
        with self._lock:
            self._done += steps
            self._report(min(self._done, self._total) * 1000 // self._total)

    def start(self, total: int) -> None:
        """Report that none of ``total`` steps is done; raise `Cancelled` when the work need not begin."""
        self.check()
        self._total = max(1, total)
        with self._lock:
            self._report(0)

    def finish(self) -> None:
        """Report that everything is done."""
        with self._lock:
            self._report(1000)

    def stop(self) -> None:
        """Make every worker that still ticks end."""
        self._stopped.set()

    def _report(self, permille: int) -> None:
        if permille > self._reported and self._progress is not None:
            self._reported = permille
            self._progress(permille / 1000)
