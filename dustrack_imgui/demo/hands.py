"""Real key presses and mouse moves through the X server, as a person's hands make them."""

from __future__ import annotations

import shutil
import subprocess

from dustrack_imgui.demo.screen import ScreenError

CALL_SECS = 20


class Hands:
    """Drives the focused window with xdotool.

    Parameters
    ----------
    title
        Title of the window that gets the keyboard.
    """

    def __init__(self, title: str) -> None:
        program = shutil.which("xdotool")
        if program is None:
            raise ScreenError("xdotool is not installed (Debian: apt-get install xdotool).")
        self._program = program
        self._title = title

    def focus(self) -> None:
        """Give the window the keyboard."""
        self._run("search", "--sync", "--name", f"^{self._title}$", "windowfocus", "--sync")

    def key(self, *names: str) -> None:
        """Press and release keys, one after the other, e.g. "t", "ctrl+shift+z" (X names)."""
        self._run("key", *names)

    def move(self, x: float, y: float) -> None:
        """Move the mouse to a screen position."""
        self._run("mousemove", str(round(x)), str(round(y)))

    def button(self, number: int, *, down: bool) -> None:
        """Press or release a mouse button; 1 left, 2 middle, 3 right."""
        self._run("mousedown" if down else "mouseup", str(number))

    def click(self, number: int) -> None:
        """Click a mouse button; 4 and 5 turn the wheel."""
        self._run("click", str(number))

    def _run(self, *arguments: str) -> None:
        subprocess.run([self._program, *arguments], check=True, timeout=CALL_SECS, capture_output=True)
