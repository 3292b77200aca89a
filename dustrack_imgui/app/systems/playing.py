"""Playback: which frame is due now."""

from __future__ import annotations

from types import MappingProxyType

from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call, Effect


class PlayingSystem:
    """Advances the frame by the clock, at the video's rate times the chosen speed.

    The clock decides, not the loop: a late loop skips frames instead of slowing down.
    """

    name = "playback"

    def __init__(self) -> None:
        self._start_secs = 0.0
        self._start_frame = 0
        self._shown = -1
        self._key: tuple[int, float, str] | None = None

    def run(self, effect: Effect, session: Session) -> bool:
        """No effect is for playback."""
        del effect, session
        return False

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Return the call that shows the frame that is due."""
        state = session.active
        direction = session.playback.direction
        if state is None or direction == 0:
            self._key = None
            return []
        key = (direction, session.playback.speed, state.video.key)
        frame = state.view.frame
        if key != self._key or frame != self._shown:
            self._key, self._shown = key, frame
            self._start_secs, self._start_frame = now_secs, frame
            return []
        rate = (state.video.fps or 25.0) * session.playback.speed
        due = self._start_frame + direction * int((now_secs - self._start_secs) * rate + 1e-6)
        clamped = state.video.clamp(due)
        calls = []
        if clamped != frame:
            calls.append(Call("play.show", MappingProxyType({"frame": clamped})))
            self._shown = clamped
        if due != clamped or clamped == (state.video.n_frames - 1 if direction > 0 else 0):
            calls.append(Call("play.stop"))
        return calls

    def is_active(self, session: Session) -> bool:
        """While the picture runs."""
        return session.playback.direction != 0

    def close(self) -> None:
        """Nothing to stop."""
