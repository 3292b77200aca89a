"""Undo, redo, and going to any step that was ever made."""

from __future__ import annotations

from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Command, GoToStep, HistoryMove, Kind, Result

SECTION = "4. Edit annotation"


def undo(session: Session) -> Result:
    """Take back the last step."""
    return Result(session, history=HistoryMove.UNDO)


def redo(session: Session) -> Result:
    """Make the step that was taken back again."""
    return Result(session, history=HistoryMove.REDO)


def go_to_step(session: Session, *, step: int) -> Result:
    """Stand where a step of the history left off, on whichever branch it is."""
    return Result(session, history=GoToStep(int(step)))


def can_undo(session: Session) -> str | None:
    """Refusal when there is no step to take back."""
    return None if session.history.undo is not None else "Nothing to undo."


def can_redo(session: Session) -> str | None:
    """Refusal when there is no step to make again."""
    return None if session.history.redo is not None else "Nothing to redo."


COMMANDS = (
    Command(
        "edit.undo",
        "Undo",
        "Take back the last edit.",
        SECTION,
        undo,
        Kind.VIEW,
        ("ctrl+z",),
        can_undo,
        repeats=True,
    ),
    Command(
        "edit.redo",
        "Redo",
        "Make the edit that was undone again.",
        SECTION,
        redo,
        Kind.VIEW,
        ("ctrl+shift+z", "ctrl+y"),
        can_redo,
        repeats=True,
    ),
    Command(
        "edit.go_to_step",
        "Go to step of the history",
        "Go to a step of the history.",
        SECTION,
        go_to_step,
        Kind.VIEW,
        is_listed=False,
    ),
)
