"""When the loop draws and when it sleeps."""

from __future__ import annotations

import threading
import time

AWAKE_SECS = 0.5
IDLE_SECS = 0.02
MIN_FRAME_SECS = 1 / 240


class Pacing:
    """Lets the loop run at the display's rate while something moves, and sleep otherwise.

    Parameters
    ----------
    has_vsync
        Whether the render call waits for the display; if not, the loop is held to 240 frames a second.
    """

    def __init__(self, *, has_vsync: bool) -> None:
        self._has_vsync = has_vsync
        self._wake = threading.Event()
        self._awake_until_secs = 0.0

    def wake(self) -> None:
        """End the sleep that is under way; callable from any thread."""
        self._wake.set()

    def stir(self, now_secs: float) -> None:
        """Something happened: stay awake for a while."""
        self._awake_until_secs = now_secs + AWAKE_SECS

    def rest(self, *, is_active: bool, frame_started_secs: float) -> None:
        """Wait at the end of a frame for as long as nothing is likely to need the next."""
        now = time.perf_counter()
        if self._wake.is_set():
            self._wake.clear()
            self.stir(now)
        if is_active or now < self._awake_until_secs:
            spare = MIN_FRAME_SECS - (now - frame_started_secs)
            if not self._has_vsync and spare > 0:
                time.sleep(spare)
            return
        if self._wake.wait(IDLE_SECS):
            self._wake.clear()
            self.stir(time.perf_counter())
