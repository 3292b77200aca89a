"""When the automatic ranges of the traces move, and when they stay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import VideoData, VideoState
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import TraceView, View
from dustrack_imgui.views.trace_fit import TraceFit

STATE = VideoState(
    Video(Path("v.mp4"), 100, 640, 480, 30.0), VideoData((Layer("a"), Layer("b"))), View(layer="a")
)
WIDE, NARROW = ((0.0, 100.0), (0.0, 200.0)), ((40.0, 60.0), (90.0, 110.0))


def looking(**view: object) -> VideoState:
    return replace(STATE, view=replace(STATE.view, **view))


def test_without_data_the_picture_is_the_range_and_the_first_data_are_fitted_with_5_percent():
    fit = TraceFit()
    assert fit.shown_for(STATE, None) == ((0, 640), (0, 480))
    assert fit.shown_for(STATE, WIDE) == ((-5, 105), (-10, 210))


def test_another_label_is_fitted_anew():
    fit = TraceFit()
    fit.shown_for(STATE, WIDE)
    assert fit.shown_for(looking(label="3"), NARROW) == ((39, 61), (89, 111))


def test_another_layer_keeps_the_range_so_that_both_can_be_compared():
    fit = TraceFit()
    before = fit.shown_for(STATE, NARROW)
    assert fit.shown_for(looking(layer="b"), WIDE) == before
    assert fit.shown_for(looking(layer="b", overlay="a"), WIDE) == before


def test_removing_points_does_not_zoom_in_but_a_point_out_of_sight_widens_the_range():
    fit = TraceFit()
    before = fit.shown_for(STATE, WIDE)
    assert fit.shown_for(STATE, NARROW) == before
    (x_low, x_high), _ = fit.shown_for(STATE, ((40.0, 300.0), (90.0, 110.0)))
    assert x_low == before[0][0]
    assert x_high > 300


def test_asking_fits_anew():
    fit = TraceFit()
    fit.shown_for(STATE, WIDE)
    assert fit.shown_for(looking(traces=TraceView(n_fits=1)), NARROW) == ((39, 61), (89, 111))
