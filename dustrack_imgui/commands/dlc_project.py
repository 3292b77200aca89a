"""Commands about the project of the open videos: read it anew, and reports of what was read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dustrack_imgui.commands.access import needs_video
from dustrack_imgui.commands.dlc_access import SECTION
from dustrack_imgui.commands.dlc_effects import AskDlcEnvironment, ReadProjects
from dustrack_imgui.model.dlc import DlcProject, Environment
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Command, Kind, Result


def read_anew(session: Session) -> Result:
    """Read projects and the environment anew."""
    return Result(
        session.saying("Reading the project anew."), effects=(ReadProjects(), AskDlcEnvironment(True))
    )


def projects_read(
    session: Session, *, projects: tuple[DlcProject, ...], looked_at: tuple[Path, ...]
) -> Session:
    """Take over what the projects of the open videos say now."""
    return replace(session, dlc=replace(session.dlc, projects=projects, looked_at=looked_at))


def environment_told(session: Session, *, environment: Environment) -> Session:
    """Take over where DeepLabCut runs."""
    return replace(session, dlc=replace(session.dlc, environment=environment))


COMMANDS = (
    Command(
        "dlc.read_anew",
        "Read project anew",
        "Look at the project's folder and at the installed DeepLabCut again.",
        SECTION,
        read_anew,
        Kind.VIEW,
        when=needs_video,
    ),
    Command("dlc.projects_read", "Report", "Report.", SECTION, projects_read, Kind.SYSTEM, is_listed=False),
    Command(
        "dlc.environment_told", "Report", "Report.", SECTION, environment_told, Kind.SYSTEM, is_listed=False
    ),
)
