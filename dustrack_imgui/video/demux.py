"""The packet table by reading every packet (no decoding): for containers without a sample table to trust."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import av.error
import numpy as np

from .packet_table import INTRA_CODECS, NO_TIME, PacketTable
from .progress import Progress
from .stamped import is_flush_packet

REPORT_EVERY = 1024
VP8_INVISIBLE_BIT = 0x10


@dataclass(frozen=True, eq=False)
class DemuxResult:
    """What reading all packets gave.

    Attributes
    ----------
    table : PacketTable
        The packets.
    is_cut : bool
        The last packet is incomplete.
    stopped_by : str
        The error that ended the reading before the end of the file, else empty.
    """

    table: PacketTable
    is_cut: bool
    stopped_by: str


def demux_packets(container: Any, stream: Any, progress: Progress) -> DemuxResult:
    """Read every packet of a freshly opened stream."""
    total = max(1, progress.path.stat().st_size)
    codec = stream.codec_context.name
    rows: list[tuple[int, int, int, int, bool, bool]] = []
    is_cut, stopped_by = False, ""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except (av.error.FFmpegError, OSError) as error:
            stopped_by = str(getattr(error, "strerror", None) or error)
            break
        if packet is None:
            break
        if is_flush_packet(packet):
            continue
        pos = -1 if packet.pos is None else packet.pos
        rows.append(
            (
                _time(packet.pts),
                _time(packet.dts),
                pos,
                packet.size,
                packet.is_keyframe,
                _silent(packet, codec),
            )
        )
        is_cut = packet.is_corrupt
        if len(rows) % REPORT_EVERY == 0:
            progress.report(pos / total)
    columns = np.array(rows, np.int64).reshape(-1, 6)
    is_key = columns[:, 4].astype(bool)
    if codec in INTRA_CODECS - {"ffv1"}:  # FFV1 has a key frame every 12 by default: trust its flags
        is_key[:] = True
    table = PacketTable(
        columns[:, 0],
        columns[:, 1],
        columns[:, 2],
        columns[:, 3].astype(np.int32),
        is_key,
        columns[:, 5].astype(bool),
    )
    # A transport stream flags its last packet as corrupt whenever the recording just stops.
    is_cut = is_cut and len(table) > 1 and "mpegts" not in container.format.name
    return DemuxResult(table, is_cut, stopped_by)


def _time(value: int | None) -> int:
    return NO_TIME if value is None else value


def _silent(packet: Any, codec: str) -> bool:
    if packet.size == 0:  # AVI: repeat the last frame
        return True
    return bool(packet.is_discard) or (codec == "vp8" and not bytes(packet)[0] & VP8_INVISIBLE_BIT)
