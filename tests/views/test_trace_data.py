"""Decimation loses no excursion and no gap; ranges, axes and ticks are what a reader of a plot expects."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.commands.traces import fitted
from dustrack_imgui.drawing.ticks import ticks
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.views import trace_data
from dustrack_imgui.views.trace_data import (
    Axis,
    TrackExtents,
    decimated,
    decimated_likelihood,
    joined_extents,
    lonely,
    unsure_points,
)


def random_track(n_frames: int, seed: int, gaps: float = 0.0) -> tuple[Track, np.ndarray]:
    rng = np.random.default_rng(seed)
    xy = rng.normal(300, 50, (n_frames, 2))
    xy[rng.random(n_frames) < gaps] = np.nan
    return Track.from_array(xy), xy


def test_few_frames_are_drawn_as_they_are():
    track, xy = random_track(500, 0, gaps=0.3)
    frames, x, y = decimated(track, 500, (0, 499), 400)
    assert np.array_equal(frames, np.arange(500))
    assert np.array_equal(np.column_stack([x, y]), xy, equal_nan=True)


@given(
    st.integers(1, 5000),
    st.integers(1, 300),
    st.floats(0, 1),
    st.floats(0, 1),
    st.sampled_from([0.0, 0.5, 0.99]),
    st.integers(0, 5),
)
def test_decimation_keeps_the_extremes_of_what_is_visible(n_frames, width, a, b, gaps, seed):
    track, xy = random_track(n_frames, seed, gaps)
    low, high = sorted((a * (n_frames - 1), b * (n_frames - 1)))
    points = decimated(track, n_frames, (low, high), width)
    assert points.shape[1] <= 2 * width + 6
    seen = xy[int(np.ceil(low)) : int(high) + 1]
    if np.isfinite(seen).any():
        for row, axis in ((1, 0), (2, 1)):
            assert np.nanmin(points[row]) <= np.nanmin(seen[:, axis])
            assert np.nanmax(points[row]) >= np.nanmax(seen[:, axis])
            assert np.isin(points[row][~np.isnan(points[row])], xy[:, axis]).all()


def test_a_gap_wider_than_a_column_breaks_the_line():
    xy = np.ones((10_000, 2))
    xy[4000:4100] = np.nan
    points = decimated(Track.from_array(xy), 10_000, (0, 9999), 500)
    missing = points[0][np.isnan(points[1])]
    assert missing.min() >= 4000
    assert missing.max() < 4100


def test_one_wild_frame_among_a_hundred_thousand_is_seen():
    xy = np.ones((100_000, 2))
    xy[54_321] = (900.0, -900.0)
    points = decimated(Track.from_array(xy), 100_000, (0, 99_999), 1000)
    assert points[1].max() == 900
    assert points[2].min() == -900
    assert abs(points[0][np.argmax(points[1])] - 54_321) <= 100


def test_columns_stay_put_while_panning():
    track, _ = random_track(50_000, 1)
    first = decimated(track, 50_000, (10_000, 30_000), 400)
    then = decimated(track, 50_000, (10_007, 30_007), 400)
    assert len(set(first[0]) & set(then[0])) > 380


def test_a_track_is_decimated_once_for_a_range(monkeypatch):
    track, _ = random_track(20_000, 2)
    calls = []
    original = trace_data._decimated
    monkeypatch.setattr(trace_data, "_decimated", lambda *args: calls.append(args) or original(*args))
    for _ in range(5):
        decimated(track, 20_000, (0, 19_999), 600)
    assert len(calls) == 1
    decimated(track.with_point(3, (1.0, 1.0), Source.HAND), 20_000, (0, 19_999), 600)
    assert len(calls) == 2


def test_points_without_neighbours_are_lonely():
    nan = np.nan
    points = np.array([[0, 1, 2, 3, 4, 5.0], [1, nan, 2, 3, nan, 4], [1, nan, 2, 3, nan, 4]])
    assert lonely(points)[0].tolist() == [0, 5]


def test_a_lonely_column_of_two_points_is_one():
    nan = np.nan
    points = np.array(
        [[0.5, 0.5, 2.5, 2.5, 4.5, 4.5], [nan, nan, 1, 2, nan, nan], [nan, nan, 1, 2, nan, nan]]
    )
    assert lonely(points)[0].tolist() == [2.5, 2.5]
    assert lonely(points[:, :0]).shape == (3, 0)


def test_extents_follow_edits_and_look_only_at_changed_blocks(monkeypatch):
    track, xy = random_track(20_000, 3)
    extents = TrackExtents()
    assert extents.of(track) == (
        (xy[:, 0].min(), xy[:, 0].max()),
        (xy[:, 1].min(), xy[:, 1].max()),
    )
    looked_at = []
    original = trace_data._extents_by_block
    monkeypatch.setattr(
        trace_data, "_extents_by_block", lambda blocks: looked_at.append(len(blocks)) or original(blocks)
    )
    extents.of(track)
    assert looked_at == []
    edited = track.with_point(5000, (9999.0, -1.0), Source.HAND)
    (_, x_high), (y_low, _) = extents.of(edited)
    assert (x_high, y_low) == (9999.0, -1.0)
    assert looked_at == [1]
    assert extents.of(track)[0][1] == xy[:, 0].max()


def test_an_empty_track_has_no_extents():
    assert TrackExtents().of(Track()) is None
    assert joined_extents([None, None]) is None
    assert joined_extents([None, ((1, 2), (3, 4)), ((0, 1), (9, 9))]) == ((0, 2), (3, 9))


def test_fitted_ranges_are_padded_and_never_narrow():
    assert fitted((100.0, 200.0)) == (95.0, 205.0)
    low, high = fitted((50.0, 50.0))
    assert low < 50 < high
    assert high - low == pytest.approx(2.0)


@given(st.floats(-1e4, 1e4), st.floats(0.1, 1e4), st.floats(0, 2000), st.floats(10, 2000), st.booleans())
def test_axis_maps_both_ways(low, span, start, length, grows_up):
    axis = Axis((low, low + span), start, -length if grows_up else length)
    value = low + 0.3 * span
    assert axis.value_from_screen(axis.screen_from_value(value)) == pytest.approx(
        value, abs=1e-6 * span + 1e-9
    )
    wide = axis.widened(5.0)
    assert wide[0] < low
    assert wide[1] > low + span


@given(st.floats(-1e5, 1e5), st.floats(1e-2, 1e6), st.integers(1, 20))
def test_ticks_are_round_inside_and_not_crowded(low, span, count):
    found = ticks((low, low + span), count)
    assert len(found) <= max(count, 5) + 1
    assert len(found) >= 2 or count < 3
    values = [value for value, _ in found]
    assert all(low - 1e-6 * span <= value <= low + span * (1 + 1e-6) for value in values)
    assert len({text for _, text in found}) == len(found)
    assert all(float(text) == pytest.approx(value, abs=1e-6 * span) for value, text in found)


def test_frame_ticks_are_whole_numbers():
    assert [text for _, text in ticks((10.2, 13.4), 10, are_whole=True)] == ["11", "12", "13"]


def test_a_column_of_the_likelihood_strip_shows_its_least_sure_frame():
    likelihood = np.full(10_000, 0.95)
    likelihood[[123, 9_876]] = 0.05
    track = Track.from_points(np.arange(10_000), np.zeros((10_000, 2)), likelihood=likelihood)
    points = decimated_likelihood(track, 10_000, (0, 9_999), 500)
    assert points.shape[1] <= 500
    unsure = unsure_points(points, 0.6)
    assert unsure[1].tolist() == [0.05, 0.05]
    assert np.abs(unsure[0] - [123, 9_876]).max() <= 10
    near = decimated_likelihood(track, 10_000, (100, 150), 500)
    assert near[:, near[0] == 123].tolist() == [[123.0], [0.05]]


def test_points_to_draw_lie_row_by_row_as_dear_pygui_wants_them():
    scattered = Track.from_points([2, 5, 9], np.ones((3, 2)), likelihood=[0.1, 0.9, 0.2])
    alone = lonely(decimated(scattered, 20, (0, 19), 400))
    unsure = unsure_points(decimated_likelihood(scattered, 20, (0, 19), 400), 0.6)
    assert alone.shape == (3, 3)
    assert unsure.shape == (2, 2)
    assert all(row.flags.c_contiguous for row in (*alone, *unsure))
