"""Noticing that a job has been silent for long, and whether it still lives."""

from __future__ import annotations

import time
from pathlib import Path

from dustrack_imgui.jobs.child import files


class Quiet:
    """Counts the time since a job's last word; says so after a while, then after twice as long, and so on."""

    def __init__(self, folder: Path, quiet_secs: float) -> None:
        self._heartbeat = folder / files.HEARTBEAT
        self._first_secs = quiet_secs
        self._stamp: float | None = None
        self.break_()

    def break_(self) -> None:
        """The job said something."""
        self._since = time.monotonic()
        self._next_secs = self._first_secs

    def said(self) -> str:
        """Return what the user should know now; empty for nothing."""
        secs = time.monotonic() - self._since
        if secs < self._next_secs:
            return ""
        self._next_secs *= 2
        before, self._stamp = self._stamp, self._beat()
        lives = self._stamp is not None and self._stamp != before
        state = "its process is alive" if lives else "its process gives no sign of life"
        return f"Not a word for {secs:.0f} s; {state}. Cancel ends it at once if it hangs."

    def _beat(self) -> float | None:
        try:
            return self._heartbeat.stat().st_mtime
        except OSError:
            return None
