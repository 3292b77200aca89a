"""A place among the systems for those that are made after the window is on screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dustrack_imgui.app.systems.system import System


class LateSystems:
    """Systems that are made when that is cheap, and in any case before an effect or an edit needs them.

    They see a video before it is changed for the first time, as if they had been there from the beginning.

    Parameters
    ----------
    make
        Makes them, at whatever cost.
    is_cheap
        Whether what takes long, their imports, is done.

    Attributes
    ----------
    is_made
        Whether they are there.
    made
        The systems, none before they are made.
    """

    def __init__(self, make: Callable[[], Iterable[System]], is_cheap: Callable[[], bool]) -> None:
        self._make = make
        self._is_cheap = is_cheap
        self.is_made = False
        self.made: tuple[System, ...] = ()

    @property
    def is_due(self) -> bool:
        """Whether they are there, or to be made now."""
        return self.is_made or self._is_cheap()

    def all_made(self) -> tuple[System, ...]:
        """The systems, made with the first call."""
        if not self.is_made:
            self.made = tuple(self._make())
            self.is_made = True
        return self.made
