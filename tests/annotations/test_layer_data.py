"""`ann.data` reads and writes like nested dictionaries."""

from __future__ import annotations

import copy
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dustrack_imgui.annotations import PositionError, UnknownLabelError, VideoAnnotation

FRAMES = st.integers(0, 40) | st.integers(1020, 1030)
XY = st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4)).map(list)
LABELS = st.sampled_from(["0", "1", "7", "12"])
POINTS = st.dictionaries(FRAMES, XY, max_size=5)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("set"), LABELS, FRAMES, XY),
        st.tuples(st.just("delete"), LABELS, FRAMES),
        st.tuples(st.just("nan"), LABELS, FRAMES),
        st.tuples(st.just("half"), LABELS, FRAMES, st.floats(-10, 10)),
        st.tuples(st.just("declare"), LABELS, POINTS),
        st.tuples(st.just("undeclare"), LABELS),
        st.tuples(st.just("update"), LABELS, POINTS),
        st.tuples(st.just("clear"), LABELS),
    ),
    max_size=25,
)


def annotation(points: Any) -> VideoAnnotation:
    return VideoAnnotation(preloaded_json=points)


@settings(max_examples=50, deadline=None)
@given(STEPS)
def test_writing_to_data_does_what_writing_to_dictionaries_does(steps: list[tuple[Any, ...]]) -> None:
    model: dict[str, dict[int, list[float]]] = {"0": {}}
    ann = annotation(model)
    for verb, label, *rest in steps:
        if verb == "declare":
            ann.data[label] = rest[0]
            model[label] = dict(rest[0])
        elif label not in model:
            with pytest.raises(KeyError):
                ann.data[label]
        elif verb == "undeclare":
            del ann.data[label]
            del model[label]
        elif verb == "set":
            ann.data[label][rest[0]] = rest[1]
            model[label][rest[0]] = rest[1]
        elif verb == "nan":
            ann.data[label][rest[0]] = [float("nan")] * 2
            model[label].pop(rest[0], None)
        elif verb == "half" and rest[0] in model[label]:
            ann.data[label][rest[0]][1] += rest[1]
            model[label][rest[0]] = [model[label][rest[0]][0], model[label][rest[0]][1] + rest[1]]
        elif verb == "delete" and rest[0] in model[label]:
            del ann.data[label][rest[0]]
            del model[label][rest[0]]
        elif verb == "update":
            ann.data[label].update(rest[0])
            model[label].update(rest[0])
        elif verb == "clear":
            ann.data[label].clear()
            model[label].clear()
        assert ann.data == model
        assert ann.labels == list(model)
        assert ann.frames == sorted({frame for points in model.values() for frame in points})
    assert ann.data.copy() == model
    assert {label: list(points) for label, points in ann.data.items()} == {
        label: sorted(points) for label, points in model.items()
    }


def test_every_write_makes_another_layer_and_a_higher_revision() -> None:
    ann = annotation({"0": {3: [1.0, 2.0]}})
    before, revision = ann.layer, ann.revision
    ann.data["0"][3][0] = 5.0
    assert before.track("0").xy_at(3) == (1.0, 2.0)
    assert ann["0"][3] == [5.0, 2.0]
    assert ann.revision > revision
    assert ann.revision == ann.revision


def test_a_position_that_was_read_is_a_list_like_any_other() -> None:
    ann = annotation({"0": {3: [1.0, 2.0]}})
    position = ann.data["0"][3]
    assert position == [1.0, 2.0]
    assert json.dumps(position) == "[1.0, 2.0]"
    copied = copy.deepcopy(position)
    copied[0] = 9.0
    assert type(copied) is list
    assert ann.data["0"][3] == [1.0, 2.0]


def test_numbers_of_numpy_will_do_for_frames_and_positions() -> None:
    ann = annotation({"0": {}})
    for frame in np.arange(3):
        ann.data["0"][frame] = np.array([frame, 2 * frame])
    ann.data["0"][np.float64(5.0)] = (1, 2)
    assert ann.data["0"] == {0: [0.0, 0.0], 1: [1.0, 2.0], 2: [2.0, 4.0], 5: [1.0, 2.0]}
    assert np.int64(2) in ann.data["0"]
    assert 2.5 not in ann.data["0"]
    assert "2" not in ann.data["0"]


def test_assigning_all_data_is_one_change_and_takes_other_annotations() -> None:
    ann, other = annotation({"0": {}}), annotation({"4": {1: [2.0, 3.0]}, "2": {}})
    ann.data = other.data
    assert ann.data == {"4": {1: [2.0, 3.0]}, "2": {}}
    assert ann.labels == ["4", "2"]
    ann.data = {"1": {7: [0, 0]}}
    assert ann.data == {"1": {7: [0.0, 0.0]}}


@pytest.mark.parametrize(
    "wrong",
    [
        lambda ann: ann.data["0"].__setitem__(-1, [1, 2]),
        lambda ann: ann.data["0"].__setitem__(1.5, [1, 2]),
        lambda ann: ann.data["0"].__setitem__(1, [1, 2, 3]),
        lambda ann: ann.data["0"].__setitem__(1, "far"),
        lambda ann: ann.data["0"].__setitem__(1, [1, float("nan")]),
        lambda ann: ann.data["0"].__setitem__(1, [1, float("inf")]),
        lambda ann: ann.data["0"].update({1: [1, float("inf")]}),
    ],
)
def test_what_is_no_position_is_refused_and_changes_nothing(wrong: Any) -> None:
    ann = annotation({"0": {3: [1.0, 2.0]}})
    before = ann.layer
    with pytest.raises(PositionError):
        wrong(ann)
    assert ann.layer is before


def test_what_is_no_label_is_refused() -> None:
    ann = annotation({"0": {}})
    for name in ("left", "", "-1", "1234567890", "١"):
        with pytest.raises(UnknownLabelError):
            ann.data[name] = {}
    ann.data[3] = {}  # type: ignore[index]
    assert ann.labels == ["0", "3"]


def test_a_removed_label_takes_no_more_points() -> None:
    ann = annotation({"0": {}, "1": {}})
    points = ann.data["1"]
    del ann.data["1"]
    assert dict(points) == {}
    with pytest.raises(UnknownLabelError, match="add it again"):
        points[3] = [1, 2]
