"""Selecting intervals, what tracking is asked for, and how its results arrive."""

from __future__ import annotations

import numpy as np
import pytest

from dustrack_imgui.commands.effects import SaveLayers
from dustrack_imgui.commands.tracking_effects import Interpolate, Predict, ReduceJitter
from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.source import Source

KEY = "/clips/v.mp4"


def select(bench, first, last):
    bench.do("interval.pick", trace_frame=first)
    bench.do("interval.pick", trace_frame=last)


@pytest.mark.parametrize(
    ("first", "last", "interval"),
    [(10.3, 19.6, Interval(10, 20)), (20, 10, Interval(10, 20)), (-50, 9999, Interval(0, 299))],
)
def test_two_picks_select_in_any_order_clamped(bench, first, last, interval):
    select(bench, first, last)
    assert bench.state.interval == interval
    assert bench.state.view.pending_pick is None


def test_off_the_traces_the_current_frame_is_picked(bench):
    bench.do("frame.go_to", frame=30)
    bench.do("interval.pick", trace_frame=None)
    bench.do("frame.go_to", frame=40)
    bench.do("interval.pick", trace_frame=None)
    assert bench.state.interval == Interval(30, 40)


def test_the_same_frame_twice_is_refused_and_the_pick_stays(bench):
    select(bench, 10, 10)
    assert bench.said.startswith("The interval needs two different frames")
    assert bench.state.view.pending_pick == 10


def test_intervals_belong_to_layer_and_label_and_are_undone(bench):
    select(bench, 10, 20)
    bench.do("label.select", label="1")
    assert bench.state.interval is None
    bench.do("label.select", label="0")
    bench.do("edit.undo")
    assert bench.state.interval is None
    bench.do("edit.redo")
    bench.do("interval.forget")
    assert bench.state.interval is None


def test_interpolation_takes_its_ends_from_the_overlay(two_layers):
    select(two_layers, 10, 20)
    two_layers.do("layer.select_overlay", layer="dlc_x")
    (effect,) = two_layers.do("interval.interpolate_all")
    assert effect == Interpolate(
        KEY, "hand", ("0", "1"), 10, 20, ((7.0, 7.0), (9.0, 9.0)), ((8.0, 8.0), (9.5, 9.5))
    )


def test_without_overlay_the_active_layers_own_points_serve(two_layers):
    select(two_layers, 10, 20)
    (effect,) = two_layers.do("interval.interpolate")
    assert effect == Interpolate(KEY, "hand", ("0",), 10, 20, ((1.0, 2.0),), ((3.0, 4.0),))


def test_labels_without_end_points_are_named_not_tracked(two_layers):
    select(two_layers, 10, 20)
    (effect,) = two_layers.do("interval.interpolate_all")
    assert isinstance(effect, Interpolate)
    assert effect.labels == ("0",)
    assert two_layers.said == "Skipped 1: not marked at the ends of the interval."


def test_plain_tracking_needs_only_the_start(two_layers):
    select(two_layers, 10, 20)
    (effect,) = two_layers.do("interval.interpolate_lk")
    assert isinstance(effect, Interpolate)
    assert effect.labels == ("0", "1")
    assert effect.end_xy is None


@pytest.mark.parametrize("command", ["interval.interpolate", "interval.interpolate_all", "interval.clear"])
def test_interval_operations_say_that_an_interval_is_missing(bench, command):
    assert bench.do(command) == []
    assert bench.said == "Select an interval first: press Z at its first and at its last frame."


def test_missing_end_points_are_a_refusal_with_frame_and_layer(bench):
    select(bench, 11, 20)
    assert bench.do("interval.interpolate") == []
    assert bench.said == "Label 0 is not marked at frame 11 and 20 of hand, where tracking starts."


def test_clear_needs_no_overlay_and_spares_the_rest(two_layers):
    select(two_layers, 10, 15)
    two_layers.do("interval.clear_all")
    assert two_layers.xy("hand", "0", 10) is None
    assert two_layers.xy("hand", "1", 10) is None
    assert two_layers.xy("hand", "0", 20) == (3.0, 4.0)
    assert two_layers.session.history.undo == "clear all labels in 10–15 (2 points)"
    two_layers.do("interval.clear")
    assert two_layers.said.startswith("Nothing to clear")


@pytest.mark.parametrize(("frame", "start"), [(14, 10), (15, 20), (16, 20), (99, 20), (0, 10), (20, 10)])
def test_prediction_starts_at_the_nearest_other_frame_the_later_of_two(bench, frame, start):
    bench.do("frame.go_to", frame=frame)
    (effect,) = bench.do("predict.current")
    assert isinstance(effect, Predict)
    assert effect.from_frames == (start,)
    assert effect.frame == frame


def test_predicting_all_passes_over_empty_labels(two_layers):
    two_layers.do("frame.go_to", frame=12)
    (effect,) = two_layers.do("predict.all")
    assert isinstance(effect, Predict)
    assert effect.labels == ("0", "1")


def test_results_are_one_step_and_keep_what_the_tracker_lost(bench):
    xy = np.full((1, 3, 2), np.nan)
    xy[0, 1] = (9.0, 9.0)
    arguments = {"video": KEY, "layer": "hand", "labels": ("0",), "frames": np.array([10, 11, 12]), "xy": xy}
    bench.do("track.put", **arguments, source=int(Source.RSTC), sentence="interpolate 0 in 10–12")
    assert bench.xy("hand", "0", 10) == (1.0, 2.0)
    assert bench.xy("hand", "0", 11) == (9.0, 9.0)
    assert bench.state.layer.track("0").source_at(11) is Source.RSTC
    bench.do("edit.undo")
    assert bench.xy("hand", "0", 11) is None
    assert bench.session.history.undo is None


def test_a_track_leaves_the_points_at_its_ends_what_they_were(bench):
    xy = np.array([[bench.xy("hand", "0", 10), (9.0, 9.0), (8.0, 8.0)]])
    before = bench.state.layer.track("0").source_at(10)
    assert before is not Source.RSTC
    arguments = {"video": KEY, "layer": "hand", "labels": ("0",), "frames": np.array([10, 11, 12]), "xy": xy}
    bench.do("track.put", **arguments, source=int(Source.RSTC), sentence="interpolate 0 in 10–12")
    track = bench.state.layer.track("0")
    assert [track.source_at(frame) for frame in (10, 11, 12)] == [before, Source.RSTC, Source.RSTC]


def test_a_result_for_a_layer_that_is_gone_is_refused(bench):
    xy = np.zeros((1, 1, 2))
    arguments = {"video": KEY, "layer": "gone", "labels": ("0",), "frames": np.array([1]), "xy": xy}
    bench.do("track.put", **arguments, source=int(Source.LK), sentence="x")
    assert bench.said == "Layer gone is gone; the tracked points were dropped."


def test_jitter_filter_wants_a_complete_label_and_its_result_shows_over_the_source(bench):
    assert bench.do("filter.reduce_jitter") == []
    assert "is marked on all 300 frames" in bench.said
    arguments = {"video": KEY, "layer": "hand", "labels": ("0",), "frames": np.arange(300)}
    bench.do("track.put", **arguments, xy=np.ones((1, 300, 2)), source=int(Source.LK), sentence="fill")
    saving = SaveLayers(((KEY, "hand"),), is_quiet=True)
    assert bench.do("filter.reduce_jitter") == [saving, ReduceJitter(KEY, "hand", 0.5)]
    bench.do("layer.saved", video=KEY, layer="hand", tracks=bench.state.layer.tracks, path="h.json")
    assert bench.do("filter.reduce_jitter") == [ReduceJitter(KEY, "hand", 0.5)]
    bench.do(
        "track.put_layer",
        video=KEY,
        layer="hand_lkmovavg_0.500",
        path="/clips/x.json",
        tracks={"0": np.zeros((300, 2))},
        source=int(Source.FILTER),
        overlay="hand",
        sentence="reduce jitter of hand",
    )
    assert (bench.state.view.layer, bench.state.view.overlay) == ("hand_lkmovavg_0.500", "hand")
    bench.do("edit.undo")
    assert not bench.state.data.has_layer("hand_lkmovavg_0.500")
    assert bench.state.view.layer in {layer.name for layer in bench.state.data.layers}
