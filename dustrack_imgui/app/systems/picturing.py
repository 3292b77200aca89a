"""Asks the reader for the current frame and holds the best picture there is."""

from __future__ import annotations

from dustrack_imgui.app.readers import Readers
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call, Effect
from dustrack_imgui.video.meta import Picture


class PicturingSystem:
    """Keeps `picture` up with the session; never decodes and never waits."""

    name = "picture"

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._asked: tuple[str, int, bool] | None = None
        self._key = ""
        self.picture: Picture | None = None
        self.display_lut = b""
        self.cached_ranges: tuple[tuple[int, int], ...] = ()
        self._revision = -1
        self._ranges_due_secs = 0.0
        self.is_dragging = False

    def run(self, effect: Effect, session: Session) -> bool:
        """No effect is for the picture."""
        del effect, session
        return False

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Request the current frame when it changed; take what is decoded."""
        self.refresh(session)
        if now_secs >= self._ranges_due_secs:
            self._ranges_due_secs = now_secs + 0.1
            self._update_ranges(session)
        return []

    def refresh(self, session: Session) -> None:
        """Bring `picture` up to the session's frame, as far as it is decoded."""
        state = session.active
        reader = self._readers.get(state.video.key) if state else None
        if state is None or reader is None:
            self.picture, self._asked, self._key = None, None, ""
            return
        if state.video.key != self._key:
            self._key, self.picture, self._revision = state.video.key, None, -1
            self.display_lut = reader.display_lut().tobytes()
        asked = (state.video.key, state.view.frame, self.is_dragging)
        if asked != self._asked:
            reader.request(state.view.frame, dragging=self.is_dragging)
            self._asked = asked
        picture = self.picture
        if picture is not None and picture.is_exact and picture.index == state.view.frame:
            return
        polled = reader.poll()
        if polled is not None:
            self.picture = polled

    def exact_frame(self, session: Session) -> int | None:
        """Current frame when its own picture is decoded, else None."""
        self.refresh(session)
        picture, state = self.picture, session.active
        if picture is None or state is None or not picture.is_exact or picture.is_undecodable:
            return None
        return picture.index

    def is_active(self, session: Session) -> bool:
        """While the exact picture is still to come."""
        picture, state = self.picture, session.active
        if state is None or self._readers.get(state.video.key) is None:
            return False
        if picture is None:
            return True
        return not (picture.is_exact or picture.is_undecodable) or picture.requested != state.view.frame

    def close(self) -> None:
        """Readers are closed by their owner."""

    def _update_ranges(self, session: Session) -> None:
        state = session.active
        reader = self._readers.get(state.video.key) if state else None
        if reader is None:
            self.cached_ranges = ()
        elif reader.cache_revision != self._revision:
            self._revision = reader.cache_revision
            self.cached_ranges = tuple(reader.cached_ranges())
