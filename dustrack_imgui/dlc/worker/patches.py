"""Replacing parts of a library for the time of a job, and putting them back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Patches:
    """Keeps what was replaced, to put it back in reverse order."""

    def __init__(self) -> None:
        self._replaced: list[tuple[Any, str, Any, bool]] = []

    def replace(self, owner: Any, name: str, make: Callable[[Any], Any]) -> None:
        """Put ``make(original)`` in the place of an attribute of a module or class.

        Raises
        ------
        AttributeError
            When there is no such attribute.
        """
        original = getattr(owner, name)
        own = vars(owner).get(name)
        replacement = make(original)
        self._replaced.append((owner, name, own, name in vars(owner)))
        setattr(owner, name, replacement)

    def undo(self) -> None:
        """Put everything back."""
        while self._replaced:
            owner, name, own, had_own = self._replaced.pop()
            if had_own:
                setattr(owner, name, own)
            else:
                delattr(owner, name)
