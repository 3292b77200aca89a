"""What routers of the mouse must know of the panels below it."""

from __future__ import annotations

from typing import Protocol

from dustrack_imgui.app.events import Xy
from dustrack_imgui.model.session import Session
from dustrack_imgui.views.image_transform import ImageTransform


class Surfaces(Protocol):
    """What the pointer can be over; the desk provides it."""

    def pane_at(self, xy_screen: Xy) -> str:
        """ "image", "traces", "timeline" or "" for anything else."""
        ...

    def image_transform(self, session: Session) -> ImageTransform:
        """Between picture and screen."""
        ...

    def xy_image_at(self, session: Session, xy_screen: Xy) -> Xy | None:
        """Position in the picture, None outside it."""
        ...

    def trace_frame_at(self, xy_screen: Xy) -> float | None:
        """Frame coordinate under the cursor on a trace."""
        ...

    def trace_frame_clamped(self, x_screen: float) -> float:
        """Frame coordinate of the traces at a horizontal screen position, clamped to what is visible."""
        ...

    def trace_values(self, xy_screen: Xy) -> tuple[str, float, float, float] | None:
        """Axis ("x" or "y") under the cursor, its visible range, and the value under the cursor."""
        ...

    def frames_per_trace_px(self, session: Session) -> float:
        """Frames that one screen pixel of the traces covers."""
        ...

    def frame_x(self, pane: str, frame: int) -> float | None:
        """Horizontal screen position of a frame on "traces" or "timeline"; None when it is out of sight."""
        ...

    def timeline_frame(self, x_screen: float) -> int:
        """Frame of the timeline at a horizontal screen position, clamped to the video."""
        ...


def middle_of(xy_screen: Xy) -> Xy:
    """Centre of the screen pixel that the mouse names."""
    return (xy_screen[0] + 0.5, xy_screen[1] + 0.5)
