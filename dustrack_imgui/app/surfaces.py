"""Answers what is under the mouse, from the canvas panels of the desk."""

from __future__ import annotations

from collections.abc import Callable

from dustrack_imgui.app.events import Xy
from dustrack_imgui.model.session import Session
from dustrack_imgui.views.image_pane import ImagePane
from dustrack_imgui.views.image_transform import ImageTransform
from dustrack_imgui.views.scene import Rect
from dustrack_imgui.views.timeline import Timeline
from dustrack_imgui.views.trace_panes import TracePanes


class DeskSurfaces:
    """The `Surfaces` of the real window.

    Parameters
    ----------
    image, traces, timeline
        The canvas panels.
    covered_by
        Rectangles that lie over them now, such as an open dialog; the mouse does not reach through.
    """

    def __init__(
        self,
        image: ImagePane,
        traces: TracePanes,
        timeline: Timeline,
        covered_by: Callable[[], tuple[Rect, ...]],
    ) -> None:
        self._image = image
        self._traces = traces
        self._timeline = timeline
        self._covered_by = covered_by

    def pane_at(self, xy_screen: Xy) -> str:
        """ "image", "traces", "timeline" or "" for anything else."""
        if any(rect.contains(xy_screen) for rect in self._covered_by()):
            return ""
        if self._image.rect.contains(xy_screen):
            return "image"
        if self._timeline.rect.contains(xy_screen):
            return "timeline"
        return "traces" if self._traces.hovered_axis(xy_screen) is not None else ""

    def image_transform(self, session: Session) -> ImageTransform:
        """Between picture and screen."""
        return self._image.transform(session)

    def xy_image_at(self, session: Session, xy_screen: Xy) -> Xy | None:
        """Position in the picture, None outside it."""
        if self.pane_at(xy_screen) != "image":
            return None
        return self._image.xy_image_at(session, xy_screen)

    def trace_frame_at(self, xy_screen: Xy) -> float | None:
        """Frame coordinate under the cursor on a trace."""
        return self._traces.frame_at(xy_screen)

    def trace_frame_clamped(self, x_screen: float) -> float:
        """Frame coordinate of the traces at a horizontal screen position, clamped to what is visible."""
        return self._traces.frame_at_clamped(x_screen)

    def trace_values(self, xy_screen: Xy) -> tuple[str, float, float, float] | None:
        """Axis under the cursor, its visible range, and the value under the cursor."""
        axis = self._traces.hovered_axis(xy_screen)
        if axis is None:
            return None
        low, high = self._traces.value_range(axis)
        value = self._traces.value_at(xy_screen)
        return None if value is None else (axis, low, high, value)

    def frames_per_trace_px(self, session: Session) -> float:
        """Frames that one screen pixel of the traces covers."""
        low, high = self._traces.frames_visible(session)
        return (high - low) / max(self._traces.plot_width_px, 1)

    def frame_x(self, pane: str, frame: int) -> float | None:
        """Horizontal screen position of a frame on "traces" or "timeline"; None when it is out of sight."""
        return self._timeline.x_of_frame(frame) if pane == "timeline" else self._traces.x_of_frame(frame)

    def timeline_frame(self, x_screen: float) -> int:
        """Frame of the timeline at a horizontal screen position, clamped to the video."""
        return self._timeline.frame_at_clamped(x_screen)
