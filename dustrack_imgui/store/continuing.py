"""Going on where the last session was closed: its steps can be undone in the next one."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from dustrack_imgui.model.session import VideoData
from dustrack_imgui.store.command import CommandTable
from dustrack_imgui.store.history import History
from dustrack_imgui.store.same_content import holds_all_of
from dustrack_imgui.store.session_folder import is_alive, is_closed, session_folders, snapshot_numbers
from dustrack_imgui.store.snapshot import read_summary
from dustrack_imgui.store.store import ReplayError
from dustrack_imgui.store.value_codec import CodecError
from dustrack_imgui.store.whole_history import CancelledError, WholeHistory, data_by_video

log = logging.getLogger(__name__)

MAX_SESSIONS = 5
MAX_LOOKED_AT = 30
MAX_AGE_SECS = 30 * 86_400.0


def earlier_histories(
    state_folder: Path,
    opened: Mapping[str, VideoData],
    table: CommandTable,
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> tuple[History, ...]:
    """Undo trees of the sessions that led to what was opened, the latest first; often there is none.

    A session counts when it was closed cleanly, touched no other videos, and ended with exactly the points
    that the files hold now. The one before it counts when it ended as that one began.

    Parameters
    ----------
    opened
        Data of the videos as they were opened, by key.
    is_cancelled
        Asked now and then; True ends the search with what was found.
    """
    found: list[History] = []
    now: Mapping[str, VideoData] = opened
    for folder in _closed_sessions_with(state_folder, opened.keys()):
        if is_cancelled() or len(found) == MAX_SESSIONS:
            break
        try:
            whole = WholeHistory(folder, table, is_cancelled)
        except CancelledError:
            break
        except (ReplayError, CodecError, OSError) as error:
            log.info("the steps of an earlier session are not taken over: %s", error)
            break
        then = data_by_video(whole.session)
        touched = whole.videos
        if not touched <= opened.keys() or not all(holds_all_of(now[key], then[key]) for key in touched):
            break
        if touched:
            found.append(whole.history)
            now = {**now, **{key: whole.began[key] for key in touched if key in whole.began}}
    return tuple(found)


def _closed_sessions_with(state_folder: Path, videos: Iterable[str]) -> Iterable[Path]:
    """Folders of cleanly closed sessions in which one of the videos was open, newest first."""
    wanted = set(videos)
    oldest = time.time() - MAX_AGE_SECS
    for folder in session_folders(state_folder)[:MAX_LOOKED_AT]:
        if not is_closed(folder) or is_alive(folder) or folder.stat().st_mtime < oldest:
            continue
        numbers = snapshot_numbers(folder)
        try:
            if numbers and wanted & set(read_summary(folder, numbers[-1]).videos):
                yield folder
        except CodecError as error:
            log.info("an earlier session is passed over (%s): %s", error, folder)
