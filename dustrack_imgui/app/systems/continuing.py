"""Brings the steps of earlier sessions back when a video is opened again, in the background."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.app.background import Background
from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.model.session import Session, VideoData
from dustrack_imgui.store.command import Call, Effect
from dustrack_imgui.store.continuing import earlier_histories
from dustrack_imgui.store.journal import default_state_folder

log = logging.getLogger(__name__)


class ContinuingSystem:
    """Looks for the session that left the files as they were opened; its steps are taken over once.

    Parameters
    ----------
    state_folder
        Where sessions keep their journals; None takes the user's state folder.
    wake
        Called from the background when an answer waits.
    """

    name = "continuing"

    def __init__(self, state_folder: Path | None, wake: Callable[[], None]) -> None:
        self._state_folder = state_folder or default_state_folder()
        self._background = Background(wake, "continuing")
        self._opened: dict[str, VideoData] = {}
        self._has_found = False
        self._is_cancelled = threading.Event()

    def run(self, effect: Effect, session: Session) -> bool:
        """No effect belongs here."""
        del effect, session
        return False

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Search when a video was opened; hand over what was found."""
        del now_secs
        new = {state.video.key: state.data for state in session.videos if state.video.key not in self._opened}
        if new:
            self._opened |= new
            opened = dict(self._opened)
            self._background.submit(lambda: self._search(opened), on_error=_nothing)
        return self._background.answers()

    def is_active(self, session: Session) -> bool:
        """The background wakes the loop itself."""
        del session
        return False

    def close(self) -> None:
        """Stop searching."""
        self._is_cancelled.set()
        self._background.close()

    def _search(self, opened: Mapping[str, VideoData]) -> Sequence[Call]:
        if self._has_found:
            return []
        histories = earlier_histories(
            self._state_folder, opened, COMMAND_TABLE, is_cancelled=self._is_cancelled.is_set
        )
        if not histories:
            return []
        self._has_found = True
        return [Call("history.continued", MappingProxyType({"histories": histories}))]


def _nothing(error: Exception) -> Sequence[Call]:
    log.warning("the steps of earlier sessions could not be read: %s", error)
    return []
