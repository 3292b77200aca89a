"""Commands that bring videos into the session, by a path or by the desktop's own dialog."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dustrack_imgui.commands.effects import ChooseVideos, OpenVideo
from dustrack_imgui.commands.window import open_dialog
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog, DialogKind
from dustrack_imgui.store.command import Command, Kind, Refused, Result

SECTION = "0. Video"


def open_video(session: Session, *, path: str, layer: str | None = None, is_wanted: bool = True) -> Result:
    """Add a video file, DICOM cine or folder of images; show it when it is there if `is_wanted`."""
    cleaned = path.strip().strip('"')
    if not cleaned:
        raise Refused("Type or paste the path of a video.")
    effect = OpenVideo(Path(cleaned).expanduser(), layer, is_wanted)
    return Result(replace(session, dialog=None), effects=(effect,))


def ask_video(session: Session) -> Session | Result:
    """Open the path field, and the desktop's own file dialog beside it where there is one."""
    opened = open_dialog(session, kind=DialogKind.OPEN_VIDEO, title="Open video")
    return opened if opened.dialog is None else Result(opened, effects=(ChooseVideos(),))


def choose_folder(session: Session) -> Result:
    """Ask for a folder of images by the desktop's own dialog."""
    opened = replace(session, dialog=Dialog(DialogKind.OPEN_VIDEO, "Open video"))
    return Result(opened, effects=(ChooseVideos(wants_folder=True),))


def browse(session: Session, *, wants_folder: bool = False) -> Result:
    """Ask by the desktop's own file dialog, beside the path field, and say when there is none."""
    return Result(session, effects=(ChooseVideos(wants_folder, says_why_not=True),))


COMMANDS = (
    Command(
        "dialog.ask_video",
        "Open video…",
        "Add a video, a DICOM cine or a DeepLabCut project to the session and show it.",
        SECTION,
        ask_video,
        Kind.VIEW,
        ("ctrl+o",),
    ),
    Command(
        "dialog.ask_folder",
        "Open folder of images…",
        "Add a folder of images as a video.",
        SECTION,
        choose_folder,
        Kind.VIEW,
        ("ctrl+shift+o",),
    ),
    Command("app.open_video", "Open video", "Open.", SECTION, open_video, Kind.VIEW, is_listed=False),
    Command("dialog.browse", "Browse", "Browse.", SECTION, browse, Kind.VIEW, is_listed=False),
)
