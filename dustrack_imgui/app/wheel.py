"""From the mouse wheel to commands: zoom over picture and traces, steps over the timeline."""

from __future__ import annotations

from dustrack_imgui.app.events import Wheel
from dustrack_imgui.app.keys import Request
from dustrack_imgui.app.pointed import Surfaces, middle_of
from dustrack_imgui.model.session import Session

IMAGE_ZOOM_STEP = 1.25
TRACE_ZOOM_STEP = 1.3


def wheel_requests(event: Wheel, session: Session, surfaces: Surfaces) -> list[Request]:
    """Requests of the wheel where the mouse is: zoom the picture or the traces, step along the timeline."""
    pane = surfaces.pane_at(event.xy_screen)
    if pane == "image":
        transform = surfaces.image_transform(session)
        arguments = {
            "factor": IMAGE_ZOOM_STEP**event.notches,
            "anchor_xy_image": transform.image_from_screen(middle_of(event.xy_screen)),
            "shown_zoom": transform.zoom,
        }
        return [Request("image.zoom", arguments)]
    if pane == "traces" and "ctrl" in event.modifiers:
        return _zoom_values(event, surfaces)
    if pane == "traces":
        anchor = surfaces.trace_frame_at(event.xy_screen)
        if anchor is None:
            return []
        return [Request("traces.zoom", {"factor": TRACE_ZOOM_STEP**event.notches, "anchor_frame": anchor})]
    if pane == "timeline":
        return [Request("frame.next" if event.notches < 0 else "frame.previous", {})]
    return []


def _zoom_values(event: Wheel, surfaces: Surfaces) -> list[Request]:
    values = surfaces.trace_values(event.xy_screen)
    if values is None:
        return []
    axis, low, high, anchor = values
    kept = TRACE_ZOOM_STEP**-event.notches
    arguments = {
        "axis": axis,
        "low": anchor - (anchor - low) * kept,
        "high": anchor + (high - anchor) * kept,
    }
    return [Request("traces.values", arguments)]
