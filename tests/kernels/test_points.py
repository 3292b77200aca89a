"""Points advanced by one frame pair: every backend against OpenCV called in the plainest way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from dustrack_imgui.tracking import LKSettings, lucas_kanade
from dustrack_imgui.tracking.backends.protocol import Backend

if TYPE_CHECKING:
    from .conftest import Frames

TOLERANCE_PX = 0.005


def plain_opencv(
    previous: Frames, following: Frames, points: NDArray[np.float64], settings: LKSettings
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Track with OpenCV's defaults; returns positions and status."""
    moved, status, _ = cv2.calcOpticalFlowPyrLK(
        previous,
        following,
        points.astype(np.float32).reshape(-1, 1, 2),
        None,
        winSize=(settings.window_px, settings.window_px),
        maxLevel=settings.max_level,
        criteria=(
            cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT,
            settings.max_iterations,
            settings.epsilon,
        ),
    )
    return moved.reshape(-1, 2).astype(np.float64), status.reshape(-1).astype(bool)


def assert_agrees(
    backend: Backend,
    previous: Frames,
    following: Frames,
    points: NDArray[np.float64],
    settings: LKSettings,
) -> NDArray[np.bool_]:
    """Assert that positions are those of OpenCV and the same points are lost; returns which are found."""
    expected, held = plain_opencv(previous, following, points, settings)
    moved, found = backend.advance(previous, following, points, settings=settings)
    assert np.mean(found == held) >= 0.999
    both = found & held
    distance = np.hypot(*(moved - expected)[both].T)
    assert distance.size == 0 or np.percentile(distance, 99.9) <= TOLERANCE_PX
    return both


@pytest.mark.parametrize("apart", [1, 7])
def test_a_real_clip(backend: Backend, muscle: tuple[Frames, NDArray[np.float64]], apart: int) -> None:
    frames, labels = muscle
    points = np.concatenate([labels[0], np.random.default_rng(1).uniform((0, 0), (728, 580), (300, 2))])
    found = assert_agrees(backend, frames[0], frames[apart], points, LKSettings())
    assert found.mean() > 0.9


def test_a_phantom(backend: Backend, phantom: tuple[Frames, NDArray[np.float64]]) -> None:
    frames, labels = phantom
    points = labels[:5].reshape(-1, 2)
    assert assert_agrees(backend, frames[5], frames[6], points, LKSettings()).all()


def test_points_at_and_beyond_the_border(backend: Backend, speckle: Callable[..., Frames]) -> None:
    frames = speckle(5, 96, 120)
    points = np.random.default_rng(5).uniform((-70, -70), (190, 166), (800, 2))
    found = assert_agrees(backend, frames[0], frames[4], points, LKSettings())
    assert 0 < found.sum() < len(points)


@pytest.mark.parametrize(
    "settings",
    [
        LKSettings(window_px=3, max_level=0),
        LKSettings(window_px=8, max_level=1),
        LKSettings(window_px=21, max_level=5, max_iterations=30, epsilon=0.001),
        LKSettings(window_px=61, max_level=1, max_iterations=1),
        LKSettings(window_px=81),
    ],
)
def test_other_windows_levels_and_criteria(
    backend: Backend, speckle: Callable[..., Frames], settings: LKSettings
) -> None:
    frames = speckle(3, 150, 170)
    points = np.random.default_rng(2).uniform((-20, -20), (190, 170), (120, 2))
    assert assert_agrees(backend, frames[0], frames[2], points, settings).any()


def test_points_are_lost_where_there_is_nothing_to_see(
    backend: Backend, speckle: Callable[..., Frames]
) -> None:
    half_black = speckle(2, 96, 240)
    half_black[:, :, 120:] = 16
    points = np.stack([np.linspace(5, 235, 80), np.full(80, 48.0)], axis=1)
    found = assert_agrees(backend, half_black[0], half_black[1], points, LKSettings(window_px=21))
    assert found[:30].all()
    assert not found[-30:].any()


def test_one_point_alone(backend: Backend, speckle: Callable[..., Frames]) -> None:
    frames = speckle(2, 96, 120)
    assert assert_agrees(backend, frames[0], frames[1], np.array([[40.25, 60.5]]), LKSettings()).all()


def test_ten_thousand_points(backend: Backend, speckle: Callable[..., Frames]) -> None:
    frames = speckle(2, 80, 100)
    points = np.random.default_rng(4).uniform((-10, -10), (110, 90), (10_000, 2))
    assert_agrees(backend, frames[0], frames[1], points, LKSettings(window_px=9, max_level=1))


def test_a_point_does_not_depend_on_its_company(
    backend: Backend, muscle: tuple[Frames, NDArray[np.float64]]
) -> None:
    frames, labels = muscle
    together, _ = backend.advance(frames[0], frames[1], labels[0], settings=LKSettings())
    alone = [
        backend.advance(frames[0], frames[1], point[np.newaxis], settings=LKSettings())[0][0]
        for point in labels[0]
    ]
    assert np.array_equal(together, np.array(alone))


def test_frames_of_a_few_pixels_do_no_harm(backend: Backend) -> None:
    rng = np.random.default_rng(1)
    for shape in ((2, 3), (1, 1), (1, 50)):
        frames = rng.integers(0, 255, (2, *shape), dtype=np.uint8)
        assert_agrees(backend, frames[0], frames[1], np.array([[1.0, 0.5]]), LKSettings())


def test_a_walk_there_and_back(backend: Backend, phantom: tuple[Frames, NDArray[np.float64]]) -> None:
    frames, labels = phantom
    there = lucas_kanade(list(frames), 0, 9, labels[0], backend=backend)
    reference = labels[0]
    for row in range(9):
        reference, _ = plain_opencv(frames[row], frames[row + 1], reference, LKSettings())
    assert np.abs(there.positions[-1] - reference).max() <= TOLERANCE_PX
    back = lucas_kanade(list(frames), 9, 0, there.positions[-1], backend=backend)
    assert np.median(np.abs(back.positions[-1] - labels[0])) < 0.2
