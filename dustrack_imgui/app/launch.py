"""Opens the window for the command line."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from dustrack_imgui.model.session import Interface, Session


class NoDisplayError(RuntimeError):
    """There is no screen to open a window on."""


def require_display() -> None:
    """Check for a screen before Dear PyGui does, which would abort the process.

    Raises
    ------
    NoDisplayError
        On Linux without an X display.
    """
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
        raise NoDisplayError(
            "there is no display (DISPLAY is not set); run “dustrack-imgui doctor” for advice"
        )


def set_up_logging(*, is_debugging: bool) -> None:
    """Log to stderr: warnings, or everything of ours when debugging."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    logging.getLogger("dustrack_imgui").setLevel(logging.DEBUG if is_debugging else logging.WARNING)


def launch(
    videos: Sequence[Path], *, layer: str | None, scale: float, is_dark: bool, is_debugging: bool = False
) -> int:
    """Open the window and run until it is closed; return the exit code."""
    require_display()
    set_up_logging(is_debugging=is_debugging)
    from dustrack_imgui.app.application import Application, Options

    session = Session(interface=Interface(scale=scale, is_dark=is_dark))
    Application(Options(videos=tuple(videos), layer=layer, session=session)).run()
    return 0
