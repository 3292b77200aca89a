"""The batched moving-average filter against tracking each window alone, and what it does at its limits."""

from __future__ import annotations

import threading
from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dustrack_imgui.tracking import (
    Cancelled,
    FramesMissingError,
    LKSettings,
    NoCompleteLabelError,
    PointsError,
    SettingsError,
    WindowTooLongError,
    WindowTooShortError,
    compute_sigmoid_weights,
    lk_moving_average_filter,
)
from dustrack_imgui.tracking.backends.opencv import OpenCVBackend

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .conftest import CountingBackend

    Frames = list[NDArray[np.uint8]]
    Points = NDArray[np.float64]

SMALL = LKSettings(window_px=21)


@pytest.fixture(scope="module")
def jittered(speckle_truth: Points) -> Points:
    """The true paths of three points with half a pixel of noise."""
    return speckle_truth + np.random.default_rng(1).normal(0, 0.5, speckle_truth.shape)


def track_alone(pictures: Frames, points: Points) -> Points:
    """Follow points through pictures with plain OpenCV, one call per frame."""
    path = [points.astype(np.float32)]
    for previous, following in pairwise(pictures):
        moved, _, _ = cv2.calcOpticalFlowPyrLK(
            previous,
            following,
            path[-1].reshape(-1, 1, 2),
            None,
            winSize=(21, 21),
            maxLevel=2,
            criteria=(cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 10, 0.03),
        )
        path.append(moved.reshape(-1, 2))
    return np.array(path, dtype=np.float64)


def filter_window_by_window(frames: Frames, positions: Points, window_frames: int) -> Points:
    """Return every window's track, ``(windows, window_frames, labels, 2)``, each tracked alone."""
    forward_weight, reverse_weight = compute_sigmoid_weights(window_frames)
    tracks = []
    for start in range(len(frames) - window_frames + 1):
        pictures = frames[start : start + window_frames]
        forward = track_alone(pictures, positions[start])
        reverse = track_alone(pictures[::-1], positions[start + window_frames - 1])[::-1]
        tracks.append(
            forward_weight[:, np.newaxis, np.newaxis] * forward
            + reverse_weight[:, np.newaxis, np.newaxis] * reverse
        )
    return np.array(tracks)


def mean_over_windows(tracks: Points) -> Points:
    """Average the windows' tracks on each frame."""
    n_windows, window_frames, *rest = tracks.shape
    stacked = np.full((n_windows, n_windows + window_frames - 1, *rest), np.nan)
    for start, track in enumerate(tracks):
        stacked[start, start : start + window_frames] = track
    return np.asarray(np.nanmean(stacked, axis=0))


@pytest.mark.parametrize("window_frames", [2, 3, 8, 23, 24])
def test_all_windows_at_once_give_the_numbers_of_each_window_alone(
    speckle: Frames, jittered: Points, window_frames: int
) -> None:
    expected = mean_over_windows(filter_window_by_window(speckle, jittered, window_frames))
    result = lk_moving_average_filter(
        speckle, jittered, window_frames=window_frames, settings=SMALL, backend=OpenCVBackend()
    )
    assert np.abs(result.positions - expected).max() <= 1e-9


def test_one_call_per_frame_pair_and_direction(
    speckle: Frames, jittered: Points, counting_backend: CountingBackend
) -> None:
    lk_moving_average_filter(
        speckle, jittered, window_frames=8, settings=SMALL, backend=counting_backend, threads=2
    )
    assert len(counting_backend.points_per_call) == 2 * 23
    assert max(counting_backend.points_per_call) == 7 * 3


@settings(max_examples=15, deadline=None)
@given(
    window_frames=st.integers(2, 12),
    chunk_frames=st.integers(1, 30),
    threads=st.integers(1, 6),
    data=st.data(),
)
def test_chunks_and_threads_do_not_change_the_result(
    speckle: Frames,
    jittered: Points,
    window_frames: int,
    chunk_frames: int,
    threads: int,
    data: st.DataObject,
) -> None:
    n_frames = data.draw(st.integers(window_frames, 24))
    frames, positions = speckle[:n_frames], jittered[:n_frames]
    whole = lk_moving_average_filter(frames, positions, window_frames=window_frames, settings=SMALL)
    parts = lk_moving_average_filter(
        frames,
        positions,
        window_frames=window_frames,
        settings=SMALL,
        chunk_frames=chunk_frames,
        threads=threads,
    )
    assert np.abs(whole.positions - parts.positions).max() <= 1e-9
    assert np.abs(whole.gap_px - parts.gap_px).max() <= 1e-9
    assert np.array_equal(whole.count, parts.count)


def test_it_takes_jitter_out(speckle: Frames, jittered: Points, speckle_truth: Points) -> None:
    result = lk_moving_average_filter(speckle, jittered, window_frames=12, settings=SMALL)
    middle = slice(8, 16)
    before = np.abs(jittered - speckle_truth)[middle].mean()
    after = np.abs(result.positions - speckle_truth)[middle].mean()
    assert after < before / 2


def test_raw_tracks_stand_in_the_slots_that_scripts_expect(speckle: Frames, jittered: Points) -> None:
    window_frames = 5
    result = lk_moving_average_filter(
        speckle,
        jittered,
        window_frames=window_frames,
        settings=SMALL,
        chunk_frames=7,
        save_raw=True,
        backend=OpenCVBackend(),
    )
    tracks = filter_window_by_window(speckle, jittered, window_frames)
    assert result.raw is not None
    assert result.raw.shape == (window_frames, 24, 3, 2)
    expected = np.full_like(result.raw, np.nan)
    for start, track in enumerate(tracks):
        expected[start % window_frames, start : start + window_frames] = track
    assert np.allclose(result.raw, expected, atol=1e-9, rtol=0, equal_nan=True)
    assert np.allclose(np.nanmean(result.raw, axis=0), result.positions, atol=1e-9, rtol=0)
    assert lk_moving_average_filter(speckle, jittered, window_frames=5, settings=SMALL).raw is None, (
        "the tracks of all windows are kept only on request"
    )


@pytest.mark.parametrize("window_frames", [-1, 0, 1])
def test_a_window_that_smooths_nothing_is_refused(
    speckle: Frames, jittered: Points, window_frames: int
) -> None:
    with pytest.raises(WindowTooShortError, match="at least 2 frames"):
        lk_moving_average_filter(speckle, jittered, window_frames=window_frames)


def test_a_window_longer_than_the_video_is_refused(speckle: Frames, jittered: Points) -> None:
    with pytest.raises(WindowTooLongError, match="25 frames does not fit into a video of 24"):
        lk_moving_average_filter(speckle, jittered, window_frames=25)


def test_a_video_of_one_frame_cannot_be_filtered(speckle: Frames, jittered: Points) -> None:
    with pytest.raises(WindowTooLongError):
        lk_moving_average_filter(speckle[:1], jittered[:1], window_frames=2)


@pytest.mark.parametrize(
    ("secs", "fps", "frames"), [(0.5, 61.0, 30), (0.5, 30.0, 15), (0.5, 5.0, 2), (0.5, 7.0, 4)]
)
def test_seconds_become_frames_with_halves_rounded_to_even(
    speckle: Frames, jittered: Points, secs: float, fps: float, frames: int
) -> None:
    n_frames = 24
    if frames > n_frames:
        with pytest.raises(WindowTooLongError, match=f"window of {frames} frames"):
            lk_moving_average_filter(speckle, jittered, window_secs=secs, fps=fps)
    else:
        result = lk_moving_average_filter(speckle, jittered, window_secs=secs, fps=fps, settings=SMALL)
        assert result.window_frames == frames


def test_the_window_must_be_given_one_way(speckle: Frames, jittered: Points) -> None:
    with pytest.raises(SettingsError, match="in seconds together with the frame rate"):
        lk_moving_average_filter(speckle, jittered)
    with pytest.raises(SettingsError):
        lk_moving_average_filter(speckle, jittered, window_secs=0.5)
    with pytest.raises(SettingsError):
        lk_moving_average_filter(speckle, jittered, window_frames=5, window_secs=0.5, fps=10)


@pytest.mark.parametrize("hole", [np.nan, np.inf])
def test_a_label_with_a_gap_is_skipped_and_named(speckle: Frames, jittered: Points, hole: float) -> None:
    gappy = jittered.copy()
    gappy[7, 1, 0] = hole
    result = lk_moving_average_filter(speckle, gappy, window_frames=6, settings=SMALL, save_raw=True)
    whole = lk_moving_average_filter(speckle, jittered, window_frames=6, settings=SMALL)
    assert (result.used, result.skipped) == ((0, 2), (1,))
    assert np.isnan(result.positions[:, 1]).all()
    assert not result.count[:, 1].any()
    assert np.allclose(result.positions[:, [0, 2]], whole.positions[:, [0, 2]], atol=1e-9)
    assert result.raw is not None
    assert np.isnan(result.raw[:, :, 1]).all()


def test_without_a_complete_label_there_is_nothing_to_do(speckle: Frames, jittered: Points) -> None:
    gappy = jittered.copy()
    gappy[3] = np.nan
    with pytest.raises(NoCompleteLabelError, match="every frame"):
        lk_moving_average_filter(speckle, gappy, window_frames=6)
    with pytest.raises(NoCompleteLabelError):
        lk_moving_average_filter(speckle, np.empty((24, 0, 2)), window_frames=6)


def test_positions_must_have_a_row_for_every_frame(speckle: Frames, jittered: Points) -> None:
    with pytest.raises(PointsError, match="one row for every frame"):
        lk_moving_average_filter(speckle, jittered[:-1], window_frames=6)


def test_a_label_outside_the_frame_keeps_its_place_and_is_reported(speckle: Frames, jittered: Points) -> None:
    astray = jittered.copy()
    astray[:, 2] = (-500.0, 1e9)
    result = lk_moving_average_filter(speckle, astray, window_frames=6, settings=SMALL)
    assert np.allclose(result.positions[:, 2], (-500.0, 1e9), rtol=1e-6)
    assert np.array_equal(result.lost_count[10], [0, 0, 6])
    assert result.count[10, 2] == 2, "only the windows that begin or end on a frame know the label there"
    assert np.isnan(result.gap_px[:, 2]).all()
    whole = lk_moving_average_filter(speckle, jittered, window_frames=6, settings=SMALL)
    assert np.allclose(result.positions[:, :2], whole.positions[:, :2], atol=1e-9)


def test_frames_where_every_window_lost_the_label_are_nan(jittered: Points) -> None:
    black = [np.zeros((96, 120), np.uint8)] * 24
    result = lk_moving_average_filter(black, jittered, window_frames=20, settings=SMALL)
    assert np.isnan(result.positions[10]).all()
    assert not result.count[10].any()
    assert np.isfinite(result.positions[[0, 23]]).all()


def test_cancel_stops_between_two_frame_pairs(
    speckle: Frames, jittered: Points, counting_backend: CountingBackend
) -> None:
    cancel = threading.Event()
    calls_at_cancel = 0

    def stop_at_a_third(fraction: float) -> None:
        nonlocal calls_at_cancel
        if fraction > 1 / 3 and not cancel.is_set():
            calls_at_cancel = len(counting_backend.points_per_call)
            cancel.set()

    with pytest.raises(Cancelled):
        lk_moving_average_filter(
            speckle,
            jittered,
            window_frames=6,
            settings=SMALL,
            backend=counting_backend,
            chunk_frames=4,
            threads=2,
            progress=stop_at_a_third,
            cancel=cancel,
        )
    assert calls_at_cancel > 0
    assert len(counting_backend.points_per_call) <= calls_at_cancel + 2


def test_a_cancelled_filter_does_not_begin(
    speckle: Frames, jittered: Points, counting_backend: CountingBackend
) -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        lk_moving_average_filter(speckle, jittered, window_frames=6, backend=counting_backend, cancel=cancel)
    assert counting_backend.points_per_call == []


def test_progress_grows_from_nothing_to_all(speckle: Frames, jittered: Points) -> None:
    fractions: list[float] = []
    lk_moving_average_filter(
        speckle, jittered, window_frames=6, settings=SMALL, chunk_frames=5, progress=fractions.append
    )
    assert fractions == sorted(set(fractions))
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert len(fractions) > 10


def test_a_video_that_ends_early_is_an_error_not_a_short_result(speckle: Frames, jittered: Points) -> None:
    class Truncated:
        def __len__(self) -> int:
            return 24

        def __getitem__(self, index: int) -> NDArray[np.uint8]:
            return speckle[index]

        def luma_frames(self, start: int, stop: int) -> list[NDArray[np.uint8]]:
            return speckle[start : min(stop, 20)]

    with pytest.raises(FramesMissingError, match="ended at frame 20"):
        lk_moving_average_filter(
            Truncated(),
            jittered,
            window_frames=6,
            settings=SMALL,
            chunk_frames=4,
        )
