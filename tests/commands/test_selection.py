"""Several points of a frame, moved together."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.track import Track


@pytest.fixture
def three(make_bench):
    points = {"0": (10.0, 10.0), "1": (20.0, 30.0), "2": (60.0, 45.0)}
    tracks = {label: Track.from_points([5], [xy]) for label, xy in points.items()}
    bench = make_bench(Layer("hand", MappingProxyType(tracks)), frame=5)
    bench.do("points.select", labels=("0", "1"))
    return bench


def test_selecting_makes_one_of_them_current(three):
    assert three.state.view.selected == ("0", "1")
    three.do("points.select", labels=("2", "1", "2", "9"))
    assert (three.state.view.selected, three.state.view.label) == (("2", "1"), "2")
    three.do("points.toggle", label="2")
    three.do("points.toggle", label="0")
    assert three.state.view.selected == ("1", "0")
    three.do("points.select_all")
    assert three.state.view.selected == ("0", "1", "2")


@pytest.mark.parametrize(("suffix", "step"), [("", 1.0), ("_fine", 0.25), ("_far", 5.0)])
def test_nudges_move_all_selected_in_one_step(three, suffix, step):
    three.do(f"point.nudge_right{suffix}", exact_frame=5)
    assert three.xy("hand", "0", 5) == (10 + step, 10)
    assert three.xy("hand", "1", 5) == (20 + step, 30)
    assert three.xy("hand", "2", 5) == (60, 45)
    assert three.session.history.undo == "move 0, 1 at frame 5"
    three.do("edit.undo")
    assert three.xy("hand", "0", 5) == (10, 10)
    assert three.xy("hand", "1", 5) == (20, 30)


def test_moved_points_keep_their_distances_at_the_edge_of_the_picture(three):
    three.do("points.move", labels=("0", "2"), frame=5, xys=((40.0, -20.0), (90.0, 15.0)))
    (x0, y0), (x2, y2) = three.xy("hand", "0", 5), three.xy("hand", "2", 5)
    assert (x2 - x0, y2 - y0) == pytest.approx((50, 35))
    assert (x2, y0) == pytest.approx((63.5, -0.5))


def test_removing_takes_all_selected_of_the_frame_in_one_step(three):
    three.do("point.remove")
    assert (three.xy("hand", "0", 5), three.xy("hand", "1", 5)) == (None, None)
    assert three.xy("hand", "2", 5) == (60, 45)
    assert three.state.view.selected == ()
    assert three.session.history.undo == "remove 0, 1 at frame 5"
    three.do("edit.undo")
    assert three.xy("hand", "0", 5) == (10, 10)
    assert three.xy("hand", "1", 5) == (20, 30)


def test_a_selection_that_is_not_on_the_frame_is_left_alone_by_removing(three):
    three.do("frame.go_to", frame=6)
    three.do("point.remove")
    assert three.said == "Label 0 is not marked on frame 6 of hand."
    assert three.state.view.selected == ("0", "1")


def test_a_drag_over_many_moves_is_one_undo_step(three):
    from dustrack_imgui.store.command import Call

    for x in (11.0, 12.0, 13.0):
        arguments = {"labels": ("0", "1"), "frame": 5, "xys": ((x, 10.0), (x + 10, 30.0))}
        three.store.apply([Call("points.move", arguments, gesture=1)])
    three.store.history.seal()
    three.do("edit.undo")
    assert three.xy("hand", "0", 5) == (10, 10)


def test_where_no_selected_point_is_marked_the_current_label_is_nudged(three):
    three.do("frame.go_to", frame=6)
    three.do("point.nudge_up", exact_frame=6)
    assert "not marked on frame 6" in three.said
    three.do("points.move", labels=("0",), frame=6, xys=((1.0, 1.0),))
    assert "not marked on frame 6" in three.said


def test_escape_takes_back_one_thing_after_the_other(three):
    three.do("interval.pick", trace_frame=3.0)
    three.do("play.toggle")
    three.do("edit.escape")
    assert three.state.view.selected == ()
    three.do("edit.escape")
    assert three.state.view.pending_pick is None
    three.do("edit.escape")
    assert three.session.playback.direction == 0
    three.do("edit.escape")
    assert "Nothing to take back" in three.said


def test_the_zoomed_picture_follows_the_current_label(three):
    three.do("image.toggle_following")
    assert three.state.view.image.centre_xy_image == (10, 10)
    three.do("label.select", label="2")
    assert three.state.view.image.centre_xy_image == (60, 45)
    zoom = three.state.view.image.zoom
    three.do("frame.go_to", frame=6)
    assert three.state.view.image.centre_xy_image == (60, 45)
    assert three.state.view.image.zoom == zoom
    three.do("image.toggle_following")
    three.do("label.select", label="0")
    assert three.state.view.image.centre_xy_image == (60, 45)


def test_markers_have_bounds(three):
    for _ in range(20):
        three.do("markers.larger")
        three.do("markers.fainter")
    three.do("markers.toggle_words")
    markers = three.session.interface.markers
    assert (markers.size, markers.opacity, markers.has_words) == (3.0, 0.1, False)
