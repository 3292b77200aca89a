"""The index on disk, in the user's cache folder: never beside the video, valid for that very file only."""

from __future__ import annotations

import hashlib
import io
import json
import os
import struct
import tempfile
import zipfile
from dataclasses import asdict
from pathlib import Path

import av
import numpy as np
import platformdirs
from numpy.typing import NDArray

from .fingerprint import Fingerprint
from .gop_table import GopTable
from .index import StreamInfo, VideoIndex
from .packet_table import PacketTable

MAGIC = b"DTIX"
SCHEMA = 3
SUFFIX = ".dtindex"


def default_cache_dir() -> Path:
    """Where indexes are kept unless the caller says otherwise."""
    return Path(platformdirs.user_cache_dir("dustrack-imgui")) / "index"


def cache_file(path: Path, cache_dir: Path) -> Path:
    """The file that holds the index of the video at `path`."""
    name = hashlib.blake2b(
        os.path.realpath(path).encode("utf-8", "surrogateescape"), digest_size=16
    ).hexdigest()
    return cache_dir / (name + SUFFIX)


def save_index(index: VideoIndex, path: Path, fingerprint: Fingerprint, cache_dir: Path) -> bool:
    """Write an index, atomically.

    Returns
    -------
    bool
        False when the folder cannot be written: the index is then made anew next time.
    """
    packets, gops = index.packets, index.gops
    body = io.BytesIO()
    np.savez_compressed(
        body,
        pts=_deltas(packets.pts),
        dts=_deltas(packets.dts),
        pos=_deltas(packets.pos),
        size=packets.size,
        is_key=np.packbits(packets.is_key),
        is_silent=np.packbits(packets.is_silent),
        packet=_deltas(gops.packet),
        start=_deltas(gops.start),
    )
    head = _header(fingerprint) | {
        "info": asdict(index.info),
        "identity": index.identity,
        "is_colour": index.is_colour,
        "n_missing": index.n_missing,
        "warnings": index.warnings,
    }
    head_bytes = json.dumps(head).encode()
    digest = hashlib.blake2b(head_bytes + body.getvalue(), digest_size=16).digest()
    target = cache_file(path, cache_dir)
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=cache_dir, suffix=".tmp")
    except OSError:
        return False
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(MAGIC + digest + struct.pack("<I", len(head_bytes)) + head_bytes + body.getvalue())
        Path(temporary).replace(target)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        return False
    return True


def load_index(path: Path, fingerprint: Fingerprint, cache_dir: Path) -> VideoIndex | None:
    """Read an index back.

    Returns
    -------
    VideoIndex or None
        None when there is none, it is damaged, or it is not of this very file and this FFmpeg.
    """
    try:
        raw = cache_file(path, cache_dir).read_bytes()
        digest, rest = raw[len(MAGIC) : len(MAGIC) + 16], raw[len(MAGIC) + 16 :]
        (n_head,) = struct.unpack_from("<I", rest)
        content = rest[4:]
        if raw[: len(MAGIC)] != MAGIC or digest != hashlib.blake2b(content, digest_size=16).digest():
            return None
        head = json.loads(content[:n_head])
        if any(head.get(name) != value for name, value in _header(fingerprint).items()):
            return None
        with np.load(io.BytesIO(content[n_head:]), allow_pickle=False) as columns:
            return _index_from(head, dict(columns))
    except (OSError, struct.error, ValueError, KeyError, TypeError, zipfile.BadZipFile):
        return None


def _header(fingerprint: Fingerprint) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "fingerprint": asdict(fingerprint),
        "libavformat": list(av.library_versions["libavformat"][:2]),
    }


def _index_from(head: dict[str, object], columns: dict[str, NDArray[np.int64]]) -> VideoIndex:
    m = len(columns["pts"])
    packets = PacketTable(
        pts=_sums(columns["pts"]),
        dts=_sums(columns["dts"]),
        pos=_sums(columns["pos"]),
        size=columns["size"].astype(np.int32),
        is_key=np.unpackbits(columns["is_key"].astype(np.uint8))[:m].astype(bool),
        is_silent=np.unpackbits(columns["is_silent"].astype(np.uint8))[:m].astype(bool),
    )
    gops = GopTable.from_frames(
        _sums(columns["packet"]).astype(np.int32), _sums(columns["start"]).astype(np.int32), m
    )
    info = head["info"]
    if not isinstance(info, dict):
        raise TypeError("the header of an index holds no stream information")
    numerator, denominator = info.pop("time_base")
    return VideoIndex(
        info=StreamInfo(**info, time_base=(numerator, denominator)),
        packets=packets,
        gops=gops,
        identity=str(head["identity"]),
        is_colour=bool(head["is_colour"]),
        n_missing=int(str(head["n_missing"])),
        warnings=tuple(str(w) for w in head["warnings"]) if isinstance(head["warnings"], list) else (),
    )


def _deltas(values: NDArray[np.int64] | NDArray[np.int32]) -> NDArray[np.int64]:
    """Differences: they compress to a tenth."""
    wide = values.astype(np.int64)
    with np.errstate(over="ignore"):
        return np.diff(wide, prepend=np.int64(0))


def _sums(deltas: NDArray[np.int64]) -> NDArray[np.int64]:
    with np.errstate(over="ignore"):
        return np.cumsum(deltas, dtype=np.int64)
