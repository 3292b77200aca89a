"""Clicks, drags and the wheel become commands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from dustrack_imgui.app.events import LEFT, MIDDLE, RIGHT, MouseDown, MouseMove, MouseUp, Wheel
from dustrack_imgui.app.gestures import Gestures
from dustrack_imgui.app.picking import nearest_marker
from dustrack_imgui.app.pointer import PointerRouter
from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View
from dustrack_imgui.views.image_transform import ImageTransform

TRANSFORM = ImageTransform(4.0, (100.0, 0.0), (50, 50))


class FakeSurfaces:
    """Picture from x = 100, traces below y = 300, timeline below y = 500."""

    def pane_at(self, xy):
        if xy[1] >= 500:
            return "timeline"
        return "traces" if xy[1] >= 300 else "image" if xy[0] >= 100 else ""

    def image_transform(self, session):
        return TRANSFORM

    def xy_image_at(self, session, xy):
        return TRANSFORM.picked(xy)

    def trace_frame_at(self, xy):
        return xy[0] / 2

    def trace_frame_clamped(self, x):
        return min(max(x / 2, 0.0), 99.0)

    def trace_values(self, xy):
        return ("x", 0.0, 100.0, 50.0)

    def frames_per_trace_px(self, session):
        return 0.5

    def frame_x(self, pane, frame):
        return float(frame * 10 if pane == "timeline" else frame * 2)

    def timeline_frame(self, x):
        return int(x) // 10


@pytest.fixture
def session() -> Session:
    def layer(name, **points):
        tracks = {label[1:]: Track.from_points([0], [xy]) for label, xy in points.items()}
        return Layer(name, MappingProxyType(tracks))

    active = layer("hand", l0=(10.0, 10.0), l1=(11.0, 10.0))
    overlay = layer("dlc_x", l2=(30.0, 30.0), l0=(10.0, 11.0))
    state = VideoState(
        Video(Path("v.mp4"), 100, 50, 50, 30.0),
        VideoData((active, overlay)),
        View(layer="hand", overlay="dlc_x"),
    )
    return Session(videos=(state,))


@pytest.fixture
def pointer() -> PointerRouter:
    return PointerRouter(FakeSurfaces(), Gestures())


def at(x: float, y: float) -> tuple[float, float]:
    """Screen position of an image position."""
    return TRANSFORM.screen_from_image((x, y))


def commands(requests):
    return [request.command for request in requests]


def test_right_click_places(pointer, session):
    assert commands(pointer.handle(MouseDown(RIGHT, at(5, 5)), session)) == ["point.place"]


def test_a_click_selects_the_nearest_marker_without_moving_it(pointer, session):
    (request,) = pointer.handle(MouseDown(LEFT, at(11.2, 10)), session)
    assert request.arguments == {"label": "1"}
    moved = pointer.handle(MouseMove((at(11.2, 10)[0] + 1, at(11.2, 10)[1])), session)
    assert moved == []
    assert pointer.handle(MouseUp(LEFT, at(11.2, 10)), session) == []
    assert not pointer.is_dragging


def test_dragging_a_marker_keeps_the_grip_and_is_one_gesture(pointer, session):
    start = at(10.25, 10)
    pointer.handle(MouseDown(LEFT, start), session)
    first = pointer.handle(MouseMove((start[0] + 8, start[1])), session)
    second = pointer.handle(MouseMove((start[0] + 16, start[1] + 4)), session)
    assert commands(first + second) == ["point.move", "point.move"]
    assert second[0].arguments == {"label": "0", "frame": 0, "xy": pytest.approx((14.0, 11.0))}
    assert first[0].gesture == second[0].gesture is not None


def test_overlay_markers_are_selected_but_not_dragged(pointer, session):
    (request,) = pointer.handle(MouseDown(LEFT, at(30, 30)), session)
    assert request.arguments == {"label": "2"}
    assert not pointer.is_dragging


def test_active_markers_win_over_overlay_and_distance_counts_on_screen(session):
    assert nearest_marker(session, TRANSFORM, at(10, 10.9), 11) == ("0", True)
    assert nearest_marker(session, TRANSFORM, at(20, 20), 11) is None


def test_timeline_and_traces_scrub_while_the_button_is_down(pointer, session):
    assert pointer.handle(MouseDown(LEFT, (55, 510)), session)[0].arguments == {"frame": 5}
    assert pointer.is_scrubbing
    assert pointer.handle(MouseMove((200, 10)), session)[0].arguments == {"frame": 20}
    pointer.handle(MouseUp(LEFT, (200, 10)), session)
    assert not pointer.is_scrubbing
    assert pointer.handle(MouseDown(RIGHT, (81, 310)), session)[0].arguments == {"frame": 40}


def test_a_scrub_goes_on_outside_the_traces(pointer, session):
    pointer.handle(MouseDown(LEFT, (80, 310)), session)
    assert pointer.handle(MouseMove((-500, 20)), session)[0].arguments == {"frame": 0}
    assert pointer.handle(MouseMove((5000, 20)), session)[0].arguments == {"frame": 99}


def test_the_wheel_zooms_about_the_pixel_under_the_cursor(pointer, session):
    (request,) = pointer.handle(Wheel(2.0, (142.0, 42.0)), session)
    assert request.command == "image.zoom"
    assert request.arguments["factor"] == pytest.approx(1.25**2)
    assert request.arguments["anchor_xy_image"] == pytest.approx(TRANSFORM.image_from_screen((142.5, 42.5)))


def test_wheel_over_traces_zooms_frames_and_with_ctrl_values(pointer, session):
    assert commands(pointer.handle(Wheel(1.0, (50, 310)), session)) == ["traces.zoom"]
    (request,) = pointer.handle(Wheel(1.0, (50, 310), frozenset({"ctrl"})), session)
    assert request.command == "traces.values"
    assert request.arguments["low"] == pytest.approx(50 - 50 / 1.3)


def test_middle_drag_pans_and_middle_click_fits(pointer, session):
    pointer.handle(MouseDown(MIDDLE, (150, 50)), session)
    assert commands(pointer.handle(MouseMove((160, 50)), session)) == ["image.pan"]
    assert pointer.handle(MouseUp(MIDDLE, (160, 50)), session) == []
    pointer.handle(MouseDown(MIDDLE, (150, 50)), session)
    assert commands(pointer.handle(MouseUp(MIDDLE, (150, 50)), session)) == ["image.fit"]


def test_nothing_happens_off_the_panes_or_without_a_video(pointer, session):
    assert pointer.handle(MouseDown(LEFT, (50, 50)), session) == []
    assert pointer.handle(MouseDown(RIGHT, at(5, 5)), Session()) == []


def selecting(session: Session, *labels: str) -> Session:
    state = session.active
    return session.with_active(replace(state, view=replace(state.view, selected=labels)))


def drag(pointer, session, start, *path, shift=False):
    held = frozenset({"shift"}) if shift else frozenset()
    requests = pointer.handle(MouseDown(LEFT, start, held), session)
    for xy in path:
        requests += pointer.handle(MouseMove(xy), session)
    return requests + pointer.handle(MouseUp(LEFT, path[-1] if path else start), session)


def test_a_box_selects_the_points_of_the_active_layer_inside_it(pointer, session):
    pointer.handle(MouseDown(LEFT, at(20, 20)), session)
    assert pointer.box is None
    pointer.handle(MouseMove(at(5, 5)), session)
    assert pointer.box == (at(20, 20), at(5, 5))
    (request,) = pointer.handle(MouseUp(LEFT, at(5, 5)), session)
    assert (request.command, request.arguments) == ("points.select", {"labels": ("0", "1")})
    assert pointer.box is None
    (request,) = drag(pointer, session, at(20, 20), at(10.5, 5))
    assert request.arguments == {"labels": ("1",)}


def test_an_empty_box_or_a_click_on_nothing_selects_nothing(pointer, session):
    assert drag(pointer, session, at(40, 40)) == []
    assert drag(pointer, session, at(40, 40), at(20, 20)) == []
    assert commands(drag(pointer, selecting(session, "0"), at(40, 40))) == ["points.clear_selection"]
    (request,) = drag(pointer, selecting(session, "0"), at(40, 40), at(20, 20))
    assert request.arguments == {"labels": ()}


def test_shift_adds_to_the_selection(pointer, session):
    (request,) = drag(pointer, session, at(10, 10), shift=True)
    assert (request.command, request.arguments) == ("points.toggle", {"label": "0"})
    (request,) = drag(pointer, selecting(session, "0"), at(20, 20), at(10.5, 5), shift=True)
    assert request.arguments == {"labels": ("0", "1")}


def test_dragging_a_selected_marker_moves_all_selected_as_one_gesture(pointer, session):
    start = at(10, 10)
    chosen = selecting(session, "0", "1")
    requests = drag(pointer, chosen, start, (start[0] + 8, start[1]), (start[0] + 8, start[1] + 12))
    assert commands(requests) == ["label.select", "points.move", "points.move"]
    last = requests[-1]
    assert last.arguments["labels"] == ("0", "1")
    assert last.arguments["xys"] == (pytest.approx((12, 13)), pytest.approx((13, 13)))
    assert requests[1].gesture == last.gesture is not None


def test_a_marker_beside_the_selection_ends_it(pointer, session):
    requests = drag(pointer, selecting(session, "1"), at(9, 10))
    assert commands(requests) == ["points.clear_selection", "label.select"]


@pytest.mark.parametrize(("y", "edge", "target"), [(310, 40, 60), (510, 200, 300)])
def test_ends_of_the_interval_are_dragged_on_traces_and_timeline(pointer, session, y, edge, target):
    data = replace(session.active.data, intervals=MappingProxyType({("hand", "0"): Interval(20, 80)}))
    session = session.with_active(replace(session.active, data=data))
    requests = drag(pointer, session, (edge + 1, y), (edge + 8, y), (target, y))
    assert commands(requests) == ["interval.set", "interval.set"]
    assert requests[-1].arguments == {"first": 80, "last": 30}
    assert requests[0].gesture == requests[1].gesture is not None
    assert commands(drag(pointer, session, (edge + 1, y))) == ["frame.go_to"]
    assert commands(drag(pointer, session, (edge + 15, y))) == ["frame.go_to"]
