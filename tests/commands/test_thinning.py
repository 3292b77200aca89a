"""Dropping frames for all labels, and tidying labels: one step each, with counts."""

from __future__ import annotations

import pytest

KEY = "/clips/v.mp4"


def line(*frames):
    return {frame: (float(frame), 1.0) for frame in frames}


@pytest.fixture
def gappy(make_bench, make_layer):
    """Frames 0..9 with label 0; label 1 lacks 3 and 7; label 2 is declared and empty."""
    return make_bench(
        make_layer("hand", {"0": line(*range(10)), "1": line(0, 1, 2, 4, 5, 6, 8, 9), "2": {}}),
        make_layer("other", {"2": line(1), "10": line(5), "0": {}}),
    )


def frames(bench, label, layer="hand"):
    return bench.state.data.layer(layer).track(label).frames().tolist()


def test_decimating_drops_the_incomplete_and_every_second_complete_frame(gappy):
    gappy.do("interval.set", first=1, last=8)
    gappy.do("interval.decimate")
    assert frames(gappy, "0") == [0, 1, 4, 6, 9]
    assert frames(gappy, "1") == [0, 1, 4, 6, 9]
    assert gappy.said == "Decimated 1–8: 3 frames left; dropped 2 incomplete and 3 of the complete."
    assert gappy.session.history.undo == "decimate 1–8 (5 frames dropped)"
    gappy.do("edit.undo")
    assert frames(gappy, "0") == list(range(10))


def test_decimating_by_the_labels_of_a_project(gappy):
    gappy.do("interval.set", first=0, last=9)
    gappy.do("interval.decimate", required=("0",))
    assert frames(gappy, "0") == [0, 2, 4, 6, 8]
    gappy.do("edit.undo")
    gappy.do("interval.decimate", required=("0", "2"))
    assert frames(gappy, "0") == []
    assert "dropped 10 incomplete" in gappy.said


def test_nothing_to_decimate_is_said(gappy):
    gappy.do("interval.decimate")
    assert gappy.said.startswith("Select an interval first")
    gappy.do("interval.set", first=100, last=200)
    gappy.do("interval.decimate")
    assert gappy.said == "Nothing to decimate: hand has no annotated frame in 100–200."
    gappy.do("interval.set", first=9, last=200)
    gappy.do("interval.decimate")
    assert gappy.said == "Nothing to decimate: hand has one annotated frame only in 9–200."


def test_keeping_complete_frames_is_not_hindered_by_empty_labels(gappy):
    gappy.do("layer.keep_overlapping")
    assert frames(gappy, "0") == [0, 1, 2, 4, 5, 6, 8, 9]
    assert gappy.said == "hand: 8 frames left; dropped 2 incomplete, frames 3–7."
    assert gappy.session.history.undo == "keep complete frames of hand (2 frames dropped)"
    gappy.do("layer.keep_overlapping")
    assert gappy.said == "Nothing to drop: every annotated frame of hand has all labels."


def test_keeping_consecutive_frames_wants_a_neighbour(make_bench, make_layer):
    bench = make_bench(make_layer("hand", {"0": line(0, 1, 2, 4, 6), "1": line(0, 1, 4, 6)}))
    bench.do("layer.keep_continuous")
    assert frames(bench, "0") == [0, 1]
    assert bench.said == "hand: 2 frames left; dropped 1 incomplete and 2 without a neighbour, frames 2–6."
    bench.do("edit.undo")
    assert frames(bench, "0") == [0, 1, 2, 4, 6]


def test_emptying_a_layer_is_refused(gappy):
    gappy.do("layer.keep_overlapping", required=("0", "9"))
    assert gappy.said == "hand: No frame has all labels (0, 9), so nothing would remain."
    gappy.do("layer.select", layer="other")
    gappy.do("layer.keep_continuous")
    assert gappy.said == (
        "other: No two consecutive frames have all labels (2, 10), so nothing would remain."
    )
    assert gappy.session.history.undo is None


def test_any_layer_of_any_video_can_be_meant(gappy):
    gappy.do("layer.keep_overlapping", video=KEY, layer="other", required=("2",))
    assert frames(gappy, "10", "other") == []
    assert frames(gappy, "0") == list(range(10))
    gappy.do("layer.keep_overlapping", video=KEY, layer="gone")
    assert gappy.said == "There is no layer gone."
    gappy.do("layer.clip", video="/gone.mp4", first_frame=1, last_frame=2)
    assert gappy.said == "This video is not open: /gone.mp4"


def test_clipping_counts_points(gappy):
    gappy.do("layer.clip", first_frame=2, last_frame=5)
    assert frames(gappy, "0") == [2, 3, 4, 5]
    assert gappy.said == "Removed 11 points outside of frames 2–5."
    gappy.do("layer.clip", first_frame=2, last_frame=5)
    assert gappy.said == "hand has no point outside of frames 2–5."


def test_labels_are_sorted_by_number_and_empty_ones_removed(gappy):
    gappy.do("layer.select", layer="other")
    gappy.do("layer.sort_labels")
    assert gappy.state.layer.labels == ("0", "2", "10")
    gappy.do("layer.sort_labels")
    assert gappy.said == "The labels of other are in order."
    gappy.do("layer.clip_trailing_empty_labels")
    assert gappy.said == "other has no such empty label."
    gappy.do("layer.remove_empty_labels")
    assert gappy.state.layer.labels == ("2", "10")
    assert gappy.said == "Removed from other: 1 empty label (0)."
    gappy.do("edit.undo")
    gappy.do("edit.undo")
    assert gappy.state.layer.labels == ("2", "10", "0")


def test_labels_go_with_their_points(gappy):
    gappy.do("layer.remove_labels", labels=("1", "9"))
    assert gappy.state.layer.labels == ("0", "2")
    assert gappy.said == "Removed 1 label with 8 points from hand."
    gappy.do("layer.remove_labels", labels=("9",))
    assert gappy.said == "hand has none of the labels 9."


def test_incomplete_frames_are_listed(gappy):
    gappy.do("layer.report_incomplete", required=("1", "2"))
    dialog = gappy.session.dialog
    assert dialog is not None
    assert dialog.text.splitlines() == [
        "0 frames with all labels (1, 2).",
        "10 frames with a label missing:",
        "  frame 0: 2 missing",
        "  frame 1: 2 missing",
        "  frame 2: 2 missing",
        "  … and 7 more",
        "Labels that do not belong to the project: 0 (10 points).",
    ]
    assert gappy.session.history.undo is None
    gappy.do("dialog.dismiss")
    gappy.do("layer.keep_overlapping")
    gappy.do("layer.report_incomplete")
    assert gappy.session.dialog is None
    assert gappy.said == "Nothing is missing: 8 annotated frames of hand, each with all labels."
