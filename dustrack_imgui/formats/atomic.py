"""Writing a file so that at any moment either the old or the new content is there, complete."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from dustrack_imgui.formats.errors import WriteError, os_reason

Content = bytes | Sequence[bytes]
_CANNOT_SYNC_FOLDERS = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)
_REPLACE_ATTEMPTS = 10
_REPLACE_PAUSE_SECS = 0.05


def write_atomically(path: Path, content: Content, *, check: Callable[[Path], None] | None = None) -> None:
    """Write bytes, or pieces of them, to a file by way of a temporary file in the same folder.

    The temporary file is synced to the disk, then takes the place of `path` in one step, then the folder is
    synced. Mode and, where allowed, owner of a file that is replaced stay; a link keeps pointing to its file.

    Parameters
    ----------
    check
        Looks at the temporary file before it takes the place; what it raises leaves the old file untouched.

    Raises
    ------
    WriteError
        When the system refuses; the old file is untouched then.
    """
    target = Path(os.path.realpath(path))
    old = _stat_of(target)
    if old is not None and not os.access(target, os.W_OK):
        raise WriteError("The file is write-protected", path)
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        _write_new(temporary, [content] if isinstance(content, bytes) else content)
        if old is not None:
            _take_over_rights(temporary, old)
        if check is not None:
            check(temporary)
        _replace(temporary, target)
        sync_folder(target.parent)
    except OSError as error:
        raise WriteError(f"The file could not be written ({os_reason(error)})", path) from error
    finally:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            temporary.unlink()


def sync_folder(folder: Path) -> None:
    """Make new names in a folder survive a power cut, where the system can: Windows does so by itself.

    Raises
    ------
    OSError
        When the disk fails; a file system that cannot sync folders is no failure.
    """
    if os.name == "nt":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC_FOLDERS:
            raise
    finally:
        os.close(descriptor)


def _stat_of(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _write_new(path: Path, pieces: Sequence[bytes]) -> None:
    """Create the file with the rights that the user's umask gives, and sync it."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o666), "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _take_over_rights(path: Path, old: os.stat_result) -> None:
    if sys.platform != "win32":
        with contextlib.suppress(PermissionError):  # only root may give a file away
            os.chown(path, old.st_uid, old.st_gid)
    path.chmod(stat.S_IMODE(old.st_mode))


def _replace(temporary: Path, target: Path) -> None:
    """Rename over the target; on Windows a virus scanner may hold it for a moment."""
    attempts = _REPLACE_ATTEMPTS if sys.platform == "win32" else 1
    for attempt in range(attempts):
        try:
            temporary.replace(target)
        except PermissionError:
            if attempt == attempts - 1:
                raise
            time.sleep(_REPLACE_PAUSE_SECS)
        else:
            return
