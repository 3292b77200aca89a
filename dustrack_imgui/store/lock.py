"""A lock on a session folder that dies with its process, however that ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_NAME = "lock"

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FolderLock:
    """Exclusive lock on a folder, held until `release` or the end of the process.

    Raises
    ------
    OSError
        When another process holds it, or the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._descriptor: int | None = os.open(folder / _NAME, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _try_lock(self._descriptor)
        except OSError:
            self.release()
            raise

    def release(self) -> None:
        """Give the lock up; twice is no harm."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def is_locked(folder: Path) -> bool:
    """Whether a living process holds the folder; a folder that cannot be asked counts as held."""
    if not (folder / _NAME).exists():
        return False
    try:
        FolderLock(folder).release()
    except OSError:
        return True
    return False
