"""Opens the window for the command line."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dustrack_imgui.app.key_file import keys_path
from dustrack_imgui.app.settings import load_interface, save_interface, settings_path
from dustrack_imgui.model.session import Session


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
    videos: Sequence[Path],
    *,
    layer: str | None = None,
    scale: float | None = None,
    is_dark: bool | None = None,
    is_debugging: bool = False,
) -> int:
    """Open the window and run until it is closed; return the exit code.

    Scale and colours that are not given are those of the last run.
    """
    require_display()
    set_up_logging(is_debugging=is_debugging)
    from dustrack_imgui.app.application import Application, Options

    path = settings_path()
    left = load_interface(path)
    interface = replace(
        left,
        scale=left.scale if scale is None else scale,
        is_dark=left.is_dark if is_dark is None else is_dark,
    )
    application = Application(
        Options(
            videos=tuple(videos),
            layer=layer,
            session=Session(interface=interface),
            keys_path=keys_path(),
            has_native_dialogs=True,
        )
    )
    application.run()
    ended = application.session.interface
    if any(
        getattr(ended, name) != getattr(left, name)
        for name in ("scale", "is_dark", "label_palette", "decoding", "backend")
    ):
        save_interface(path, ended)
    return 0
