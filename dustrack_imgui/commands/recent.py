"""Commands about recent sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dustrack_imgui.commands.effects import OpenVideo
from dustrack_imgui.model.recent import RecentSession
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Command, Kind, Refused, Result

SECTION = "0. Video"
NO_RECENT = "There is no recent session."


def has_recent(session: Session) -> str | None:
    """Refusal when no recent session is known."""
    return None if session.recent else NO_RECENT


def open_recent(session: Session, *, number: int = 0) -> Result:
    """Open all videos of a recent session, the one that was on screen first."""
    if not 0 <= number < len(session.recent):
        raise Refused(NO_RECENT)
    recent = session.recent[number]
    effects = tuple(OpenVideo(Path(video), is_wanted=video == recent.active) for video in recent.videos)
    return Result(session, effects=effects)


def listed(session: Session, *, sessions: Sequence[RecentSession]) -> Session:
    """Take over the list of recent sessions."""
    return replace(session, recent=tuple(sessions))


COMMANDS = (
    Command(
        "recent.open",
        "Reopen last session",
        "Open the videos of the most recent session.",
        SECTION,
        open_recent,
        Kind.VIEW,
        ("ctrl+shift+t",),
        has_recent,
    ),
    Command("recent.listed", "Report", "Report.", SECTION, listed, Kind.SYSTEM, is_listed=False),
)
