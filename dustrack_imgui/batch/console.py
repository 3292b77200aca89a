"""Progress for people: a bar on a terminal, a plain line at every tenth elsewhere."""

from __future__ import annotations

import shutil
import sys
import threading
import time

BAR_WIDTH, MIN_BAR_WIDTH = 30, 5
REDRAW_SECS = 0.1


class ProgressBar:
    """One line that grows; every method may be called from any thread.

    The bar is drawn on standard error when that is a terminal, so that output can be piped away. Otherwise
    lines go to standard output, at most ten.

    Parameters
    ----------
    title
        What is being done.
    is_shown
        False for a bar that is silent but still prints what `say` is given.
    """

    def __init__(self, title: str, *, is_shown: bool = True) -> None:
        self._title = title
        self._is_bar = is_shown and sys.stderr.isatty()
        self._is_plain = is_shown and not self._is_bar
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._drawn_at = 0.0
        self._tenth = 0
        self._width = 0

    def update(self, share: float) -> None:
        """Show the done share, 0 to 1."""
        with self._lock:
            if self._is_bar:
                now = time.monotonic()
                if now - self._drawn_at >= REDRAW_SECS or share >= 1.0:
                    self._draw(share, now)
            elif self._is_plain and int(share * 10) > self._tenth:
                self._tenth = int(share * 10)
                print(f"{self._title}: {10 * self._tenth} %", flush=True)

    def say(self, line: str) -> None:
        """Print a line above the bar."""
        with self._lock:
            self._wipe()
            print(line, flush=True)

    def close(self) -> None:
        """Take the bar away."""
        with self._lock:
            self._wipe()

    def _draw(self, share: float, now: float) -> None:
        text = f"{self._title} {share:4.0%}{_left(share, now - self._began)}"
        room = shutil.get_terminal_size().columns - len(text) - 4
        if room >= MIN_BAR_WIDTH:
            length = min(room, BAR_WIDTH)
            done = round(share * length)
            text = f"{text} [{'#' * done}{'-' * (length - done)}]"
        print(f"\r{text.ljust(self._width)}", end="", file=sys.stderr, flush=True)
        self._width, self._drawn_at = len(text), now

    def _wipe(self) -> None:
        if self._width:
            print(f"\r{' ' * self._width}\r", end="", file=sys.stderr, flush=True)
            self._width = 0


def _left(share: float, elapsed_secs: float) -> str:
    """How long it will take, once that can be told."""
    if share <= 0.02 or share >= 1.0 or elapsed_secs < 1.0:
        return ""
    secs = round(elapsed_secs * (1 - share) / share)
    return f", {secs // 60}:{secs % 60:02d} left"
