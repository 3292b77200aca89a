"""Commands that switch between the open videos."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from dustrack_imgui.commands.access import needs_video
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Command, Kind, Refused

SECTION = "0. Video"


def step(session: Session, *, delta: int) -> Session:
    """Show the next or previous open video; there is no wrapping around."""
    index = session.active_index + delta
    if len(session.videos) < 2:
        raise Refused("Only one video is open.")
    if not 0 <= index < len(session.videos):
        raise Refused("This is the last video." if delta > 0 else "This is the first video.")
    playback = replace(session.playback, direction=0)
    name = session.videos[index].video.path.name
    return replace(session, active_index=index, playback=playback).saying(name)


def show(session: Session, *, video: str) -> Session:
    """Show an open video by its key."""
    keys = [state.video.key for state in session.videos]
    if video not in keys:
        raise Refused(f"This video is not open: {video}")
    return replace(session, active_index=keys.index(video))


COMMANDS = (
    Command(
        "video.next",
        "Next video",
        "Show the next open video.",
        SECTION,
        partial(step, delta=1),
        Kind.VIEW,
        ("alt+right",),
        needs_video,
    ),
    Command(
        "video.previous",
        "Previous video",
        "Show the previous open video.",
        SECTION,
        partial(step, delta=-1),
        Kind.VIEW,
        ("alt+left",),
        needs_video,
    ),
    Command("video.show", "Show video", "Show an open video.", SECTION, show, Kind.VIEW, is_listed=False),
)
