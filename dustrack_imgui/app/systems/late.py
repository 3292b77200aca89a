"""A place among the systems for those that are made after the window is on screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dustrack_imgui.app.systems.system import System
from dustrack_imgui.model.session import Session


class LateSystems:
    """Systems that are made when that is cheap, and in any case before a video or an effect needs them.

    They see every video from its first turn on, as if they had been there from the beginning.

    Parameters
    ----------
    make
        Makes them, at whatever cost.
    is_cheap
        Whether what takes long, their imports, is done.

    Attributes
    ----------
    made
        The systems, none before they are made.
    """

    def __init__(self, make: Callable[[], Iterable[System]], is_cheap: Callable[[], bool]) -> None:
        self._make = make
        self._is_cheap = is_cheap
        self._are_made = False
        self.made: tuple[System, ...] = ()

    def is_due(self, session: Session) -> bool:
        """Whether they are there, or to be made now."""
        return self._are_made or bool(session.videos) or self._is_cheap()

    def all_made(self) -> tuple[System, ...]:
        """The systems, made with the first call."""
        if not self._are_made:
            self.made = tuple(self._make())
            self._are_made = True
        return self.made
