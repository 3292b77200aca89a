"""Offers recent sessions on the welcome page, and notes this one when it ends."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.app.background import Background
from dustrack_imgui.app.recent_sessions import FILE_NAME, load_recent, push_recent, there
from dustrack_imgui.model.recent import RecentSession
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call, Effect

log = logging.getLogger(__name__)


class RecallingSystem:
    """Reads the list at the start and when the last video is taken out; writes it then, and at the end.

    Parameters
    ----------
    state_folder
        Folder in which the list lies.
    wake
        Called from the background.
    """

    name = "recent sessions"

    def __init__(self, state_folder: Path, wake: Callable[[], None]) -> None:
        self._path = state_folder / FILE_NAME
        self._background = Background(wake, "recent")
        self._last: RecentSession | None = None
        self._videos: object = None
        self._background.submit(self._listed, on_error=_nothing)

    def run(self, effect: Effect, session: Session) -> bool:
        """No effect is for this system."""
        del effect, session
        return False

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Note what is open."""
        del now_secs
        state = session.active
        if state is not None:
            if (session.videos, state) != self._videos:
                self._videos = (session.videos, state)
                self._last = RecentSession(
                    tuple(one.video.key for one in session.videos), active=state.video.key
                )
        elif self._last is not None:
            left, self._last = self._last, None
            self._background.submit(lambda: self._pushed(left), on_error=_nothing)
        return self._background.answers()

    def is_active(self, session: Session) -> bool:
        """The background wakes the loop itself."""
        del session
        return False

    def close(self) -> None:
        """Write this session to the list."""
        self._background.close()
        if self._last is not None:
            push_recent(self._path, self._last)

    def _pushed(self, left: RecentSession) -> Sequence[Call]:
        push_recent(self._path, left)
        return self._listed()

    def _listed(self) -> Sequence[Call]:
        return [Call("recent.listed", MappingProxyType({"sessions": there(load_recent(self._path))}))]


def _nothing(error: Exception) -> Sequence[Call]:
    log.error("recent sessions cannot be offered: %r", error)
    return []
