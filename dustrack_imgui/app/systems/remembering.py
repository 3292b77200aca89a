"""Keeps on disk how each video is looked at, every few seconds and when the window closes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from dustrack_imgui.app.background import Background
from dustrack_imgui.app.view_files import ViewFiles
from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.store.command import Call, Effect

log = logging.getLogger(__name__)
PERIOD_SECS = 4.0
_Seen = tuple[object, ...]


class RememberingSystem:
    """Writes the view, intervals and frames of interest of every video that changed, off the loop.

    Parameters
    ----------
    view_files
        Where to.
    wake
        Called from the background.
    """

    name = "remembering"

    def __init__(self, view_files: ViewFiles, wake: Callable[[], None]) -> None:
        self._view_files = view_files
        self._background = Background(wake, "views")
        self._kept: dict[str, _Seen] = {}
        self._last: dict[str, VideoState] = {}
        self._due_secs = 0.0

    def run(self, effect: Effect, session: Session) -> bool:
        """No effect is for this system."""
        del effect, session
        return False

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Now and then, queue what changed; at once what left the session."""
        states = {state.video.key: state for state in session.videos}
        for key in self._last.keys() - states.keys():
            self._keep(self._last[key])
            self._kept.pop(key, None)
        self._last = states
        if now_secs >= self._due_secs:
            self._due_secs = now_secs + PERIOD_SECS
            for state in states.values():
                self._keep(state)
        return self._background.answers()

    def is_active(self, session: Session) -> bool:
        """Nobody waits for it."""
        del session
        return False

    def close(self) -> None:
        """Write what is not written yet."""
        self._background.close()
        for state in self._last.values():
            if self._is_new(state):
                self._write(state)

    def _keep(self, state: VideoState) -> None:
        if self._is_new(state):
            self._background.submit(lambda: self._write(state), on_error=_nothing)

    def _is_new(self, state: VideoState) -> bool:
        """Whether a state differs from what was kept last, which it becomes."""
        data = state.data
        seen = (state.view, data.intervals, data.frames_of_interest, data.kept_intervals)
        if seen == self._kept.get(state.video.key):
            return False
        self._kept[state.video.key] = seen
        return True

    def _write(self, state: VideoState) -> Sequence[Call]:
        try:
            self._view_files.keep(state)
        except (OSError, FormatError) as error:
            log.warning("how a video is looked at was not kept: %s", error)
        return []


def _nothing(error: Exception) -> Sequence[Call]:
    log.error("how a video is looked at was not kept: %r", error)
    return []
