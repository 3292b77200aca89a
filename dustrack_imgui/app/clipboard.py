"""Puts a picture on the clipboard, through the program that the system has for it."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

GIVE_UP_SECS = 10.0
_PATH_VARIABLE = "DUSTRACK_SCREENSHOT"
_POWERSHELL = (
    "Add-Type -AssemblyName System.Windows.Forms, System.Drawing; "
    f"$picture = [System.Drawing.Image]::FromFile($env:{_PATH_VARIABLE}); "
    "[System.Windows.Forms.Clipboard]::SetImage($picture); $picture.Dispose()"
)


class ClipboardError(RuntimeError):
    """A picture could not be put on the clipboard."""


def copying_program(
    system: str, environ: Mapping[str, str], which: Callable[[str], str | None]
) -> tuple[str, ...]:
    """Program with its arguments that copies a PNG; empty when there is none.

    The Linux programs read the picture from their input, the Windows one from the file that the environment
    names.
    """
    if system == "Windows":
        shell = which("powershell") or which("pwsh")
        return (shell, "-NoProfile", "-STA", "-Command", _POWERSHELL) if shell else ()
    if environ.get("WAYLAND_DISPLAY") and (program := which("wl-copy")):
        return (program, "--type", "image/png")
    if environ.get("DISPLAY") and (program := which("xclip")):
        return (program, "-selection", "clipboard", "-target", "image/png", "-in")
    return ()


def copy_picture(path: Path) -> None:
    """Put a PNG file on the clipboard; waits for the program, so call it off the render thread.

    Raises
    ------
    ClipboardError
        When there is no program for it, or it fails.
    """
    command = copying_program(platform.system(), os.environ, shutil.which)
    if not command:
        raise ClipboardError("there is no program that copies pictures (xclip or wl-copy)")
    try:
        with path.open("rb") as picture:
            subprocess.run(
                command,
                stdin=picture,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, _PATH_VARIABLE: str(path)},
                timeout=GIVE_UP_SECS,
                check=True,
            )
    except (OSError, subprocess.SubprocessError) as error:
        raise ClipboardError(f"{Path(command[0]).name} failed ({error})") from error
