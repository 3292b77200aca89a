"""How many frames a file promises but does not hold: files cut short by a full disk or a broken copy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from .packet_table import NO_TIME, PacketTable

MIN_GAP_FRAMES = 1.5


def count_missing(path: Path, container: Any, stream: Any, table: PacketTable) -> int:
    """Frames promised by the container's header beyond those read.

    MOV and AVI say a number; it counts only when the file really ends before the data does, since edit
    lists make the number too high in sound files. Matroska says a duration, from which the number follows.
    """
    kinds = container.format.name
    if "mov" in kinds:
        ends = np.array([entry.pos + entry.size for entry in stream.index_entries], np.int64)
        if stream.frames > len(table) and int(ends.max(initial=0)) >= path.stat().st_size:
            return int(stream.frames) - len(table)
        return 0
    if "avi" in kinds:
        return max(0, int(stream.frames) - len(table)) if _is_riff_cut(path) else 0
    if "matroska" in kinds:
        return _missing_by_duration(container, stream, table)
    return 0


def _is_riff_cut(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(8)
    return len(head) == 8 and int.from_bytes(head[4:], "little") + 8 > path.stat().st_size + 1


def _missing_by_duration(container: Any, stream: Any, table: PacketTable) -> int:
    promised_secs = _stream_duration_secs(container, stream)
    pts = table.pts[table.pts != NO_TIME]
    rate = float(stream.average_rate or stream.guessed_rate or 0)
    if promised_secs is None or not len(pts) or rate <= 0:
        return 0
    start = min(0, int(pts.min()))
    held_secs = float((int(pts.max()) - start) * stream.time_base) + 1 / rate
    gap_frames = (promised_secs - held_secs) * rate
    return round(gap_frames) if gap_frames > MIN_GAP_FRAMES else 0


def _stream_duration_secs(container: Any, stream: Any) -> float | None:
    """Duration by the stream's tag (``hh:mm:ss.fff``); the container's only when no sound could be longer."""
    tag = stream.metadata.get("DURATION", "")
    parts = tag.split(":")
    if len(parts) == 3:
        try:
            return int(parts[0]) * 3600 + int(parts[1]) * 60 + float(parts[2])
        except ValueError:
            return None
    if len(container.streams) > 1 or not container.duration:
        return None
    return float(container.duration) / 1e6
