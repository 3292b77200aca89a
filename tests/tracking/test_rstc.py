"""Tracks between two known frames: exact ends, blended middle, honest losses."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.tracking import (
    Cancelled,
    FrameRangeError,
    IntervalTooShortError,
    LKSettings,
    PointsError,
    SettingsError,
    TrackMode,
    compute_sigmoid_weights,
    lucas_kanade,
    lucas_kanade_rstc,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .conftest import ClipFrames, CountingBackend

    Frames = list[NDArray[np.uint8]]
    Points = NDArray[np.float64]

SMALL = LKSettings(window_px=21)
MODES: list[TrackMode] = ["full", "direct"]


@given(n_frames=st.integers(2, 2_000), epsilon=st.floats(0.001, 0.4))
def test_weights_sum_to_one_and_fall_from_one_to_nought(n_frames: int, epsilon: float) -> None:
    forward, reverse = compute_sigmoid_weights(n_frames, epsilon)
    assert np.array_equal(forward + reverse, np.ones(n_frames))
    assert (forward[0], forward[-1]) == (1.0, 0.0)
    assert (np.diff(forward) <= 0).all()
    assert np.allclose(reverse, forward[::-1], atol=1e-12)


def test_weights_are_those_of_the_paper() -> None:
    forward, _ = compute_sigmoid_weights(11)
    assert np.allclose(forward[:6], [1, 0.985004, 0.949297, 0.87012, 0.719228, 0.5], atol=5e-7)


def test_weights_need_two_frames_and_a_sensible_epsilon() -> None:
    with pytest.raises(IntervalTooShortError):
        compute_sigmoid_weights(1)
    with pytest.raises(SettingsError):
        compute_sigmoid_weights(5, epsilon=0.5)


@pytest.mark.parametrize("mode", MODES)
def test_ends_are_exact_and_the_middle_follows_the_tissue(
    speckle: Frames, speckle_truth: Points, mode: TrackMode
) -> None:
    track = lucas_kanade_rstc(speckle, 3, 15, speckle_truth[3], speckle_truth[15], mode=mode, settings=SMALL)
    assert track.frames.tolist() == list(range(3, 16))
    assert np.array_equal(track.positions[0], speckle_truth[3])
    assert np.array_equal(track.positions[-1], speckle_truth[15])
    assert np.abs(track.positions - speckle_truth[3:16]).max() < 0.2
    assert track.status.all()
    assert (track.gap_px < 0.5).all()


def test_the_path_is_the_weighted_sum_of_two_plain_tracks_and_the_gap_their_distance(
    speckle: Frames, speckle_truth: Points
) -> None:
    ends = speckle_truth[2] + 0.7, speckle_truth[12] - 0.4
    forward = lucas_kanade(speckle, 2, 12, ends[0], settings=SMALL).positions
    reverse = lucas_kanade(speckle, 12, 2, ends[1], settings=SMALL).positions[::-1]
    weights = np.stack(compute_sigmoid_weights(11))[..., np.newaxis, np.newaxis]
    track = lucas_kanade_rstc(speckle, 2, 12, *ends, settings=SMALL)
    assert np.allclose(track.positions, weights[0] * forward + weights[1] * reverse, atol=1e-12)
    assert np.allclose(track.gap_px, np.linalg.norm(forward - reverse, axis=2), atol=1e-12)


@pytest.mark.parametrize("mode", MODES)
def test_time_reversed_is_the_same_path_reversed(
    speckle: Frames, speckle_truth: Points, mode: TrackMode
) -> None:
    ends = speckle_truth[0] + 0.3, speckle_truth[-1] - 0.2
    track = lucas_kanade_rstc(speckle, 0, 23, *ends, mode=mode, settings=SMALL)
    back = lucas_kanade_rstc(speckle[::-1], 0, 23, *ends[::-1], mode=mode, settings=SMALL)
    assert np.allclose(track.positions, back.positions[::-1], atol=1e-9)
    assert np.allclose(track.gap_px, back.gap_px[::-1], atol=1e-9)


def test_an_interval_too_long_for_memory_is_tracked_just_the_same(
    speckle: Frames, speckle_truth: Points
) -> None:
    ends = speckle_truth[0], speckle_truth[-1]
    whole = lucas_kanade_rstc(speckle, 0, 23, *ends, settings=SMALL)
    pieces = lucas_kanade_rstc(speckle, 0, 23, *ends, settings=SMALL, memory_bytes=4 * 96 * 120)
    assert np.array_equal(whole.positions, pieces.positions)


def test_across_a_black_frame_each_side_keeps_its_own_track(speckle: Frames, speckle_truth: Points) -> None:
    frames = [*speckle[:10], *[np.zeros_like(speckle[0])] * 3, *speckle[13:]]
    track = lucas_kanade_rstc(frames, 0, 23, speckle_truth[0], speckle_truth[23], settings=SMALL)
    assert track.lost.all()
    seen = [*range(9), *range(14, 24)]
    assert np.abs(track.positions - speckle_truth)[seen].max() < 0.3
    assert np.isnan(track.gap_px[seen]).all()
    assert not track.status[seen].any()


def test_a_point_known_at_one_end_only_is_tracked_from_there_and_reported(
    speckle: Frames, speckle_truth: Points
) -> None:
    start = speckle_truth[0].copy()
    start[1] = np.nan
    track = lucas_kanade_rstc(speckle, 0, 9, start, speckle_truth[9], settings=SMALL)
    assert track.lost.tolist() == [False, True, False]
    assert np.array_equal(track.positions[-1], speckle_truth[9])
    assert np.abs(track.positions[:, 1] - speckle_truth[:10, 1]).max() < 0.3


def test_two_tracks_that_part_show_it_in_the_gap(speckle: Frames, speckle_truth: Points) -> None:
    wrong = speckle_truth[9].copy()
    wrong[2] += (4.0, 3.0)
    track = lucas_kanade_rstc(speckle, 0, 9, speckle_truth[0], wrong, settings=SMALL)
    assert (track.gap_px[:, 2] > 4).all()
    assert (track.gap_px[:, :2] < 0.5).all()


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5)])
def test_there_must_be_an_interval(speckle: Frames, speckle_truth: Points, start: int, end: int) -> None:
    with pytest.raises(IntervalTooShortError):
        lucas_kanade_rstc(speckle, start, end, speckle_truth[0], speckle_truth[0])


def test_the_interval_must_lie_in_the_video(speckle: Frames, speckle_truth: Points) -> None:
    with pytest.raises(FrameRangeError):
        lucas_kanade_rstc(speckle, 5, 24, speckle_truth[0], speckle_truth[0])


def test_both_ends_need_the_same_points(speckle: Frames, speckle_truth: Points) -> None:
    with pytest.raises(PointsError):
        lucas_kanade_rstc(speckle, 0, 5, speckle_truth[0], speckle_truth[5, :2])


@pytest.mark.parametrize("mode", MODES)
def test_cancel_stops_both_directions(
    speckle: Frames, speckle_truth: Points, counting_backend: CountingBackend, mode: TrackMode
) -> None:
    cancel = threading.Event()
    fractions: list[float] = []

    def stop_soon(fraction: float) -> None:
        fractions.append(fraction)
        if fraction > 0.2:
            cancel.set()

    with pytest.raises(Cancelled):
        lucas_kanade_rstc(
            speckle,
            0,
            23,
            speckle_truth[0],
            speckle_truth[23],
            mode=mode,
            settings=SMALL,
            backend=counting_backend,
            progress=stop_soon,
            cancel=cancel,
        )
    assert fractions == sorted(fractions)
    assert len(counting_backend.points_per_call) < 23


def test_luma_and_rgb_agree_on_a_real_clip(gastrocnemius: ClipFrames, golden_labels: Points) -> None:
    ends = golden_labels[40], golden_labels[60]
    luma = lucas_kanade_rstc(gastrocnemius, 40, 60, *ends)
    rgb = lucas_kanade_rstc(gastrocnemius, 40, 60, *ends, gray="rgb")
    difference = np.abs(luma.positions - rgb.positions).max()
    assert 0 < difference < 0.1
