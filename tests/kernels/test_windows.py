"""The moving-average filter: every backend against the reference, window by window and as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from dustrack_imgui.tracking import FilterResult, LKSettings, lk_moving_average_filter
from dustrack_imgui.tracking.backends.opencv import OpenCVBackend
from dustrack_imgui.tracking.backends.protocol import Backend

if TYPE_CHECKING:
    from .conftest import Frames

    Clip = tuple[Frames, NDArray[np.float64]]

TOLERANCE_PX = 0.005
SMALL = LKSettings(window_px=21)


def assert_same(result: FilterResult, expected: FilterResult) -> None:
    """Assert that two results agree in positions, counts and quality."""
    assert np.array_equal(np.isnan(result.positions), np.isnan(expected.positions))
    distance = np.hypot(*np.moveaxis(result.positions - expected.positions, 2, 0))
    assert np.nanpercentile(distance, 99.9) <= TOLERANCE_PX
    assert np.array_equal(result.count, expected.count)
    assert np.array_equal(result.lost_count, expected.lost_count)
    assert np.allclose(result.gap_px, expected.gap_px, atol=2 * TOLERANCE_PX, rtol=0, equal_nan=True)


def test_a_real_clip(backend: Backend, muscle: Clip) -> None:
    frames, labels = muscle
    expected = lk_moving_average_filter(frames, labels, window_frames=10, backend=OpenCVBackend())
    assert_same(lk_moving_average_filter(frames, labels, window_frames=10, backend=backend), expected)


def test_a_phantom(backend: Backend, phantom: Clip) -> None:
    frames, labels = phantom
    expected = lk_moving_average_filter(frames, labels, window_frames=7, backend=OpenCVBackend())
    assert_same(lk_moving_average_filter(frames, labels, window_frames=7, backend=backend), expected)


def test_labels_that_leave_the_picture_or_see_nothing(
    backend: Backend, speckle: Callable[..., Frames]
) -> None:
    frames = speckle(14, 96, 160)
    frames[:, :, 100:] = 16
    drift = np.arange(14)[:, np.newaxis] * (0.6, -0.35)
    starts = [(50, 50), (-3, 40), (-9.5, 40), (150, 50), (99, 2), (-500, 1e9), (40, -9.9), (0, 95)]
    labels = np.stack([np.array(start) + drift for start in starts], axis=1)
    expected = lk_moving_average_filter(
        frames, labels, window_frames=6, settings=SMALL, backend=OpenCVBackend()
    )
    assert expected.lost_count[7, 0] == 0
    assert expected.lost_count[7].any()
    result = lk_moving_average_filter(frames, labels, window_frames=6, settings=SMALL, backend=backend)
    assert_same(result, expected)
    assert np.allclose(result.positions[:, 5], np.array((-500.0, 1e9)) + drift, rtol=1e-6)


@pytest.mark.parametrize("window_frames", [2, 5, 12])
def test_raw_tracks_and_chunks(backend: Backend, speckle: Callable[..., Frames], window_frames: int) -> None:
    frames = speckle(12, 60, 80)
    labels = np.array([[30.0, 30.0], [50.0, 25.0]]) + np.random.default_rng(1).normal(0, 0.5, (12, 2, 2))
    expected = lk_moving_average_filter(
        frames,
        labels,
        window_frames=window_frames,
        settings=SMALL,
        save_raw=True,
        backend=OpenCVBackend(),
    )
    for chunk_frames, save_raw in ((None, True), (3, True), (3, False), (1, False)):
        result = lk_moving_average_filter(
            frames,
            labels,
            window_frames=window_frames,
            settings=SMALL,
            chunk_frames=chunk_frames,
            save_raw=save_raw,
            backend=backend,
        )
        assert_same(result, expected)
        if save_raw:
            assert np.allclose(result.raw, expected.raw, atol=TOLERANCE_PX, rtol=0, equal_nan=True)


def test_one_label_on_two_frames(backend: Backend, speckle: Callable[..., Frames]) -> None:
    frames = speckle(2, 60, 80)
    labels = np.array([[[40.0, 30.0]], [[40.5, 30.0]]])
    result = lk_moving_average_filter(frames, labels, window_frames=2, settings=SMALL, backend=backend)
    assert np.allclose(result.positions, labels, atol=1e-6), "both ends of a window are the given positions"
    assert result.gap_px[0, 0] == pytest.approx(0.37, abs=0.15)


def test_many_labels(backend: Backend, speckle: Callable[..., Frames]) -> None:
    frames = speckle(4, 60, 80)
    labels = np.random.default_rng(2).uniform((0, 0), (80, 60), (1, 1_000, 2)).repeat(4, axis=0)
    settings = LKSettings(window_px=9, max_level=1)
    expected = lk_moving_average_filter(
        frames, labels, window_frames=3, settings=settings, backend=OpenCVBackend()
    )
    result = lk_moving_average_filter(frames, labels, window_frames=3, settings=settings, backend=backend)
    distance = np.hypot(*np.moveaxis(result.positions - expected.positions, 2, 0))
    assert np.nanpercentile(distance, 99.9) <= TOLERANCE_PX
    assert np.mean(result.lost_count != expected.lost_count) < 0.001
