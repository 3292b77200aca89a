"""Finding sessions that ended without saving, and joining what they held to the videos open now."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from dustrack_imgui.formats.layer_diff import dirty_layers
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.status import RecoveryOffer
from dustrack_imgui.store.session_folder import UnsavedEdits, is_alive, is_closed, session_folders
from dustrack_imgui.store.sight import with_new_data

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A session that ended without saving.

    Attributes
    ----------
    folder
        What `replay` and `dismiss` take.
    ended_at
        Local time of its last edit.
    n_edits
        Edits after the last save.
    videos
        Keys of the videos that have such edits.
    """

    folder: Path
    ended_at: datetime
    n_edits: int
    videos: tuple[str, ...]


def find_unfinished(state_folder: Path, videos: Iterable[Path]) -> tuple[Unfinished, ...]:
    """Sessions without a clean end, whose process is gone, with unsaved edits of a video; newest first.

    A folder that the system refuses to read is passed over, so that it does not hide the others.

    Raises
    ------
    OSError
        When the folder of all sessions cannot be listed.
    """
    wanted = {_identity(str(video)) for video in videos}
    found = []
    for folder in session_folders(state_folder):
        if is_closed(folder) or is_alive(folder):
            continue
        try:
            unsaved = UnsavedEdits(folder)
        except OSError as error:
            log.warning("a session folder cannot be read (%s): %s", error, folder)
            continue
        keys = tuple(key for key in unsaved.videos if _identity(key) in wanted)
        n_edits = sum(1 for _ in unsaved.of_videos(set(keys)))
        if n_edits:
            found.append(Unfinished(folder, unsaved.ended_at, n_edits, keys))
    return tuple(found)


def recovered_data(live: Session, recovered: Session) -> tuple[tuple[str, VideoData], ...]:
    """Data of the recovered session for the videos that are open, by the open videos' keys.

    Layers that only the open video has (a file that came since) stay, behind the recovered ones.
    """
    return tuple((now.video.key, _joined(now.data, then.data)) for now, then in _pairs(live, recovered))


def with_recovered(live: Session, recovered: Session) -> Session:
    """Return the open session with the recovered data and views; what is on disk stays what it is now."""
    for now, then in _pairs(live, recovered):
        data = _joined(now.data, then.data)
        view = replace(then.view, frame=now.video.clamp(then.view.frame), pending_pick=None)
        live = live.with_video_state(with_new_data(replace(now, view=view), data))
    return live


def offer_for(unfinished: Unfinished, live: Session, recovered: Session) -> RecoveryOffer:
    """Word the choice for the user: what each layer would gain against its file on disk."""
    keys = {now.video.key for now, _ in _pairs(live, recovered)}
    states = [state for state in with_recovered(live, recovered).videos if state.video.key in keys]
    return RecoveryOffer(
        str(unfinished.folder),
        unfinished.ended_at.strftime("%Y-%m-%d %H:%M"),
        unfinished.n_edits,
        dirty_layers(states),
    )


def _pairs(live: Session, recovered: Session) -> list[tuple[VideoState, VideoState]]:
    by_identity = {_identity(state.video.key): state for state in recovered.videos}
    found = [(now, by_identity.get(_identity(now.video.key))) for now in live.videos]
    return [(now, then) for now, then in found if then is not None]


def _joined(now: VideoData, then: VideoData) -> VideoData:
    came_since = tuple(layer for layer in now.layers if not then.has_layer(layer.name))
    return replace(then, layers=(*then.layers, *came_since))


def _identity(key: str) -> str:
    return os.path.normcase(os.path.realpath(key))
