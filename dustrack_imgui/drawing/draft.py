"""Files that other libraries write: drafted beside their place, and put there only when they are complete."""

from __future__ import annotations

import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dustrack_imgui.formats.atomic import sync_folder
from dustrack_imgui.formats.errors import WriteError, os_reason

_REPLACE_ATTEMPTS = 10
_REPLACE_PAUSE_SECS = 0.05


class OutputExistsError(WriteError):
    """There is a file of that name already, and nobody said that it may be replaced."""


def require_free(path: Path, *, overwrite: bool) -> None:
    """Refuse early, before any work, to write over a file or into a folder that is not there.

    Raises
    ------
    OutputExistsError
        When there is a file (or anything else) of that name and `overwrite` is False.
    WriteError
        When the name belongs to a folder, or the folder to write into is missing.
    """
    if path.is_dir():
        raise WriteError("There is a folder of that name; choose another name", path)
    if not overwrite and os.path.lexists(path):
        raise OutputExistsError(
            "There is a file of that name already; choose another or allow overwriting", path
        )
    if not path.parent.is_dir():
        raise WriteError("The folder to write into does not exist; make it first", path)


@contextmanager
def draft(path: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Yield a path beside `path` to write to; its file takes the place of `path` when the block ends well.

    When the block fails or is cancelled, the draft is removed and what was at `path` is untouched. The draft
    keeps the extension, by which some libraries choose the format.

    Raises
    ------
    OutputExistsError, WriteError
        As `require_free`, also when the file appeared meanwhile, and when the system refuses.
    """
    require_free(path, overwrite=overwrite)
    temporary = path.with_name(f".{path.stem}.{secrets.token_hex(4)}.tmp{path.suffix}")
    try:
        yield temporary
        require_free(path, overwrite=overwrite)
        _settle(temporary, path)
    except OSError as error:
        raise WriteError(f"The file could not be written ({os_reason(error)})", path) from error
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _settle(temporary: Path, path: Path) -> None:
    """Sync the draft and rename it; on Windows a virus scanner may hold it for a moment."""
    with temporary.open("r+b") as file:
        os.fsync(file.fileno())
    attempts = _REPLACE_ATTEMPTS if sys.platform == "win32" else 1
    for attempt in range(attempts):
        try:
            temporary.replace(path)
            break
        except PermissionError:
            if attempt == attempts - 1:
                raise
            time.sleep(_REPLACE_PAUSE_SECS)
    sync_folder(path.parent)
