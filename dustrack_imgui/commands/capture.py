"""Commands that take pictures of the window."""

from __future__ import annotations

from pathlib import Path

from dustrack_imgui.commands.effects import TakeScreenshot
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Command, Kind, Refused, Result

SECTION = "Window"


def copy_screenshot(session: Session) -> Result:
    """Copy a picture of the window to the clipboard."""
    return Result(session, effects=(TakeScreenshot(to_clipboard=True),))


def save_screenshot(session: Session, *, path: str = "") -> Result:
    """Write a picture of the window to a PNG file; without a path, into the user's folder of pictures."""
    cleaned = path.strip().strip('"')
    if cleaned and Path(cleaned).suffix.lower() != ".png":
        raise Refused("A picture of the window is a PNG file; its name ends in .png.")
    return Result(session, effects=(TakeScreenshot(Path(cleaned).expanduser() if cleaned else None),))


COMMANDS = (
    Command(
        "window.copy_screenshot",
        "Copy picture of the window",
        "To the clipboard, or to a file in your folder of pictures where there is none.",
        SECTION,
        copy_screenshot,
        Kind.VIEW,
        ("ctrl+c",),
    ),
    Command(
        "window.screenshot",
        "Save picture of the window",
        "As a PNG file in your folder of pictures.",
        SECTION,
        save_screenshot,
        Kind.VIEW,
    ),
)
