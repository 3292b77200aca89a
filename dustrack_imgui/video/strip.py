"""The key-frame strip: a few pictures spread over the whole video, so that a drag always has one near."""

from __future__ import annotations

import bisect

import numpy as np

from .cache import nearest_in
from .gop_table import GopTable
from .pixels import DecodedFrame

MAX_STRIP_BYTES = 96 << 20
MAX_KEYS = 2000
MIN_MEAN_GOP = 4


class KeyStrip:
    """Stand-in pictures, one per group of pictures as far as memory allows; kept for good.

    Parameters
    ----------
    gops : GopTable
        Where key frames are.
    frame_bytes : int
        Size of one picture.
    """

    def __init__(self, gops: GopTable, frame_bytes: int) -> None:
        self._pictures: dict[int, DecodedFrame] = {}
        self._numbers: list[int] = []
        keys = gops.key_frames
        self._todo: list[int] = []
        if 1 < len(keys) <= MAX_KEYS and len(keys) * MIN_MEAN_GOP < len(gops):
            every = max(1, int(np.ceil(len(keys) * frame_bytes / MAX_STRIP_BYTES)))
            self._todo = coarse_to_fine([int(key) for key in keys[::every]])

    @property
    def nbytes(self) -> int:
        """Memory held."""
        return sum(picture.nbytes for picture in self._pictures.values())

    def next_key(self) -> int | None:
        """Take the next key frame to decode off the list, None when the strip is complete."""
        return self._todo.pop() if self._todo else None

    def put(self, number: int, picture: DecodedFrame) -> None:
        """Add a picture."""
        if number not in self._pictures:
            self._pictures[number] = picture
            bisect.insort(self._numbers, number)

    def get(self, number: int) -> DecodedFrame:
        """The picture of a key frame given by `nearest`."""
        return self._pictures[number]

    def clear(self) -> None:
        """Give up all pictures, for good."""
        self._todo = []
        self._numbers = []
        self._pictures = {}

    def nearest(self, number: int) -> int | None:
        """The key frame on the strip that is closest."""
        return nearest_in(self._numbers, number)


def coarse_to_fine(numbers: list[int]) -> list[int]:
    """Reorder so that, taken from the end, they cover the whole range ever more densely."""
    ordered: list[int] = []
    step = 1 << max(len(numbers) - 1, 0).bit_length()
    seen: set[int] = set()
    while step:
        ordered += [place for place in range(0, len(numbers), step) if place not in seen]
        seen.update(range(0, len(numbers), step))
        step //= 2
    return [numbers[place] for place in reversed(ordered)]
