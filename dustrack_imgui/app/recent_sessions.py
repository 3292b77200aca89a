"""The list of recent sessions on disk: one small file a user, most recent first."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path

from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.model.recent import RecentSession
from dustrack_imgui.store.value_codec import CodecError, built, plain

log = logging.getLogger(__name__)
FORMAT = 1
FILE_NAME = "recent.json"
MAX_SESSIONS = 20


def load_recent(path: Path) -> tuple[RecentSession, ...]:
    """Recent sessions, most recent first; none when the file is missing or damaged, which is logged."""
    try:
        data = json.loads(path.read_bytes())
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise CodecError("it was written by another version")
        sessions = tuple(built(RecentSession, one) for one in data["sessions"])
        if not all(one.videos and one.active in one.videos for one in sessions):
            raise CodecError("a session holds no video")
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        log.warning("the list of recent sessions is not used (%s): %s", error, path)
        return ()
    return sessions[:MAX_SESSIONS]


def with_session(recent: Sequence[RecentSession], new: RecentSession) -> tuple[RecentSession, ...]:
    """List with a session at its head; one of the same videos goes, and the oldest beyond the cap."""
    kept = [one for one in recent if one.videos != new.videos]
    return (new, *kept)[:MAX_SESSIONS]


def there(recent: Sequence[RecentSession]) -> tuple[RecentSession, ...]:
    """Sessions whose first video still exists; the others are hidden, not forgotten."""
    return tuple(one for one in recent if _exists(one.videos[0]))


def push_recent(path: Path, new: RecentSession) -> None:
    """Put a session at the head of the list on disk; a failure is logged and costs nothing else."""
    data = {"format": FORMAT, "sessions": [plain(one) for one in with_session(load_recent(path), new)]}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(data, indent=1).encode("ascii"))
    except (OSError, FormatError) as error:
        log.warning("the list of recent sessions was not saved (%s): %s", error, path)


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except OSError:
        return False
