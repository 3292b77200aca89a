"""Is this still the same file? Size, time of change, and a hash of its two ends."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from .errors import VideoNotFoundError

END_BYTES = 65536


@dataclass(frozen=True)
class Fingerprint:
    """What identifies the content of a file without reading all of it.

    Attributes
    ----------
    size : int
        Bytes.
    mtime_ns : int
        Time of the last change.
    ends : str
        Hash of the first and last 64 KB: catches a rewrite in place that kept size and time.
    """

    size: int
    mtime_ns: int
    ends: str


def take_fingerprint(path: Path) -> Fingerprint:
    """Read the fingerprint of a file.

    Raises
    ------
    VideoNotFoundError
        The file is missing or may not be read.
    """
    digest = hashlib.blake2b(digest_size=16)
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            digest.update(file.read(END_BYTES))
            if status.st_size > END_BYTES:
                file.seek(max(END_BYTES, status.st_size - END_BYTES))
                digest.update(file.read(END_BYTES))
    except OSError as error:
        raise VideoNotFoundError(f"the video cannot be read ({error.strerror})", path) from error
    return Fingerprint(status.st_size, status.st_mtime_ns, digest.hexdigest())


def is_unchanged(path: Path, before: Fingerprint) -> bool:
    """Whether size and time of change are still those of `before` (no reading, cheap)."""
    try:
        status = path.stat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (before.size, before.mtime_ns)
