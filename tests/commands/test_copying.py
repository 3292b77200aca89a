"""Copying from the overlay: what is copied, what is left, and the sentence for either."""

from __future__ import annotations

import pytest

from dustrack_imgui.model.source import Source

COPIES = ["copy.point", "copy.frame", "copy.frames_of_interest", "copy.interval", "copy.replace_existing"]


@pytest.fixture
def over(make_bench, make_layer):
    """A sparse layer with a dense one as overlay, at frame 10, label 0."""
    bench = make_bench(
        make_layer("hand", {"0": {10: (1.0, 2.0), 20: (3.0, 4.0), 40: (6.0, 6.0)}, "1": {30: (5.0, 6.0)}}),
        make_layer(
            "dlc_x",
            {
                "0": {frame: (float(frame), 7.0) for frame in range(5, 35)},
                "1": {frame: (float(frame), 9.0) for frame in range(10, 12)},
                "2": {10: (1.5, 1.5)},
            },
        ),
    )
    bench.do("layer.select_overlay", layer="dlc_x")
    bench.do("frame.go_to", frame=10)
    return bench


def test_the_label_at_this_frame(over):
    over.do("copy.point")
    assert over.xy("hand", "0", 10) == (10.0, 7.0)
    assert over.xy("hand", "1", 10) is None
    assert over.state.layer.track("0").source_at(10) is Source.COPIED
    assert over.said == "Copied 1 point from dlc_x."
    assert over.session.history.undo == "copy 0 at frame 10 from dlc_x (1 point)"
    over.do("edit.undo")
    assert over.xy("hand", "0", 10) == (1.0, 2.0)


def test_all_labels_at_this_frame_declare_what_is_missing(over):
    over.do("copy.frame")
    assert [over.xy("hand", label, 10) for label in "012"] == [(10.0, 7.0), (10.0, 9.0), (1.5, 1.5)]
    assert over.state.layer.labels == ("0", "1", "2")
    over.do("edit.undo")
    assert over.state.layer.labels == ("0", "1")


def test_frames_of_interest_take_all_labels_where_the_overlay_has_them(over):
    for frame in (11, 30, 200):
        over.do("frame.toggle_of_interest", trace_frame=frame)
    over.do("copy.frames_of_interest")
    assert over.xy("hand", "0", 11) == (11.0, 7.0)
    assert over.xy("hand", "1", 11) == (11.0, 9.0)
    assert over.xy("hand", "0", 30) == (30.0, 7.0)
    assert over.xy("hand", "1", 30) == (5.0, 6.0)
    assert over.said == "Copied 3 points from dlc_x."


def test_the_interval_takes_the_current_label_only(over):
    over.do("interval.set", first=8, last=36)
    over.do("copy.interval")
    assert over.state.layer.track("0").frames().tolist() == [*range(8, 35), 40]
    assert over.state.layer.track("1").frames().tolist() == [30]
    assert over.said == "Copied 27 points from dlc_x. Left as they are, since dlc_x lacks them: 2."
    assert over.session.history.undo == "copy 0 in 8–36 from dlc_x (27 points)"
    over.do("edit.undo")
    assert over.state.layer.count() == 4


def test_replacing_respects_label_interval_and_what_the_overlay_lacks(over):
    over.do("copy.replace_existing")
    assert over.xy("hand", "0", 10) == (10.0, 7.0)
    assert over.xy("hand", "0", 20) == (20.0, 7.0)
    assert over.xy("hand", "0", 40) == (6.0, 6.0)
    assert over.xy("hand", "0", 30) is None
    assert over.xy("hand", "1", 30) == (5.0, 6.0)
    assert over.said == "Replaced 2 points from dlc_x. Left as they are, since dlc_x lacks them: 1."
    over.do("edit.undo")
    over.do("interval.set", first=15, last=25)
    over.do("copy.replace_existing")
    assert over.xy("hand", "0", 10) == (1.0, 2.0)
    assert over.xy("hand", "0", 20) == (20.0, 7.0)
    assert over.session.history.undo == "replace 0 in 15–25 from dlc_x (1 point)"


@pytest.mark.parametrize(
    ("command", "label", "reason"),
    [
        ("copy.point", "7", "Nothing to copy: dlc_x has no label 7 at frame 10."),
        ("copy.interval", "7", "Select an interval first: press Z at its first and at its last frame."),
        ("copy.frames_of_interest", "0", "Mark frames of interest first (M)."),
        ("copy.replace_existing", "7", "Label 7 is not marked in hand."),
        ("copy.replace_existing", "1", "Nothing to replace: dlc_x has no label 1."),
    ],
)
def test_nothing_to_copy_is_said(over, command, label, reason):
    over.do("label.select", label=label)
    over.do(command)
    assert over.said == reason
    assert over.session.history.undo is None


def test_a_frame_that_the_overlay_lacks_altogether_is_said(over):
    over.do("frame.go_to", frame=299)
    over.do("copy.frame")
    assert over.said == "Nothing to copy: dlc_x has no label at frame 299."


def test_copying_twice_makes_one_step(over):
    over.do("copy.point")
    over.do("copy.point")
    assert over.said == "Nothing to copy: hand has the positions of dlc_x already."
    over.do("edit.undo")
    assert over.session.history.undo is None


@pytest.mark.parametrize("command", COPIES)
def test_without_another_layer_as_overlay_it_says_so(bench, command):
    bench.do(command)
    assert bench.said == "Choose an overlay first: [ and ] step through the layers."
    bench.do("layer.select_overlay", layer="hand")
    bench.do(command)
    assert bench.said == "The overlay is the active layer itself; choose another one with [ or ]."
    assert bench.session.history.undo is None
