"""From mouse events to commands: clicks and drags over picture, traces and timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dustrack_imgui.app.events import LEFT, MIDDLE, RIGHT, Event, MouseDown, MouseMove, MouseUp, Wheel, Xy
from dustrack_imgui.app.gestures import Gestures
from dustrack_imgui.app.keys import Request
from dustrack_imgui.app.picking import nearest_marker, points_in_box
from dustrack_imgui.app.pointed import Surfaces, middle_of
from dustrack_imgui.app.wheel import wheel_requests
from dustrack_imgui.model.session import Session, VideoState

MARKER_REACH_PX = 11.0
EDGE_REACH_PX = 5.0
DRAG_STARTS_PX = 3.0


@dataclass(slots=True)
class _Drag:
    kind: str
    button: int
    start: Xy
    last: Xy
    gesture: int
    label: str = ""
    frame: int = 0
    grip: Xy = (0.0, 0.0)
    has_moved: bool = False
    points: Mapping[str, Xy] = field(default_factory=dict)
    pane: str = ""
    adds: bool = False


class PointerRouter:
    """Turns mouse events into requests and remembers the drag that is under way."""

    def __init__(self, surfaces: Surfaces, gestures: Gestures) -> None:
        self._surfaces = surfaces
        self._gestures = gestures
        self._drag: _Drag | None = None

    @property
    def is_dragging(self) -> bool:
        """Whether a button that began something is down."""
        return self._drag is not None

    @property
    def is_scrubbing(self) -> bool:
        """Whether the drag runs through frames."""
        return self._drag is not None and self._drag.kind in ("timeline", "trace")

    @property
    def box(self) -> tuple[Xy, Xy] | None:
        """Two opposite corners of the box that is being dragged over the picture, in screen pixels."""
        drag = self._drag
        return (drag.start, drag.last) if drag and drag.kind == "box" and drag.has_moved else None

    def handle(self, event: Event, session: Session) -> list[Request]:
        """Requests of one mouse event."""
        if session.active is None:
            return []
        if isinstance(event, MouseDown):
            return self._down(event, session) if self._drag is None else []
        if isinstance(event, MouseMove):
            return self._move(event.xy_screen, session)
        if isinstance(event, MouseUp):
            return self._up(event, session)
        if isinstance(event, Wheel):
            return wheel_requests(event, session, self._surfaces)
        return []

    def cancel(self) -> None:
        """Forget the drag, e.g. because a dialog opened."""
        self._drag = None

    def _down(self, event: MouseDown, session: Session) -> list[Request]:
        pane = self._surfaces.pane_at(event.xy_screen)
        if pane == "image":
            return self._down_on_image(event, session)
        if pane == "traces":
            if event.button == MIDDLE:
                self._begin("pan_traces", event)
                return []
            if event.button == LEFT and self._begins_at_edge(event, session, pane):
                return []
            self._begin("trace", event)
            return self._scrub_trace(event.xy_screen)
        if pane == "timeline" and event.button in (LEFT, RIGHT):
            if event.button == LEFT and self._begins_at_edge(event, session, pane):
                return []
            self._begin("timeline", event)
            return [_go_to(self._surfaces.timeline_frame(event.xy_screen[0]))]
        return []

    def _down_on_image(self, event: MouseDown, session: Session) -> list[Request]:
        if event.button == MIDDLE:
            self._begin("pan_image", event)
            return []
        if event.button == RIGHT:
            return [Request("point.place", {})]
        transform = self._surfaces.image_transform(session)
        reach = MARKER_REACH_PX * session.interface.scale * max(session.interface.markers.size, 1.0)
        hit = nearest_marker(session, transform, middle_of(event.xy_screen), reach)
        state = session.active
        if hit is None or state is None:
            self._begin("box", event).adds = "shift" in event.modifiers
            return []
        label, is_active = hit
        if is_active and "shift" in event.modifiers:
            return [Request("points.toggle", {"label": label})]
        if is_active and label in state.view.selected and len(state.view.selected) > 1:
            return self._grip_points(event, state, label)
        released = [Request("points.clear_selection", {})] if state.view.selected else []
        if is_active and (xy := state.layer.track(label).xy_at(state.view.frame)):
            drag = self._begin("marker", event)
            drag.label, drag.frame = label, state.view.frame
            x, y = transform.screen_from_image(xy)
            drag.grip = (x - event.xy_screen[0], y - event.xy_screen[1])
        return [*released, Request("label.select", {"label": label})]

    def _grip_points(self, event: MouseDown, state: VideoState, label: str) -> list[Request]:
        drag = self._begin("points", event)
        frame = drag.frame = state.view.frame
        found = {each: state.layer.track(each).xy_at(frame) for each in state.view.selected}
        drag.points = {each: xy for each, xy in found.items() if xy is not None}
        return [Request("label.select", {"label": label})]

    def _begins_at_edge(self, event: MouseDown, session: Session, pane: str) -> bool:
        """Take hold of an end of the interval when the press is on it."""
        state = session.active
        interval = state.interval if state else None
        if interval is None:
            return False
        reach = EDGE_REACH_PX * session.interface.scale
        near = []
        for end, other in ((interval.start, interval.end), (interval.end, interval.start)):
            x = self._surfaces.frame_x(pane, end)
            if x is not None and abs(x - event.xy_screen[0] - 0.5) <= reach:
                near.append((abs(x - event.xy_screen[0] - 0.5), other))
        if not near:
            return False
        drag = self._begin("edge", event)
        drag.frame, drag.pane = min(near)[1], pane
        return True

    def _frame_at(self, drag: _Drag, xy: Xy) -> int:
        if drag.pane == "timeline":
            return self._surfaces.timeline_frame(xy[0])
        return round(self._surfaces.trace_frame_clamped(xy[0]))

    def _move(self, xy: Xy, session: Session) -> list[Request]:
        drag = self._drag
        if drag is None:
            return []
        delta = (xy[0] - drag.last[0], xy[1] - drag.last[1])
        far = max(abs(xy[0] - drag.start[0]), abs(xy[1] - drag.start[1]))
        drag.has_moved = drag.has_moved or far >= DRAG_STARTS_PX * session.interface.scale
        drag.last = xy
        if drag.kind == "timeline":
            return [_go_to(self._surfaces.timeline_frame(xy[0]))]
        if drag.kind == "trace":
            return [_go_to(round(self._surfaces.trace_frame_clamped(xy[0])))]
        if not drag.has_moved:
            return []
        if drag.kind == "marker":
            return self._drag_marker(drag, xy, session)
        if drag.kind == "points":
            return self._drag_points(drag, xy, session)
        if drag.kind == "box":
            return []
        if drag.kind == "edge":
            frame = self._frame_at(drag, xy)
            ends = {"first": drag.frame, "last": frame}
            return [Request("interval.set", ends, drag.gesture)] if frame != drag.frame else []
        if drag.kind == "pan_image":
            zoom = self._surfaces.image_transform(session).zoom
            arguments = {"dx_screen": delta[0], "dy_screen": delta[1], "shown_zoom": zoom}
            return [Request("image.pan", arguments)]
        frames = -delta[0] * self._surfaces.frames_per_trace_px(session)
        return [Request("traces.pan", {"delta_frames": frames})]

    def _drag_marker(self, drag: _Drag, xy: Xy, session: Session) -> list[Request]:
        state = session.active
        if state is None or state.view.frame != drag.frame:
            self._drag = None
            return []
        transform = self._surfaces.image_transform(session)
        target = transform.image_from_screen((xy[0] + drag.grip[0], xy[1] + drag.grip[1]))
        arguments = {"label": drag.label, "frame": drag.frame, "xy": target}
        return [Request("point.move", arguments, drag.gesture)]

    def _drag_points(self, drag: _Drag, xy: Xy, session: Session) -> list[Request]:
        state = session.active
        if state is None or state.view.frame != drag.frame:
            self._drag = None
            return []
        zoom = self._surfaces.image_transform(session).zoom
        dx, dy = (xy[0] - drag.start[0]) / zoom, (xy[1] - drag.start[1]) / zoom
        targets = tuple((x + dx, y + dy) for x, y in drag.points.values())
        arguments = {"labels": tuple(drag.points), "frame": drag.frame, "xys": targets}
        return [Request("points.move", arguments, drag.gesture)]

    def _boxed(self, drag: _Drag, session: Session) -> list[Request]:
        """Select the points in the box; a click on nothing selects none."""
        state = session.active
        if state is None:
            return []
        before = state.view.selected
        if not drag.has_moved:
            return [Request("points.clear_selection", {})] if before else []
        transform = self._surfaces.image_transform(session)
        found = points_in_box(state, transform, drag.start, drag.last)
        labels = (*before, *found) if drag.adds else found
        return (
            [Request("points.select", {"labels": tuple(dict.fromkeys(labels))})] if labels or before else []
        )

    def _up(self, event: MouseUp, session: Session) -> list[Request]:
        drag = self._drag
        if drag is None or event.button != drag.button:
            return []
        self._drag = None
        if drag.kind == "pan_image" and not drag.has_moved:
            return [Request("image.fit", {})]
        if drag.kind == "box":
            return self._boxed(drag, session)
        if drag.kind == "edge" and not drag.has_moved:
            return [_go_to(self._frame_at(drag, drag.start))]
        return []

    def _scrub_trace(self, xy: Xy) -> list[Request]:
        frame = self._surfaces.trace_frame_at(xy)
        return [] if frame is None else [_go_to(round(frame))]

    def _begin(self, kind: str, event: MouseDown) -> _Drag:
        self._drag = _Drag(kind, event.button, event.xy_screen, event.xy_screen, self._gestures.new())
        return self._drag


def _go_to(frame: int) -> Request:
    return Request("frame.go_to", {"frame": frame})
