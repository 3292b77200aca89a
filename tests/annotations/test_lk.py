"""Argument forms of the tracking functions."""

from __future__ import annotations

from collections import deque
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dustrack_imgui import lk_filter
from dustrack_imgui.annotations import LinkedVideo
from dustrack_imgui.tracking import FrameRangeError, IntervalTooShortError, PointsError, SettingsError
from dustrack_imgui.video import VideoError, open_video

START = np.array([[60.0, 70.0], [100.25, 96.5]])


def test_a_video_may_be_a_path_a_reader_a_linked_video_or_frames(
    clip: NDArray[np.uint8], clip_video: Path
) -> None:
    expected = lk_filter.lucas_kanade(clip, 2, 8, START)
    with open_video(clip_video) as reader:
        linked = LinkedVideo(clip_video)
        for video in (clip_video, str(clip_video), reader, linked, list(clip), deque(clip)):
            path = lk_filter.lucas_kanade(video, 2, 8, START)  # type: ignore[arg-type]
            np.testing.assert_array_equal(path, expected)
        linked.close()
    rgb = np.repeat(clip[..., np.newaxis], 3, axis=3)
    np.testing.assert_allclose(lk_filter.lucas_kanade(rgb, 2, 8, START), expected, atol=1e-6)
    np.testing.assert_allclose(
        lk_filter.lucas_kanade(clip_video, 2, 8, START, gray="rgb"), expected, atol=0.05
    )


def test_points_may_come_as_opencv_has_them(clip: NDArray[np.uint8]) -> None:
    expected = lk_filter.lucas_kanade_2(clip[:4], START)
    points = START.astype(np.float32).reshape(-1, 1, 2)
    np.testing.assert_allclose(lk_filter.lucas_kanade_2(list(clip[:4]), points), expected, atol=1e-6)
    assert lk_filter.lucas_kanade_2(list(clip[:4]), [60, 70]).shape == (4, 1, 2)
    for wrong in ([], [1, 2, 3], np.zeros((2, 2, 2, 2))):
        with pytest.raises(PointsError):
            lk_filter.lucas_kanade_2(clip[:4], wrong)


def test_a_lost_point_is_nan_from_there_on(clip: NDArray[np.uint8]) -> None:
    path = lk_filter.lucas_kanade(clip, 0, 5, [[60.0, 70.0], [-500.0, -500.0]])
    assert np.isfinite(path[:, 0]).all()
    assert np.isnan(path[1:, 1]).all()


def test_a_target_frame_is_reached_from_both_ends(clip: NDArray[np.uint8]) -> None:
    end = lk_filter.lucas_kanade(clip, 0, 10, START)[-1]
    whole = lk_filter.lucas_kanade_rstc(clip, 0, 10, START, end)
    for frame in (1, 5, 9):
        one = lk_filter.lucas_kanade_rstc(clip, 0, 10, START, end, target_frame=frame)
        assert one.shape == (1, 2, 2)
        np.testing.assert_allclose(one[0], whole[frame], atol=0.5)
    for frame, given in ((0, START), (10, end)):
        one = lk_filter.lucas_kanade_rstc(clip, 0, 10, START, end, target_frame=frame)
        np.testing.assert_array_equal(one[0], given)
    with pytest.raises(FrameRangeError, match="between frames 0 and 10"):
        lk_filter.lucas_kanade_rstc(clip, 0, 10, START, end, target_frame=11)


def test_given_weights_are_used(clip: NDArray[np.uint8]) -> None:
    frames = list(clip[:7])
    end = lk_filter.lucas_kanade_2(frames, START)[-1] + 0.5
    weights = lk_filter.compute_sigmoid_weights(7)
    expected = lk_filter.lucas_kanade_rstc_2(frames, START, end)
    np.testing.assert_allclose(
        lk_filter.lucas_kanade_rstc_2(frames, START, end, *weights), expected, atol=1e-9
    )
    np.testing.assert_allclose(
        lk_filter.process_window(deque(frames), START, end, *weights), expected, atol=1e-9
    )
    forward_only = lk_filter.lucas_kanade_rstc_2(frames, START, end, np.ones(7), np.zeros(7))
    np.testing.assert_array_equal(forward_only, lk_filter.lucas_kanade_2(frames, START))
    with pytest.raises(PointsError, match=r"\(7,\)"):
        lk_filter.lucas_kanade_rstc_2(frames, START, end, np.ones(6), np.zeros(6))
    with pytest.raises(PointsError, match="do not match"):
        lk_filter.lucas_kanade_rstc_2(frames, START, end[:1], *weights)


def test_settings_have_opencvs_names() -> None:
    assert lk_filter.lk_settings({}) == lk_filter.LKSettings()
    made = lk_filter.lk_settings({"winSize": (21, 21), "maxLevel": 1, "criteria": (3, 30, 0.001)})
    assert made == lk_filter.LKSettings(window_px=21, max_level=1, max_iterations=30, epsilon=0.001)
    count_only = lk_filter.lk_settings({"criteria": (1, 500, 0.5)})
    assert (count_only.max_iterations, count_only.epsilon) == (100, 0.01)
    assert lk_filter.lk_settings({"criteria": (2, 5, 0.5)}).max_iterations == 30
    for wrong in ({"winSize": (21, 31)}, {"winSize": 21}, {"criteria": 3}, {"flags": 4}, {"maxLevel": -1}):
        with pytest.raises(SettingsError):
            lk_filter.lk_settings(wrong)


def test_what_cannot_be_tracked_says_why(clip: NDArray[np.uint8], tmp_path: Path) -> None:
    with pytest.raises(FrameRangeError):
        lk_filter.lucas_kanade(clip, 0, 99, START)
    with pytest.raises(IntervalTooShortError):
        lk_filter.lucas_kanade_rstc(clip, 5, 5, START, START)
    with pytest.raises(VideoError):
        lk_filter.lucas_kanade(tmp_path / "missing.mp4", 0, 1, START)
