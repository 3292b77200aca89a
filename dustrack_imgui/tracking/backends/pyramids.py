"""Pyramids of the frames at hand, made once however many calls look at a frame."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

GrayFrame = NDArray[np.uint8]
Halve = Callable[[GrayFrame], GrayFrame]


class _Entry(NamedTuple):
    frame: weakref.ref[GrayFrame]
    smaller: tuple[GrayFrame, ...]


class PyramidCache:
    """Pyramids of the frames used last, each as long as its frame's array lives.

    A frame is looked at by every pair that it is part of, in both directions. Frames must not be written to
    while they are being tracked in.

    Parameters
    ----------
    most_bytes
        What pyramids may take together; those in use by a call live as long as the call anyway.
    halve
        Makes a level of the one below it, as ``cv2.pyrDown`` does.
    """

    def __init__(self, most_bytes: int, *, halve: Halve | None = None) -> None:
        self._most_bytes = most_bytes
        self._halve = halve or pyr_down
        self._held_bytes = 0
        self._lock = threading.RLock()  # a frame may die, and tell so, while the lock is held
        self._held: OrderedDict[tuple[int, int, int], _Entry] = OrderedDict()

    def get(self, frame: GrayFrame, *, window_px: int, max_level: int) -> tuple[GrayFrame, ...]:
        """Return the pyramid of a frame, finest level first."""
        key = (id(frame), window_px, max_level)
        with self._lock:
            found = self._held.get(key)
            if found is not None and found.frame() is frame:
                self._held.move_to_end(key)
                return (frame, *found.smaller)
        smaller = smaller_levels(frame, window_px=window_px, max_level=max_level, halve=self._halve)
        with self._lock:
            self._drop(key)
            self._held[key] = _Entry(weakref.ref(frame, lambda dead: self._forget(key, dead)), smaller)
            self._held_bytes += _size(smaller)
            while self._held_bytes > self._most_bytes and len(self._held) > 1:
                self._drop(next(iter(self._held)))
        return (frame, *smaller)

    @property
    def held_bytes(self) -> int:
        """What the pyramids take now."""
        with self._lock:
            return self._held_bytes

    def _forget(self, key: tuple[int, int, int], dead: weakref.ref[GrayFrame]) -> None:
        with self._lock:
            entry = self._held.get(key)
            if entry is not None and entry.frame is dead:
                self._drop(key)

    def _drop(self, key: tuple[int, int, int]) -> None:
        entry = self._held.pop(key, None)
        if entry is not None:
            self._held_bytes -= _size(entry.smaller)


def smaller_levels(
    frame: GrayFrame, *, window_px: int, max_level: int, halve: Halve | None = None
) -> tuple[GrayFrame, ...]:
    """Return the levels above a frame as OpenCV's tracker has them.

    There are fewer than ``max_level`` when a level would not be larger than the window.
    """
    levels = [frame]
    for _ in range(max_level):
        height_px, width_px = (length // 2 + length % 2 for length in levels[-1].shape)
        if width_px <= window_px or height_px <= window_px:
            break
        levels.append((halve or pyr_down)(levels[-1]))
    return tuple(levels[1:])


def pyr_down(picture: GrayFrame) -> GrayFrame:
    """Return a picture at half its size, smoothed with the weights 1 4 6 4 1."""
    return np.asarray(cv2.pyrDown(picture), dtype=np.uint8)


def _size(levels: tuple[GrayFrame, ...]) -> int:
    return sum(level.nbytes for level in levels)
