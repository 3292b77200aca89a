"""Playback: which frame is due now."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from dustrack_imgui.commands.playback import played_range
from dustrack_imgui.model.session import Playback, Session
from dustrack_imgui.store.command import Call, Effect


class PlayingSystem:
    """Advances the frame by the clock, at the video's rate times the chosen speed.

    The clock decides, not the loop: a late loop skips frames instead of slowing down. With every frame shown
    it is the other way round: the next frame is due when its time has come and this one is on screen.

    Parameters
    ----------
    is_shown
        Whether the current frame of a session is on screen; asked when every frame is to be shown.
    """

    name = "playback"

    def __init__(self, is_shown: Callable[[Session], bool] = lambda session: True) -> None:
        self._is_shown = is_shown
        self._start_secs = 0.0
        self._start_frame = 0
        self._shown = -1
        self._key: tuple[Playback, str] | None = None

    def run(self, effect: Effect, session: Session) -> bool:
        """No effect is for playback."""
        del effect, session
        return False

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Return the call that shows the frame that is due."""
        state, playback = session.active, session.playback
        if state is None or playback.direction == 0:
            self._key = None
            return []
        key, frame = (playback, state.video.key), state.view.frame
        if key != self._key or frame != self._shown:
            self._key, self._shown = key, frame
            self._start_secs, self._start_frame = now_secs, frame
            return []
        due = self._due(playback, frame, now_secs, state.video.fps or 25.0, session)
        first, last = played_range(state, playback)
        end = last if playback.direction > 0 else first
        is_past = (due - end) * playback.direction > 0
        if is_past:
            due = first + (due - first) % (last - first + 1) if playback.loops else end
            self._start_secs, self._start_frame = now_secs, due
        calls = []
        if due != frame:
            calls.append(Call("play.show", MappingProxyType({"frame": due})))
            self._shown = due
        if not playback.loops and (is_past or due == end):
            calls.append(Call("play.stop"))
        return calls

    def _due(self, playback: Playback, frame: int, now_secs: float, fps: float, session: Session) -> int:
        """Frame that should be on screen now, perhaps beyond the end."""
        period_secs = 1.0 / (fps * playback.speed)
        n_due = int((now_secs - self._start_secs) / period_secs + 1e-6)
        if not playback.shows_every_frame:
            return self._start_frame + playback.direction * n_due
        if not n_due or not self._is_shown(session):
            return frame
        self._start_secs = max(self._start_secs + period_secs, now_secs - period_secs)
        return frame + playback.direction

    def is_active(self, session: Session) -> bool:
        """While the picture runs."""
        return session.playback.direction != 0

    def close(self) -> None:
        """Nothing to stop."""
