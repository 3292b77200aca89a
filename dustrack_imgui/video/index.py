"""The index of a video file: everything needed to reach frame i exactly, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .gop_table import GopTable
from .packet_table import NO_TIME, PacketTable


@dataclass(frozen=True)
class StreamInfo:
    """What the container and the first frame say of the stream.

    Attributes
    ----------
    stream_index : int
        Number of the stream in the container.
    container, codec, pixel_format : str
        As FFmpeg names them.
    width, height, rotation_deg, color_range : int
        Of the first decoded frame.
    rate : float
        Mean frame rate by the header, 0 when unknown.
    time_base : tuple of int
        Numerator and denominator of the unit of timestamps, in seconds.
    is_interlaced : bool
        Frames consist of two fields.
    """

    stream_index: int
    container: str
    codec: str
    pixel_format: str
    width: int
    height: int
    rotation_deg: int
    color_range: int
    rate: float
    time_base: tuple[int, int]
    is_interlaced: bool = False


@dataclass(frozen=True, eq=False)
class VideoIndex:
    """Index of one video file.

    Attributes
    ----------
    info : StreamInfo
        The stream.
    packets : PacketTable
        Packets in decode order.
    gops : GopTable
        Frames against packets.
    identity : str
        The column by which packets are recognised after a seek: ``"pos"``, ``"dts"`` or ``"none"``.
    is_colour : bool
        Whether real colour was seen in the probed frames.
    n_missing : int
        Frames promised by the container that are not there.
    warnings : tuple of str
        Sentences for the user.
    """

    info: StreamInfo
    packets: PacketTable
    gops: GopTable
    identity: str
    is_colour: bool = False
    n_missing: int = 0
    warnings: tuple[str, ...] = ()

    @property
    def may_skip_unreferenced(self) -> bool:
        """Whether leaving out frames no other refers to keeps all others exact: seen for H.264 frames.

        (HEVC has sub-layers, and of a pair of H.264 fields one alone may be referred to.)
        """
        return self.info.codec == "h264" and not self.info.is_interlaced

    @cached_property
    def has_exact_times(self) -> bool:
        """Whether the container gives every frame a time, and no two the same."""
        pts = self.packets.pts[self.gops.packet]
        return self.packets.has_usable_pts() and bool((np.diff(pts) > 0).all())

    @cached_property
    def times_secs(self) -> NDArray[np.float64]:
        """Seconds of every frame from the first frame, float64 (n,), never falling."""
        pts = self.packets.pts[self.gops.packet]
        numerator, denominator = self.info.time_base
        if (pts == NO_TIME).any():
            times = np.arange(len(pts)) / (self.info.rate or 25.0)
        else:
            times = np.maximum.accumulate((pts - pts[0]) * (numerator / denominator))
        times.flags.writeable = False
        return times

    @cached_property
    def fps(self) -> float:
        """Mean frames per second, of the header when it agrees with the times."""
        last = float(self.times_secs[-1])
        measured = (len(self.times_secs) - 1) / last if last > 0 else 0.0
        rate = self.info.rate
        if measured <= 0:
            return rate or 25.0
        return rate if rate > 0 and abs(rate - measured) <= 0.005 * measured else measured

    @cached_property
    def _sorted_identity(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        column = self.packets.pos if self.identity == "pos" else self.packets.dts
        order = np.argsort(column, kind="stable")
        return column[order], order

    def packet_number(self, pos: int | None, dts: int | None) -> int | None:
        """Number of the packet with this byte offset or decode time, None when there is no such packet."""
        value = pos if self.identity == "pos" else dts
        if value is None or self.identity == "none":
            return None
        values, order = self._sorted_identity
        place = int(np.searchsorted(values, value))
        return int(order[place]) if place < len(values) and values[place] == value else None
