"""Which packet makes which frame, and where decoding must start to get it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class GopTable:
    """Frames in display order against packets in decode order.

    Attributes
    ----------
    packet : int32, (n,)
        The packet that makes each frame.
    start : int32, (n,)
        The packet to begin decoding at for each frame.
    frame : int32, (m,)
        The frame each packet makes, or -1.
    """

    packet: NDArray[np.int32]
    start: NDArray[np.int32]
    frame: NDArray[np.int32]

    @classmethod
    def from_frames(cls, packet: NDArray[np.int32], start: NDArray[np.int32], n_packets: int) -> GopTable:
        """Build from the two frame columns."""
        frame = np.full(n_packets, -1, np.int32)
        frame[packet] = np.arange(len(packet), dtype=np.int32)
        return cls(packet, start, frame)

    @classmethod
    def of_stills(cls, n: int) -> GopTable:
        """Frames that all stand alone: DICOM, image folders."""
        numbers = np.arange(n, dtype=np.int32)
        return cls(numbers, numbers, numbers)

    def __len__(self) -> int:
        return len(self.packet)

    @cached_property
    def key_frames(self) -> NDArray[np.int64]:
        """Frames that decode on their own, ascending."""
        return np.flatnonzero(self.packet == self.start)

    @cached_property
    def entries(self) -> NDArray[np.int32]:
        """Packets where decoding can start, ascending."""
        return np.unique(self.start)

    @cached_property
    def max_gop(self) -> int:
        """Longest run of packets from one entry to the next."""
        ends = np.append(self.entries, len(self.frame))
        return int(np.diff(ends).max()) if len(self.entries) else 0

    @cached_property
    def is_intra(self) -> bool:
        """Whether every frame stands alone."""
        return bool((self.packet == self.start).all())

    def first_of_gop(self, frame: int) -> int:
        """First frame shown that is decoded from the same place as `frame`."""
        return int(np.searchsorted(self.start, self.start[frame], side="left"))

    def end_of_gop(self, frame: int) -> int:
        """The frame after the last one that is decoded from the same place as `frame`."""
        return int(np.searchsorted(self.start, self.start[frame], side="right"))


def find_starts(
    order: NDArray[np.int64], is_key: NDArray[np.bool_], rank: NDArray[np.float64]
) -> NDArray[np.int32]:
    """Where to begin decoding for each frame.

    The last key packet at or before the frame's packet will not do when the frame is shown before that
    key frame (leading pictures of an open GOP): these need the group before.

    Parameters
    ----------
    order : int64, (n,)
        The packet of each frame, in display order.
    is_key : bool, (m,)
        Key packets.
    rank : float64, (m,)
        Place of each packet in display order; packets without a frame lie between their neighbours.

    Returns
    -------
    int32, (n,)
    """
    keys = np.flatnonzero(is_key)
    if len(keys) == 0 or keys[0] > order.min():
        keys = np.union1d([0], keys)
    which = np.searchsorted(keys, order, side="right") - 1
    place = np.arange(len(order))
    while (late := (rank[keys][which] > place) & (which > 0)).any():
        which[late] -= 1
    # A run accepts frames whose start is not before its own, so starts may not fall along the display order.
    starts = keys[which]
    return np.minimum.accumulate(starts[::-1])[::-1].astype(np.int32)
