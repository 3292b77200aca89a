"""When the loop draws, when it sleeps, and when it waits for input."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

AWAKE_SECS = 0.5
DEEP_IDLE_SECS = 1.0
IDLE_SECS = 0.02
MIN_FRAME_SECS = 1 / 240


class Pacing:
    """Lets the loop run at the display's rate while something moves, and rest otherwise.

    Shortly after the last event the loop naps between frames. Later it waits for input inside the render
    call, which costs nothing and answers a key at once; `wake` ends either.

    Parameters
    ----------
    has_vsync
        Whether the render call waits for the display; if not, the loop is held to 240 frames a second.
    """

    def __init__(self, *, has_vsync: bool) -> None:
        self._has_vsync = has_vsync
        self._wake = threading.Event()
        self._awake_until_secs = 0.0
        self._end_wait: Callable[[], None] | None = None
        self._is_waiting = False

    def allow_waiting(self, end_wait: Callable[[], None] | None) -> None:
        """Say how a wait for input is ended from another thread; None: never wait."""
        self._end_wait = end_wait

    def wake(self) -> None:
        """End the rest that is under way; callable from any thread."""
        self._wake.set()
        if self._is_waiting and self._end_wait is not None:
            self._end_wait()

    def stir(self, now_secs: float) -> None:
        """Something happened: stay awake for a while."""
        self._awake_until_secs = now_secs + AWAKE_SECS

    def begin_wait(self, now_secs: float, *, is_active: bool) -> bool:
        """Whether the next render may wait for input; call `end_wait` after it."""
        if is_active or self._end_wait is None or now_secs < self._awake_until_secs + DEEP_IDLE_SECS:
            return False
        self._is_waiting = True
        if self._wake.is_set():
            self._is_waiting = False
            return False
        return True

    def end_wait(self, now_secs: float) -> None:
        """The render call that waited for input has returned."""
        self._is_waiting = False
        self.stir(now_secs)

    def rest(self, *, is_active: bool, frame_started_secs: float) -> None:
        """Nap at the end of a frame for as long as nothing is likely to need the next."""
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
