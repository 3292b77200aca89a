"""Numbers that tie the calls of one drag or one held key together."""

from __future__ import annotations

from itertools import count


class Gestures:
    """A growing source of gesture numbers, shared by keyboard and mouse."""

    def __init__(self, first: int = 1) -> None:
        self._numbers = count(first)

    def new(self) -> int:
        """Number of an interaction that begins now."""
        return next(self._numbers)
