"""How long each stage of the frame loop takes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

KEPT_FRAMES = 600


class Stages:
    """Rolling timings by stage name."""

    def __init__(self) -> None:
        self._secs: dict[str, deque[float]] = {}

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Time the body as one run of a stage."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.add(stage, time.perf_counter() - began)

    def add(self, stage: str, secs: float) -> None:
        """Record one run of a stage."""
        kept = self._secs.get(stage)
        if kept is None:
            kept = self._secs[stage] = deque(maxlen=KEPT_FRAMES)
        kept.append(secs)

    def summary(self) -> tuple[tuple[str, float, float], ...]:
        """(stage, median ms, p99 ms) of what is kept, in order of first use."""
        rows = []
        for stage, secs in self._secs.items():
            ordered = sorted(secs)
            rows.append((stage, _ranked(ordered, 0.5) * 1e3, _ranked(ordered, 0.99) * 1e3))
        return tuple(rows)

    def clear(self) -> None:
        """Forget all timings."""
        self._secs.clear()


def _ranked(ordered: Sequence[float], part: float) -> float:
    """The value below which a part of the others lies; NumPy's percentile imports masked arrays for it."""
    return ordered[round(part * (len(ordered) - 1))]
