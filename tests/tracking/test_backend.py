"""The reference backend against OpenCV called in the plainest way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from dustrack_imgui.tracking import LKSettings
from dustrack_imgui.tracking.advance import advance
from dustrack_imgui.tracking.backends.opencv import OpenCVBackend

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .conftest import ClipFrames

    Frames = list[NDArray[np.uint8]]


def test_positions_and_status_are_opencv_s_own_also_at_and_beyond_the_border(speckle: Frames) -> None:
    rng = np.random.default_rng(5)
    points = rng.uniform((-70, -70), (190, 166), (800, 2))
    moved, status, _ = cv2.calcOpticalFlowPyrLK(
        speckle[0],
        speckle[4],
        points.astype(np.float32).reshape(-1, 1, 2),
        None,
        winSize=(45, 45),
        maxLevel=2,
        criteria=(cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 10, 0.03),
    )
    found = status.reshape(-1).astype(bool)
    result = OpenCVBackend().advance(speckle[0], speckle[4], points, settings=LKSettings())
    assert 0 < found.sum() < len(points)
    assert np.array_equal(result.found, found)
    assert np.array_equal(result.xy_image[found], moved.reshape(-1, 2)[found])


def test_a_point_does_not_depend_on_its_company(gastrocnemius: ClipFrames) -> None:
    frames = list(gastrocnemius.luma_frames(0, 2))
    points = np.random.default_rng(6).uniform((50, 50), (650, 520), (40, 2))
    backend = OpenCVBackend()
    together = advance(frames[0], frames[1], points, settings=LKSettings(), backend=backend)
    alone = np.concatenate(
        [
            advance(frames[0], frames[1], point[np.newaxis], settings=LKSettings(), backend=backend)
            for point in points
        ]
    )
    assert np.array_equal(together, alone)


def test_missing_points_keep_their_place_in_any_shape(speckle: Frames) -> None:
    points = np.full((2, 3, 2), 50.0)
    points[0, 1] = np.nan
    points[1, 2] = (np.inf, 3)
    moved = advance(speckle[0], speckle[1], points, settings=LKSettings(), backend=OpenCVBackend())
    assert np.isnan(moved).all(axis=2).tolist() == [[False, True, False], [False, False, True]]


def test_frames_of_a_few_pixels_do_no_harm() -> None:
    dots = [np.random.default_rng(seed).integers(0, 255, (2, 3), dtype=np.uint8) for seed in (1, 2)]
    moved = advance(dots[0], dots[1], np.array([[1.0, 1.0]]), settings=LKSettings(), backend=OpenCVBackend())
    assert moved.shape == (1, 2)
