"""Plain tracking in one direction."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from dustrack_imgui.tracking import (
    Cancelled,
    FrameRangeError,
    LKSettings,
    PointsError,
    SettingsError,
    TrackMode,
    lucas_kanade,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .conftest import CountingBackend

    Frames = list[NDArray[np.uint8]]
    Points = NDArray[np.float64]

SMALL = LKSettings(window_px=21)


@pytest.mark.parametrize(("start", "end"), [(0, 23), (23, 0), (5, 9), (9, 5)])
def test_points_follow_the_tissue_both_ways(
    speckle: Frames, speckle_truth: Points, start: int, end: int
) -> None:
    track = lucas_kanade(speckle, start, end, speckle_truth[start], settings=SMALL)
    step = 1 if end > start else -1
    assert track.frames.tolist() == list(range(start, end + step, step))
    assert np.array_equal(track.positions[0], speckle_truth[start])
    assert np.abs(track.positions - speckle_truth[track.frames]).max() < 0.3
    assert track.status.all()
    assert not track.lost.any()
    assert np.isnan(track.gap_px).all()


@pytest.mark.parametrize("mode", ["full", "direct"])
def test_from_a_frame_to_itself_is_one_row(speckle: Frames, speckle_truth: Points, mode: TrackMode) -> None:
    track = lucas_kanade(speckle, 4, 4, speckle_truth[4], mode=mode)
    assert np.array_equal(track.positions, speckle_truth[4][np.newaxis])
    assert track.frames.tolist() == [4]


def test_a_video_of_one_frame_gives_the_points_back(speckle: Frames, speckle_truth: Points) -> None:
    track = lucas_kanade(speckle[:1], 0, 0, speckle_truth[0])
    assert np.array_equal(track.positions[0], speckle_truth[0])


@pytest.mark.parametrize(("start", "end"), [(2, 6), (6, 2)])
def test_direct_jumps_once(
    speckle: Frames, speckle_truth: Points, counting_backend: CountingBackend, start: int, end: int
) -> None:
    track = lucas_kanade(
        speckle,
        start,
        end,
        speckle_truth[start],
        mode="direct",
        settings=SMALL,
        backend=counting_backend,
    )
    assert track.positions.shape == (2, 3, 2)
    assert track.frames.tolist() == [start, end]
    assert counting_backend.points_per_call == [3]
    assert np.abs(track.positions[1] - speckle_truth[end]).max() < 0.3


def test_a_long_way_back_does_not_need_all_frames_in_memory(speckle: Frames, speckle_truth: Points) -> None:
    whole = lucas_kanade(speckle, 23, 0, speckle_truth[23], settings=SMALL)
    pieces = lucas_kanade(speckle, 23, 0, speckle_truth[23], settings=SMALL, memory_bytes=5 * 96 * 120)
    assert np.array_equal(whole.positions, pieces.positions)


def test_unknown_points_stay_unknown_and_do_not_disturb_others(
    speckle: Frames, speckle_truth: Points
) -> None:
    points = speckle_truth[0].copy()
    points[1] = (np.nan, 20.0)
    track = lucas_kanade(speckle, 0, 5, points, settings=SMALL)
    clean = lucas_kanade(speckle, 0, 5, speckle_truth[0], settings=SMALL)
    assert np.isnan(track.positions[:, 1]).all()
    assert track.lost.tolist() == [False, True, False]
    assert np.array_equal(track.positions[:, [0, 2]], clean.positions[:, [0, 2]])


@pytest.mark.parametrize("xy", [(-60.0, 40.0), (500.0, 40.0), (40.0, -60.0), (40.0, 1e12), (-1e30, 0.0)])
def test_a_point_outside_the_frame_is_lost_not_invented(
    speckle: Frames, speckle_truth: Points, xy: tuple[float, float]
) -> None:
    track = lucas_kanade(speckle, 0, 3, [xy, speckle_truth[0, 0]], settings=SMALL)
    assert np.array_equal(track.positions[0, 0], xy)
    assert np.isnan(track.positions[1:, 0]).all()
    assert track.status[:, 0].tolist() == [True, False, False, False]
    assert track.lost.tolist() == [True, False]


def test_a_point_is_lost_where_there_is_nothing_to_see(speckle: Frames, speckle_truth: Points) -> None:
    frames = [*speckle[:6], *[np.zeros_like(speckle[0])] * 6]
    track = lucas_kanade(frames, 0, 11, speckle_truth[0], settings=SMALL)
    assert track.status[:6].all()
    assert not track.status[7:].any()
    assert np.isnan(track.positions[7:]).all()


def test_no_points_at_all_is_fine(speckle: Frames) -> None:
    assert lucas_kanade(speckle, 0, 3, np.empty((0, 2))).positions.shape == (4, 0, 2)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (0, 24), (24, 0)])
def test_frames_that_are_not_there_are_refused(
    speckle: Frames, speckle_truth: Points, start: int, end: int
) -> None:
    with pytest.raises(FrameRangeError, match="frames 0 to 23"):
        lucas_kanade(speckle, start, end, speckle_truth[0])


def test_points_of_another_shape_are_refused(speckle: Frames) -> None:
    with pytest.raises(PointsError):
        lucas_kanade(speckle, 0, 1, [1.0, 2.0])


def test_cancel_and_progress(speckle: Frames, speckle_truth: Points) -> None:
    cancel = threading.Event()
    fractions: list[float] = []

    def stop_half_way(fraction: float) -> None:
        fractions.append(fraction)
        if fraction >= 0.5:
            cancel.set()

    with pytest.raises(Cancelled):
        lucas_kanade(speckle, 0, 23, speckle_truth[0], settings=SMALL, progress=stop_half_way, cancel=cancel)
    assert fractions == sorted(fractions)
    assert fractions[0] == 0.0
    assert fractions[-1] < 0.6


@pytest.mark.parametrize(
    "values", [{"window_px": 2}, {"max_level": -1}, {"max_iterations": 0}, {"epsilon": 0.0}]
)
def test_settings_out_of_range_are_refused(values: dict[str, int]) -> None:
    with pytest.raises(SettingsError):
        LKSettings(**values)
