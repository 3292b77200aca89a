"""Placing, moving and removing points; choosing labels."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from dustrack_imgui.model.session import NumberKeys
from dustrack_imgui.model.source import Source
from dustrack_imgui.store.command import Call


def test_place_writes_the_current_label_and_is_undone(bench):
    bench.do("frame.go_to", frame=7)
    bench.do("point.place", xy_image=(11.5, 12.25), exact_frame=7)
    assert bench.xy("hand", "0", 7) == (11.5, 12.25)
    assert bench.state.layer.track("0").source_at(7) is Source.HAND
    assert bench.session.history.undo == "place 0 at frame 7"
    bench.do("edit.undo")
    assert bench.xy("hand", "0", 7) is None
    assert bench.said == "Undid: place 0 at frame 7"
    bench.do("edit.redo")
    assert bench.xy("hand", "0", 7) == (11.5, 12.25)


def test_a_stand_in_picture_takes_no_points(bench):
    bench.do("frame.go_to", frame=7)
    for shown in (None, 6):
        bench.do("point.place", xy_image=(1.0, 1.0), exact_frame=shown)
        assert "not on screen yet" in bench.said
    assert bench.state.layer.count() == 3
    assert bench.session.history.undo is None


def test_placing_off_the_picture_is_refused(bench):
    bench.do("point.place", xy_image=None, exact_frame=0)
    assert bench.said == "Move the mouse over the picture to place a point."


def test_placing_declares_a_label_in_the_active_layer_only(bench):
    bench.do("label.digit_7", xy_image=None, exact_frame=None)
    assert bench.state.view.label == "7"
    assert all("7" not in layer.labels for layer in bench.state.data.layers)
    bench.do("point.place", xy_image=(1.0, 1.0), exact_frame=0)
    assert [layer.name for layer in bench.state.data.layers if "7" in layer.labels] == ["hand"]


def test_move_stays_in_the_picture_and_a_drag_is_one_step(bench):
    for x in (2.0, 30.0, 900.0):
        bench.store.apply([_move(x, -40.0, gesture=5)])
    assert bench.xy("hand", "0", 10) == (63.5, -0.5)
    bench.do("edit.undo")
    assert bench.xy("hand", "0", 10) == (1.0, 2.0)
    bench.do("edit.undo")
    assert bench.said == "Nothing to undo."


def _move(x: float, y: float, gesture: int):
    return Call("point.move", MappingProxyType({"label": "0", "frame": 10, "xy": (x, y)}), gesture)


def test_nudges_are_exact_quarters(bench):
    bench.do("frame.go_to", frame=10)
    bench.do("point.nudge_right", exact_frame=10)
    bench.do("point.nudge_up_fine", exact_frame=10)
    assert bench.xy("hand", "0", 10) == (2.0, 1.75)


def test_remove(bench):
    bench.do("frame.go_to", frame=20)
    bench.do("point.remove")
    assert bench.xy("hand", "0", 20) is None
    assert bench.xy("hand", "1", 20) == (5.0, 6.0)
    bench.do("point.remove")
    assert bench.said == "Label 0 is not marked on frame 20 of hand."


def test_digits_place_in_place_mode(bench):
    bench.do("label.toggle_number_keys")
    assert bench.session.interface.number_keys is NumberKeys.PLACE
    bench.do("label.digit_3", xy_image=(4.0, 5.0), exact_frame=0)
    assert bench.xy("hand", "3", 0) == (4.0, 5.0)


def test_pages_wrap_and_keep_the_digit(bench):
    bench.do("label.digit_4", xy_image=None, exact_frame=None)
    bench.do("label.previous_page")
    assert bench.state.view.label == "994"
    bench.do("label.next_page")
    bench.do("label.next_page")
    assert bench.state.view.label == "14"
    bench.do("label.digit_2", xy_image=None, exact_frame=None)
    assert bench.state.view.label == "12"


def test_next_label_wraps_among_those_of_the_page(bench):
    bench.do("label.next")
    assert bench.state.view.label == "1"
    bench.do("label.next")
    assert bench.state.view.label == "0"
    bench.do("label.previous")
    assert bench.state.view.label == "1"


@pytest.mark.parametrize("label", ["x", "", "-1", "１"])
def test_labels_are_numbers(bench, label):
    bench.do("label.select", label=label)
    assert bench.said.startswith("Labels are numbers")
