"""Commands that change how picture and traces are looked at."""

from __future__ import annotations

import pytest

from dustrack_imgui.commands.traces import frames_shown, values_chosen

LIMITS = ((0.0, 100.0), (50.0, 70.0))


def test_panning_up_and_down_shifts_both_traces_by_a_fifth(bench):
    bench.do("traces.pan_up", trace_limits=LIMITS)
    assert values_chosen(bench.state) == ((20, 120), (54, 74))
    bench.do("traces.pan_down", trace_limits=LIMITS)
    assert values_chosen(bench.state) == ((-20, 80), (46, 66))


def test_chosen_values_are_for_the_label_they_were_chosen_for(bench):
    bench.do("traces.values", axis="y", low=1.0, high=2.0)
    assert values_chosen(bench.state) == (None, (1, 2))
    bench.do("label.select", label="1")
    assert values_chosen(bench.state) == (None, None)


def test_frozen_axes_hold_for_every_label_until_unfrozen(bench):
    bench.do("traces.zoom", factor=2.0, anchor_frame=100.0)
    frames = frames_shown(bench.state)
    bench.do("traces.toggle_frozen", trace_limits=LIMITS)
    bench.do("label.select", label="1")
    assert values_chosen(bench.state) == LIMITS
    assert frames_shown(bench.state) == frames
    assert bench.state.view.traces.is_frozen
    bench.do("traces.toggle_frozen", trace_limits=LIMITS)
    assert values_chosen(bench.state) == (None, None)
    assert not bench.state.view.traces.is_frozen


@pytest.mark.parametrize(
    ("pane", "resets_image", "resets_traces"),
    [("image", True, False), ("traces", False, True), ("", True, True), ("timeline", True, True)],
)
def test_reset_acts_on_what_is_under_the_cursor(bench, pane, resets_image, resets_traces):
    bench.do("image.zoom", factor=2.0, anchor_xy_image=(3.0, 3.0), shown_zoom=1.0)
    bench.do("traces.pan_up", trace_limits=LIMITS)
    bench.do("view.reset", pane=pane)
    assert (bench.state.view.image.zoom is None) is resets_image
    assert (values_chosen(bench.state) == (None, None)) is resets_traces


def test_reset_to_data_shows_the_frames_and_values_of_all_labels(bench):
    bench.do("view.reset_to_data", pane="traces")
    assert frames_shown(bench.state) == (10, 20)
    (x_low, x_high), (y_low, y_high) = values_chosen(bench.state)
    assert (x_low, x_high) == pytest.approx((0.8, 5.2))
    assert (y_low, y_high) == pytest.approx((1.8, 6.2))
    bench.do("view.reset", pane="traces")
    assert frames_shown(bench.state) == (0, 299)


def test_enhancement_is_kept_within_what_the_sliders_reach(bench):
    bench.do("image.clip", clip=9.0)
    bench.do("image.gamma", gamma=0.2)
    enhancement = bench.state.view.enhancement
    assert (enhancement.clip, enhancement.gamma) == (4.0, 1.0)
    bench.do("image.no_enhancement")
    assert bench.state.view.enhancement.clip == 1.0


def test_automatic_enhancement_needs_the_frame_on_screen(bench):
    bench.do("image.auto_enhance", grey_percentiles=(10.0, 12.5, 47.5))
    assert (bench.state.view.enhancement.clip, bench.state.view.enhancement.gamma) == (2.5, 1.5)
    bench.do("image.auto_enhance", grey_percentiles=None)
    assert "not on screen yet" in bench.said
