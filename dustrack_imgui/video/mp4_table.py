"""Composition offsets (the `ctts` box) of an MP4 file, the one column FFmpeg keeps to itself."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MAX_MOOV_BYTES = 256 << 20
Span = tuple[int, int]


def read_composition_offsets(path: Path, n_samples: int) -> NDArray[np.int64] | None:
    """Offsets from decode time to presentation time.

    Parameters
    ----------
    path : Path
        An MP4 or MOV file.
    n_samples : int
        Number of samples of the wanted video track.

    Returns
    -------
    int64, (n_samples,) or None
        None when unsure: fragmented, damaged, or not exactly one video track of that length.
        The source is ISO/IEC 14496-12, sections 8.6.1.3 (ctts) and 8.7.3 (stsz).
    """
    try:
        moov = _read_moov(path)
        if moov is None or any(kind == b"mvex" for kind, _ in _boxes(moov, (0, len(moov)))):
            return None
        tables = [
            table
            for kind, span in _boxes(moov, (0, len(moov)))
            if kind == b"trak" and (table := _video_sample_table(moov, span)) is not None
        ]
        tables = [table for table in tables if _sample_count(moov, table) == n_samples]
        return _offsets(moov, tables[0], n_samples) if len(tables) == 1 else None
    except (OSError, struct.error, KeyError, ValueError):
        return None


def _read_moov(path: Path) -> bytes | None:
    with path.open("rb") as file:
        while len(head := file.read(16)) >= 8:
            start = file.tell() - len(head)
            size, kind = struct.unpack(">I4s", head[:8])
            header = 8
            if size == 1 and len(head) == 16:
                size, header = struct.unpack(">Q", head[8:])[0], 16
            if kind == b"moov" and header < size <= MAX_MOOV_BYTES:
                file.seek(start + header)
                return file.read(size - header)
            if size < header or kind == b"moov":
                return None
            file.seek(start + size)
    return None


def _boxes(data: bytes, span: Span) -> Iterator[tuple[bytes, Span]]:
    start, end = span
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        header = 8
        if size == 1:
            size, header = struct.unpack_from(">Q", data, start + 8)[0], 16
        elif size == 0:
            size = end - start
        if size < header or start + size > end:
            return
        yield kind, (start + header, start + size)
        start += size


def _video_sample_table(moov: bytes, trak: Span) -> dict[bytes, Span] | None:
    media = dict(_boxes(moov, dict(_boxes(moov, trak))[b"mdia"]))
    handler = media[b"hdlr"][0]
    if moov[handler + 8 : handler + 12] != b"vide":
        return None
    return dict(_boxes(moov, dict(_boxes(moov, media[b"minf"]))[b"stbl"]))


def _sample_count(moov: bytes, table: dict[bytes, Span]) -> int:
    return int(struct.unpack_from(">I", moov, table[b"stsz"][0] + 8)[0])


def _offsets(moov: bytes, table: dict[bytes, Span], n_samples: int) -> NDArray[np.int64]:
    if b"ctts" not in table:
        return np.zeros(n_samples, np.int64)
    start = table[b"ctts"][0]
    (n_runs,) = struct.unpack_from(">I", moov, start + 4)
    runs = np.frombuffer(moov, ">i4", 2 * n_runs, start + 8).reshape(-1, 2).astype(np.int64)
    offsets = np.repeat(runs[:, 1], runs[:, 0])[:n_samples]
    return np.concatenate([offsets, np.zeros(n_samples - len(offsets), np.int64)])
