"""Putting session folders away, and deleting old ones that nobody can miss."""

from __future__ import annotations

import logging
import shutil
import time
from pathlib import Path

from dustrack_imgui.store.session_folder import UnsavedEdits, is_alive, is_closed, session_folders

log = logging.getLogger(__name__)

MAX_AGE_DAYS = 30
MAX_FOLDERS = 50
MAX_BYTES = 2 << 30
_SECS_PER_DAY = 86_400.0


def dismiss(folder: Path) -> Path:
    """Move a session folder aside, so that it is not offered again; return where it is now.

    Raises
    ------
    OSError
        When the system refuses.
    """
    aside = folder.parent.parent / "dismissed"
    aside.mkdir(exist_ok=True)
    target = aside / folder.name
    number = 1
    while target.exists():
        number += 1
        target = aside / f"{folder.name}-{number}"
    folder.rename(target)
    (target / "dismissed").touch()
    return target


def prune(state_folder: Path, *, now_secs: float | None = None) -> int:
    """Delete folders older than 30 days, and all but the newest 50; return how many went.

    Only sessions that were dismissed or that left nothing unsaved are touched, and of those no living one.
    Of the latter the newest 2 GB stay.
    """
    now_secs = time.time() if now_secs is None else now_secs
    dismissed = state_folder / "dismissed"
    aside = sorted(dismissed.iterdir(), key=lambda p: p.name, reverse=True) if dismissed.is_dir() else []
    finished = [folder for folder in session_folders(state_folder) if _left_nothing(folder)]
    doomed = _too_old(aside, now_secs) | _too_old(finished, now_secs) | _too_large(finished)
    return sum(_delete(folder) for folder in doomed)


def _left_nothing(folder: Path) -> bool:
    if is_alive(folder):
        return False
    try:
        return is_closed(folder) or not UnsavedEdits(folder).edits
    except OSError as error:
        log.warning("a session folder cannot be read (%s): %s", error, folder)
        return False


def _too_old(folders: list[Path], now_secs: float) -> set[Path]:
    """Folders, newest first, beyond the number or the age that is kept."""
    oldest = now_secs - MAX_AGE_DAYS * _SECS_PER_DAY
    return {f for n, f in enumerate(folders) if n >= MAX_FOLDERS or _changed_at_secs(f) < oldest}


def _too_large(folders: list[Path]) -> set[Path]:
    doomed, total = set(), 0
    for folder in folders:
        total += sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
        if total > MAX_BYTES:
            doomed.add(folder)
    return doomed


def _changed_at_secs(folder: Path) -> float:
    return max((path.stat().st_mtime for path in folder.iterdir()), default=folder.stat().st_mtime)


def _delete(folder: Path) -> bool:
    try:
        shutil.rmtree(folder)
    except OSError as error:
        log.warning("an old session folder cannot be deleted (%s): %s", error, folder)
        return False
    return True
