"""Commands that choose which Python runs DeepLabCut, where it is installed apart from this program."""

from __future__ import annotations

from dataclasses import replace

from dustrack_imgui.commands.dlc_access import SECTION
from dustrack_imgui.commands.dlc_effects import AskDlcEnvironment, UseDlcPython
from dustrack_imgui.commands.effects import ChooseFor
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog, DialogKind
from dustrack_imgui.store.command import Command, Kind, Refused, Result

TITLE = "Python of DeepLabCut"


def ask(session: Session) -> Result:
    """Ask for a path, and look at the Python that is used now."""
    if session.dialog is not None and session.dialog.kind is DialogKind.DLC_PYTHON:
        return Result(replace(session, dialog=None))
    opened = replace(session, dialog=Dialog(DialogKind.DLC_PYTHON, TITLE))
    return Result(opened, effects=(AskDlcEnvironment(),))


def choose(session: Session) -> Result:
    """Ask for the folder of an environment by the desktop's own dialog."""
    return Result(session, effects=(ChooseFor("dlc.use_python", "python", wants_folder=True),))


def use(session: Session, *, python: str) -> Result:
    """Use a Python from now on, given as its program or as the folder of its environment."""
    cleaned = python.strip().strip('"')
    if not cleaned:
        raise Refused("Type or paste the path of the program, or of the folder of its environment.")
    return Result(_refused_while_running(session), effects=(UseDlcPython(cleaned),))


def forget(session: Session) -> Result:
    """Look for DeepLabCut by ourselves again."""
    return Result(_refused_while_running(session), effects=(UseDlcPython(None),))


def _refused_while_running(session: Session) -> Session:
    if session.dlc.running:
        raise Refused("A job of DeepLabCut is running; choose when it has ended.")
    return session


COMMANDS = (
    Command(
        "dlc.ask_python",
        f"{TITLE}…",
        "Choose the program, or the environment, that has DeepLabCut where it is installed apart.",
        SECTION,
        ask,
        Kind.VIEW,
    ),
    Command("dlc.choose_python", "Browse", "Browse.", SECTION, choose, Kind.VIEW, is_listed=False),
    Command("dlc.use_python", "Use Python", "Use.", SECTION, use, Kind.VIEW, is_listed=False),
    Command("dlc.forget_python", "Forget Python", "Forget.", SECTION, forget, Kind.VIEW, is_listed=False),
)
