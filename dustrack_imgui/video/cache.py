"""Decoded frames under a byte budget: what is farthest from the playhead goes first."""

from __future__ import annotations

import bisect
import threading

import numpy as np
from numpy.typing import NDArray

from .pixels import DecodedFrame

BEHIND_WEIGHT = 2.0
"""Frames on the side the user moves away from count as so many times as far."""
MIN_FRAMES = 2


class FrameCache:
    """Frames by number, shared by threads.

    The cached frames lie around the playhead, so the frame to give up is always the lowest or the
    highest one; evicting costs nothing.

    Parameters
    ----------
    n_frames : int
        Length of the video.
    budget_bytes : int
        Memory that decoded frames may take.
    """

    def __init__(self, n_frames: int, budget_bytes: int) -> None:
        self.budget_bytes = budget_bytes
        self._frames: dict[int, DecodedFrame] = {}
        self._numbers: list[int] = []
        self._is_present = np.zeros(n_frames, np.bool_)
        self._nbytes = 0
        self._revision = 0
        self._focus, self._direction = 0, 0
        self._lock = threading.Lock()
        self._ranges: tuple[int, list[tuple[int, int]]] = (-1, [])

    def __contains__(self, number: int) -> bool:
        return number in self._frames

    def __len__(self) -> int:
        return len(self._frames)

    @property
    def nbytes(self) -> int:
        """Memory held."""
        return self._nbytes

    @property
    def revision(self) -> int:
        """Grows with every change."""
        return self._revision

    def get(self, number: int) -> DecodedFrame | None:
        """The frame, or None."""
        return self._frames.get(number)

    def look_at(self, focus: int, direction: int) -> None:
        """Tell where the playhead is and which way it moves (-1, 0, 1)."""
        with self._lock:
            self._focus, self._direction = focus, direction

    def put(self, number: int, frame: DecodedFrame) -> None:
        """Keep a frame, giving up others beyond the budget (perhaps itself)."""
        with self._lock:
            if number in self._frames:
                return
            self._frames[number] = frame
            bisect.insort(self._numbers, number)
            self._is_present[number] = True
            self._nbytes += frame.nbytes
            while self._nbytes > self.budget_bytes and len(self._numbers) > MIN_FRAMES:
                self._drop(self._farthest())
            self._revision += 1

    def has_room_for(self, number: int, nbytes: int) -> bool:
        """Whether a frame would stay if it were put now; read-ahead stops where it would not."""
        with self._lock:
            if self._nbytes + nbytes <= self.budget_bytes or not self._numbers:
                return True
            return self._distance(self._farthest()) > self._distance(number)

    def resize(self, budget_bytes: int) -> None:
        """Change the budget, giving up the frames beyond it that are farthest from the playhead."""
        with self._lock:
            self.budget_bytes = budget_bytes
            while self._nbytes > self.budget_bytes and len(self._numbers) > MIN_FRAMES:
                self._drop(self._farthest())
            self._revision += 1

    def nearest(self, number: int) -> int | None:
        """The cached frame closest to `number`."""
        with self._lock:
            return nearest_in(self._numbers, number)

    def first_absent(self, start: int, stop: int, *, blocked: set[int]) -> int | None:
        """First frame from `start` towards `stop` (excluded) that is neither cached nor blocked."""
        if start <= stop:
            absent = start + np.flatnonzero(~self._is_present[max(start, 0) : max(stop, 0)])
        else:
            absent = start - np.flatnonzero(~self._is_present[stop + 1 : start + 1][::-1])
        return next((int(number) for number in absent if number not in blocked), None)

    def ranges(self) -> list[tuple[int, int]]:
        """Runs of cached frames, first and last included; computed once per revision."""
        with self._lock:
            if self._ranges[0] != self._revision:
                self._ranges = (self._revision, _runs(self._is_present))
            return self._ranges[1]

    def clear(self) -> None:
        """Give up all frames."""
        with self._lock:
            self._frames.clear()
            self._numbers.clear()
            self._is_present[:] = False
            self._nbytes = 0
            self._revision += 1

    def _distance(self, number: int) -> float:
        offset = number - self._focus
        return abs(offset) * (BEHIND_WEIGHT if offset * self._direction < 0 else 1.0)

    def _farthest(self) -> int:
        low, high = self._numbers[0], self._numbers[-1]
        return low if self._distance(low) >= self._distance(high) else high

    def _drop(self, number: int) -> None:
        self._nbytes -= self._frames.pop(number).nbytes
        del self._numbers[bisect.bisect_left(self._numbers, number)]
        self._is_present[number] = False


def nearest_in(numbers: list[int], number: int) -> int | None:
    """The element of a sorted list that is closest to `number`."""
    place = bisect.bisect_left(numbers, number)
    return min(numbers[max(place - 1, 0) : place + 1], key=lambda n: abs(n - number), default=None)


def _runs(is_present: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(is_present, prepend=False, append=False))
    return [(int(first), int(end) - 1) for first, end in edges.reshape(-1, 2)]
