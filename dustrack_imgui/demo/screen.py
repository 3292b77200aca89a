"""A display of its own for a demo on a machine that has none."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

START_SECS = 20


class ScreenError(RuntimeError):
    """There is no display and none can be started."""


@contextmanager
def virtual_screen(width_px: int, height_px: int) -> Iterator[str]:
    """Start Xvfb on a free display number, set DISPLAY to it, and stop it at the end.

    Raises
    ------
    ScreenError
        When Xvfb is missing or does not start.
    """
    program = shutil.which("Xvfb")
    if program is None:
        raise ScreenError(
            "There is no display, and Xvfb is not installed (Debian: apt-get install xvfb xdotool)."
        )
    read_end, write_end = os.pipe()
    size = f"{width_px}x{height_px}x24"
    command = [program, "-displayfd", str(write_end), "-screen", "0", size, "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write_end], stderr=subprocess.DEVNULL) as server:
        os.close(write_end)
        before = os.environ.get("DISPLAY")
        try:
            with os.fdopen(read_end) as answers:
                number = answers.readline().strip()
            if not number.isdigit():
                raise ScreenError("Xvfb did not start.")
            os.environ["DISPLAY"] = f":{number}"
            yield os.environ["DISPLAY"]
        finally:
            if before is None:
                os.environ.pop("DISPLAY", None)
            else:
                os.environ["DISPLAY"] = before
            server.terminate()
            server.wait(START_SECS)
