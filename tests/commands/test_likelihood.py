"""Going from one unsure frame to the next, by the layer that knows and the threshold that was chosen."""

from __future__ import annotations

import math
from types import MappingProxyType

import numpy as np
import pytest

from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track

UNSURE = {"0": (30, 31, 200), "1": (5, 31)}


def predicted(*, sure: float = 0.9) -> Layer:
    frames = np.arange(300)
    tracks = {}
    for label, unsure in UNSURE.items():
        likelihood = np.full(300, sure)
        likelihood[list(unsure)] = 0.3 if label == "0" else 0.1
        tracks[label] = Track.from_points(frames, np.ones((300, 2)), Source.MODEL, likelihood=likelihood)
    tracks["2"] = Track.from_points([4], [(1.0, 1.0)], Source.HAND)
    return Layer("dlc_x", MappingProxyType(tracks), kind=LayerKind.DENSE)


@pytest.fixture
def judged(make_bench, make_layer):
    bench = make_bench(make_layer("hand", {"0": {30: (1.0, 2.0)}, "1": {}}), predicted())
    bench.do("layer.select_overlay", layer="dlc_x")
    return bench


def test_each_unsure_frame_of_the_label_is_visited_in_order(judged):
    visited = []
    for _ in range(3):
        judged.do("likelihood.next_unsure")
        visited.append(judged.frame)
    assert visited == list(UNSURE["0"])
    assert judged.said == "Label 0: likelihood 0.30 in dlc_x"
    judged.do("likelihood.next_unsure")
    assert judged.frame == 200, "stays at the last one"
    assert judged.said == "No later frame with a likelihood below 0.60 in dlc_x."
    judged.do("likelihood.previous_unsure")
    assert judged.frame == 31


def test_a_stretch_is_visited_once_at_its_worst_frame(make_bench):
    likelihood = np.full(300, 0.9)
    likelihood[100:140] = 0.5
    likelihood[[110, 125]] = 0.8
    likelihood[130] = 0.2
    likelihood[[20, 250]] = 0.4
    track = Track.from_points(np.arange(300), np.ones((300, 2)), Source.MODEL, likelihood=likelihood)
    bench = make_bench(Layer("dlc_x", MappingProxyType({"0": track}), kind=LayerKind.DENSE))
    visited = []
    for _ in range(4):
        bench.do("likelihood.next_stretch")
        visited.append((bench.frame, bench.said))
    assert visited == [
        (20, "Label 0: unsure in frame 20 of dlc_x, least 0.40 at 20"),
        (130, "Label 0: unsure in frames 100–139 of dlc_x, least 0.20 at 130"),
        (250, "Label 0: unsure in frame 250 of dlc_x, least 0.40 at 250"),
        (250, "No later stretch with a likelihood below 0.60 in dlc_x."),
    ]
    bench.do("frame.go_to", frame=120)
    bench.do("likelihood.previous_stretch")
    assert bench.frame == 20, "the stretch around the current frame is no earlier one"
    bench.do("likelihood.previous_stretch")
    assert bench.said == "No earlier stretch with a likelihood below 0.60 in dlc_x."


def test_stretches_end_where_a_model_was_sure_for_longer(make_bench):
    likelihood = np.full(300, 0.9)
    likelihood[[50, 56, 63]] = 0.1
    track = Track.from_points(np.arange(300), np.ones((300, 2)), Source.MODEL, likelihood=likelihood)
    bench = make_bench(Layer("dlc_x", MappingProxyType({"0": track}), kind=LayerKind.DENSE))
    bench.do("likelihood.next_stretch")
    assert "frames 50–56" in bench.said, "five frames in between"
    bench.do("likelihood.next_stretch")
    assert bench.frame == 63, "six frames in between"


def test_any_label_selects_the_least_sure_one(judged):
    judged.do("likelihood.next_unsure_of_any")
    assert (judged.frame, judged.state.view.label) == (5, "1")
    judged.do("likelihood.next_unsure_of_any")
    assert (judged.frame, judged.state.view.label) == (30, "0")
    judged.do("likelihood.next_unsure_of_any")
    assert (judged.frame, judged.state.view.label) == (31, "1"), "0.1 is less sure than 0.3"
    judged.do("likelihood.previous_unsure_of_any")
    assert judged.frame == 30


def test_hidden_labels_are_passed_over(judged):
    judged.do("label.toggle_hidden", label="1")
    judged.do("likelihood.next_unsure_of_any")
    assert (judged.frame, judged.state.view.label) == (30, "0")


def test_the_active_layer_comes_before_the_overlay(make_bench, make_layer):
    bench = make_bench(predicted(), make_layer("hand", {"0": {1: (1.0, 1.0)}}))
    bench.do("likelihood.next_unsure")
    assert bench.frame == 30


def test_a_corrected_point_is_no_longer_unsure(make_bench, make_layer):
    bench = make_bench(predicted())
    bench.do("frame.go_to", frame=30)
    bench.do("point.nudge_right", exact_frame=30)
    bench.do("frame.go_to", frame=0)
    bench.do("likelihood.next_unsure")
    assert bench.frame == 31
    bench.do("edit.undo")
    bench.do("frame.go_to", frame=0)
    bench.do("likelihood.next_unsure")
    assert bench.frame == 30, "undo brings the model's own point back, and its likelihood"


def test_a_duplicate_keeps_the_likelihood(make_bench):
    bench = make_bench(predicted())
    bench.do("layer.duplicate", name="mine")
    copy = bench.state.data.layer("mine")
    assert copy.track("0").likelihood_at(30) == 0.3


def test_the_threshold_is_kept_between_0_and_1_and_counts(judged):
    judged.do("likelihood.threshold", threshold=0.2)
    assert judged.session.interface.confidence.threshold == 0.2
    assert "0 points of label 0, 2 of all labels" in judged.said
    judged.do("likelihood.next_unsure")
    assert judged.frame == 0
    judged.do("likelihood.threshold", threshold=7.0)
    assert judged.session.interface.confidence.threshold == 1.0
    judged.do("likelihood.threshold", threshold=math.nan)
    assert judged.session.interface.confidence.threshold == 1.0
    judged.do("likelihood.lower")
    assert judged.session.interface.confidence.threshold == 0.95


def test_without_predictions_it_says_what_to_do(bench):
    bench.do("likelihood.next_unsure")
    assert bench.frame == 0
    assert bench.said.startswith("Neither the active layer nor the overlay has likelihoods")


def test_a_label_that_no_model_placed_is_refused(judged):
    judged.do("label.select", label="2")
    judged.do("likelihood.next_unsure")
    assert judged.said == "Label 2 has no likelihoods; choose one that a model predicted."


def test_hiding_is_a_matter_of_view(judged):
    judged.do("likelihood.toggle")
    assert not judged.session.interface.confidence.is_shown
    judged.do("likelihood.toggle")
    assert judged.session.interface.confidence.is_shown
