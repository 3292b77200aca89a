"""A range of frames that a user selected on a trace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Interval:
    """Frames `start`..`end`, both included; `start` < `end`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"an interval needs two different frames in order, got {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start + 1

    def __contains__(self, frame: int) -> bool:
        return self.start <= frame <= self.end

    def frames(self) -> NDArray[np.int64]:
        """All frame numbers of the interval, ascending."""
        return np.arange(self.start, self.end + 1)


@dataclass(frozen=True, slots=True)
class KeptInterval:
    """Frames `start`..`end` that are kept under a name for a label, beside its selected interval."""

    label: str
    name: str
    start: int
    end: int
