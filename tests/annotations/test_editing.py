"""Points, labels and frames of an annotation that stands alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from dustrack_imgui.annotations import (
    AnnotationUseError,
    AnnotationWarning,
    PositionError,
    UnknownLabelError,
    VideoAnnotation,
)
from dustrack_imgui.model.source import Source

Annotate = Callable[..., VideoAnnotation]
POINTS = {"0": {1: [1.0, 1.0], 2: [2.0, 2.0]}, "1": {2: [5.0, 6.0]}}


def test_points_are_placed_over_what_is_there_and_taken_away(annotate: Annotate) -> None:
    ann = annotate(POINTS)
    ann.add([7.5, 8], "0", 2)
    ann.add((3, 4), "1", 9)
    assert ann["0"] == {1: [1.0, 1.0], 2: [7.5, 8.0]}
    assert ann[9] == [pytest.approx([float("nan")] * 2, nan_ok=True), [3.0, 4.0]]
    assert (ann.get_source("0", 1), ann.get_source("0", 2)) == (Source.FILE, Source.HAND)
    ann.remove("0", 2)
    ann.remove("0", 77)
    assert ann.get_frames("0") == [1]


@pytest.mark.parametrize(
    "call",
    [
        lambda ann: ann.add([1, 2], "9", 3),
        lambda ann: ann.remove("9", 3),
        lambda ann: ann.get_frames("9"),
        lambda ann: ann.add_label("left"),
        lambda ann: ann.get_area("09"),
    ],
)
def test_a_label_that_is_not_there_is_named(annotate: Annotate, call: Callable[..., object]) -> None:
    ann = annotate(POINTS)
    with pytest.raises(UnknownLabelError, match=r"9|left"):
        call(ann)
    with pytest.raises(AssertionError):
        call(ann)


def test_what_is_neither_label_nor_marked_frame_is_refused(annotate: Annotate) -> None:
    ann = annotate(POINTS)
    for key in ("7", 3, -1, 2.5):
        with pytest.raises(ValueError, match="neither a label nor a frame"):
            ann[key]  # type: ignore[index]


def test_a_whole_frame_is_set_and_read_back(annotate: Annotate) -> None:
    ann = annotate(POINTS)
    ann.add_at_frame(4, np.array([[1.5, 2.5], [np.nan, np.nan]]))
    assert ann.get_at_frame(4)[0] == [1.5, 2.5]
    assert 4 not in ann.data["1"]
    ann.add_at_frame(2, ann.get_at_frame(4))
    assert ann.data == {"0": {1: [1.0, 1.0], 2: [1.5, 2.5], 4: [1.5, 2.5]}, "1": {}}
    for wrong in ([[1, 2]], [[1, 2], [3, np.nan]], [1, 2], "ab"):
        with pytest.raises(PositionError):
            ann.add_at_frame(4, wrong)


def test_labels_are_declared_in_the_order_of_their_numbers(annotate: Annotate) -> None:
    ann = annotate({"10": {}, "2": {}})
    with pytest.warns(AnnotationWarning, match="a has label 2 already"):
        ann.add_label()
    ann.add_label("0", color=(1, 0, 0.5))
    assert ann.labels == ["0", "2", "10"]
    assert ann.palette[0] == (1, 0, 0.5)
    assert ann.palette[1] == pytest.approx((0.553, 0.627, 0.796), abs=1e-3)
    assert ann.palette[2] == ann.palette[1], "eight colours, then again"
    with pytest.raises(AnnotationUseError, match="0 to 1"):
        ann.add_label("3", color=(255, 0, 0))


def test_a_palette_that_nobody_knows_is_refused() -> None:
    with pytest.raises(AnnotationUseError, match="Dark2"):
        VideoAnnotation(palette_name="rainbow")
    assert VideoAnnotation(palette_name="tab10", n_labels=2).palette[0] == pytest.approx(
        (0.122, 0.467, 0.706), abs=1e-3
    )


def test_nothing_is_removed_rather_than_everything(annotate: Annotate) -> None:
    ann = annotate({"0": {1: [1, 1]}, "1": {5: [1, 1]}})
    before = ann.layer
    for method in (ann.keep_overlapping_frames, ann.keep_overlapping_continuous_frames):
        with pytest.warns(AnnotationWarning, match="nothing would remain"):
            method()
    assert ann.layer is before


def test_a_label_without_points_does_not_stop_keeping_overlaps(annotate: Annotate) -> None:
    ann = annotate({"0": {1: [1, 1], 2: [2, 2]}, "1": {2: [5, 6]}, "7": {}})
    ann.keep_overlapping_frames()
    assert ann.data == {"0": {2: [2.0, 2.0]}, "1": {2: [5.0, 6.0]}, "7": {}}
    assert ann.frames_overlapping == []


def test_an_operation_that_changes_nothing_makes_no_new_layer(annotate: Annotate) -> None:
    ann = annotate(POINTS)
    before = ann.layer
    ann.sort_labels()
    ann.sort_data()
    ann.remove_empty_labels()
    ann.clip_trailing_empty_labels()
    ann.clip_labels(0, 100)
    assert ann.layer is before


def test_points_past_the_end_of_the_video_are_left_out_of_traces(
    annotate: Annotate, make_video: Callable[..., object]
) -> None:
    ann = annotate({"0": {3: [1, 2], 99: [3, 4]}}, video=make_video("v.mp4", 5))
    assert ann.n_frames == 5
    assert ann.to_trace("0").shape == (5, 2)
    assert np.flatnonzero(~np.isnan(ann.to_trace("0")[:, 0])).tolist() == [3]


def test_a_trace_may_be_changed_without_touching_the_annotation(annotate: Annotate) -> None:
    ann = annotate(POINTS)
    ann.to_trace("0")[1] = 99
    ann.to_traces()["0"][1] = 99
    assert ann.data["0"][1] == [1.0, 1.0]
