"""How fast a held key repeats: at a steady rate, or faster the longer it is held; pure."""

from __future__ import annotations

FIRST_REPEAT_SECS = 0.25
RATES_HZ = ((0.0, 30.0), (1.5, 60.0), (3.0, 120.0))
"""From so many seconds after the press on, so many repeats a second."""
MAX_LATE_SECS = 1 / 25
"""Repeats that are overdue by more than this are dropped."""


def rate_hz(held_secs: float, *, accelerates: bool) -> float:
    """Repeats a second of a key that has been held for so long."""
    if not accelerates:
        return RATES_HZ[0][1]
    return max(rate for since, rate in RATES_HZ if held_secs >= since)


class RepeatClock:
    """Counts the repeats of one held key.

    At 120 repeats a second several are due in one turn of the loop; the pictures between are skipped. After a
    late turn those that are overdue are dropped, so that the key never runs on after its release.

    Parameters
    ----------
    pressed_at_secs
        When the key went down.
    accelerates
        Whether it becomes faster.
    """

    def __init__(self, pressed_at_secs: float, *, accelerates: bool) -> None:
        self._pressed_at_secs = pressed_at_secs
        self._accelerates = accelerates
        self._next_at_secs = pressed_at_secs + FIRST_REPEAT_SECS

    def due(self, now_secs: float) -> int:
        """Repeats since the last call; at least one when any is due."""
        if now_secs < self._next_at_secs:
            return 0
        self._next_at_secs = max(self._next_at_secs, now_secs - MAX_LATE_SECS)
        count = 0
        while self._next_at_secs <= now_secs:
            held_secs = self._next_at_secs - self._pressed_at_secs
            self._next_at_secs += 1.0 / rate_hz(held_secs, accelerates=self._accelerates)
            count += 1
        return count
