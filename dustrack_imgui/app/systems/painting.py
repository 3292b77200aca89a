"""Has the next pictures painted while the current one is looked at: a step costs the loop no pixel work."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dustrack_imgui.app.painter import Painter, Painting
from dustrack_imgui.app.systems.enhancing import EnhancingSystem
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.store.command import Call, Effect
from dustrack_imgui.views.display_lut import display_levels, look_of
from dustrack_imgui.views.screen_pixels import PixelType

FARTHEST_STRIDE = 100


class PaintingSystem:
    """Guesses from the last step which pictures come next; a wrong guess costs some idle time of a core.

    Parameters
    ----------
    pixel_type
        Asked in every turn what the screen takes; nothing is painted while it is None.
    """

    name = "painting"

    def __init__(
        self, enhancing: EnhancingSystem, pixel_type: Callable[[], PixelType | None] = lambda: np.float32
    ) -> None:
        self.painter = Painter()
        self._enhancing = enhancing
        self._pixel_type = pixel_type
        self._looked_at: VideoState | None = None
        self._asked: tuple[object, ...] = ()
        self._frame, self._stride = 0, 1

    def run(self, effect: Effect, session: Session) -> bool:
        """No effect is for painting."""
        del effect, session
        return False

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Note what is looked at."""
        del now_secs
        self._looked_at = session.active
        if self._looked_at is not None:
            self._note_stride(self._looked_at)
        return []

    def begin(self) -> None:
        """Ask for the pictures beside the current one; call when the turn's other work is done.

        The painter's thread would want the interpreter while the turn still needs it; from here on, the
        render call leaves it to others.
        """
        state, pixel_type = self._looked_at, self._pixel_type()
        if state is None or pixel_type is None:
            return
        asked = (
            state.video.key,
            state.view.frame,
            self._stride,
            state.view.enhancement,
            self._revision(state),
            pixel_type,
        )
        if asked != self._asked:
            self._asked = asked
            self.painter.ask(self._wanted(state, pixel_type), current=self._painting(state, 0, pixel_type))

    def is_active(self, session: Session) -> bool:
        """Nothing waits for a guess."""
        del session
        return False

    def close(self) -> None:
        """Stop the thread."""
        self.painter.close()

    def _wanted(self, state: VideoState, pixel_type: PixelType) -> list[Painting]:
        wanted = []
        for step in (1, 2, -1):
            painting = self._painting(state, step * self._stride, pixel_type)
            if painting is not None:
                wanted.append(painting)
        return wanted

    def _painting(self, state: VideoState, distance: int, pixel_type: PixelType) -> Painting | None:
        """The picture some frames from the current one, None while it is not decoded."""
        prospect = self._enhancing.picture_at(state, state.view.frame + distance)
        if prospect is None:
            return None
        enhancement, stretch = state.view.enhancement, prospect.display_lut
        return Painting(
            prospect.source,
            prospect.size_px,
            prospect.image,
            look_of(enhancement, stretch),
            display_levels(enhancement, stretch),
            pixel_type,
        )

    def _revision(self, state: VideoState) -> int:
        return self._enhancing.revision(state)

    def _note_stride(self, state: VideoState) -> None:
        moved = state.view.frame - self._frame
        if moved:
            self._frame = state.view.frame
            self._stride = moved if abs(moved) <= FARTHEST_STRIDE else (1 if moved > 0 else -1)
