"""How long work tells how far it is, and learns that it is no longer wanted."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable
from typing import Protocol

OnProgress = Callable[[float], object]
"""Gets the done share, 0 to 1."""


class CancelToken(Protocol):
    """Anything that can be asked whether to stop; `threading.Event` is one."""

    def is_set(self) -> bool:
        """Return True as soon as the work should stop."""
        ...


def part_of(progress: OnProgress | None, number: int, total: int) -> Callable[[float], None] | None:
    """Progress of piece `number` (from 0) of `total` equal pieces, told as a part of the whole."""
    if progress is None:
        return None

    def tell(share: float) -> None:
        progress((number + share) / max(total, 1))

    return tell


class WorkCancelledError(concurrent.futures.CancelledError):
    """The caller asked to stop; no file was left behind."""


class Steps:
    """Counts towards a total, reports the share, and stops where the caller wants that.

    Parameters
    ----------
    total
        Number of steps.
    progress
        Told the done share after a step; None when nobody listens.
    cancel
        Asked at every step; None when the work cannot be cancelled.
    """

    def __init__(self, total: int, progress: OnProgress | None, cancel: CancelToken | None) -> None:
        self._total = max(total, 1)
        self._done = 0
        self._progress = progress
        self._cancel = cancel

    def check(self) -> None:
        """Raise `WorkCancelledError` when the work should end."""
        if self._cancel is not None and self._cancel.is_set():
            raise WorkCancelledError("The work was cancelled; no file was left behind.")

    def step(self) -> None:
        """Count one step; raise `WorkCancelledError` when the work should end."""
        self._done += 1
        if self._progress is not None:
            self._progress(min(self._done / self._total, 1.0))
        self.check()
