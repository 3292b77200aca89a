"""The packet table from the container's own sample table: big files open without reading the media."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import av.error
import numpy as np
from numpy.typing import NDArray

from .mp4_table import read_composition_offsets
from .packet_table import ORDERED_CODECS, PacketTable
from .stamped import is_flush_packet

MIN_SAMPLES = 64
CHECKED_PACKETS = 24
MAX_CHECK_RUN = 2000


def read_sample_table(path: Path, container: Any, stream: Any) -> PacketTable | None:
    """Table of an MP4, MOV or AVI file as libavformat has parsed it, checked against real packets.

    The table lacks presentation times. Without reordering they equal the decode times; with it they
    come from the `ctts` box. Head, middle and tail are compared with what the demuxer really hands out, which
    also tells where packets begin: an AVI file's table points at the header in front of each.

    Returns
    -------
    PacketTable or None
        None when anything is odd (edit list, truncation, doubled times): read the packets instead.
        The container has then been moved and should be opened anew.
    """
    kinds = container.format.name
    is_mov = "mov" in kinds
    if stream.codec_context.name not in ORDERED_CODECS or not (is_mov or "avi" in kinds):
        return None
    entries = stream.index_entries
    n = len(entries)
    if n < MIN_SAMPLES or (stream.frames and stream.frames != n):
        return None
    if is_mov:
        shift = read_composition_offsets(path, n)
    else:
        shift = None if stream.codec_context.has_b_frames else np.zeros(n, np.int64)
    if shift is None:
        return None
    rows = np.array([(e.timestamp, e.pos, e.size, e.is_keyframe, e.is_discard) for e in entries], np.int64)
    dts, pos, size = rows[:, 0], rows[:, 1], rows[:, 2]
    if (np.diff(dts) <= 0).any() or int((pos + size).max()) > path.stat().st_size or rows[:, 4].any():
        return None
    table = PacketTable(
        dts + shift, dts, pos, size.astype(np.int32), rows[:, 3].astype(bool), np.zeros(n, np.bool_)
    )
    try:
        return _checked(container, stream, table)
    except (av.error.FFmpegError, OSError):
        return None


def _checked(container: Any, stream: Any, table: PacketTable) -> PacketTable | None:
    n = len(table)
    keys = np.flatnonzero(table.is_key)
    for wanted in (0, n // 2, n - CHECKED_PACKETS):
        before = keys[keys <= wanted]
        first = int(before[-1]) if len(before) else 0
        if wanted - first > MAX_CHECK_RUN:
            continue
        end = min(wanted + CHECKED_PACKETS, n)
        shifted = _shifted_if_equal(container, stream, table, first, end)
        if shifted is None:
            return None
        table = shifted
    return table


def _shifted_if_equal(
    container: Any, stream: Any, table: PacketTable, first: int, end: int
) -> PacketTable | None:
    """Read packets first..end-1: the table as the demuxer tells it, None when they differ.

    What packet 0 says is believed of all: an offset on presentation times (edit list, negative offsets), and
    one on places in the file.
    """
    container.seek(int(table.pts[first]), stream=stream, backward=True)  # FFmpeg >= 7.1 seeks MOV by pts
    number = first
    for packet in container.demux(stream):
        if is_flush_packet(packet) or None in (packet.pts, packet.pos):
            break
        if number == 0:
            later, farther = int(packet.pts - table.pts[0]), int(packet.pos - table.pos[0])
            table = replace(table, pts=table.pts + later, pos=table.pos + farther)
        expected = (table.dts[number], table.pts[number], table.size[number], table.pos[number])
        if (packet.dts, packet.pts, packet.size, packet.pos) != expected:
            return None
        number += 1
        if number == end:
            return table
    return None


def entries_beyond_end(path: Path, stream: Any) -> int:
    """How many samples the container's table places beyond the end of the file (a file cut short)."""
    ends: NDArray[np.int64] = np.array([e.pos + e.size for e in stream.index_entries], np.int64)
    return int(np.count_nonzero(ends > path.stat().st_size))
