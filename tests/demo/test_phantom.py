"""The phantom's pictures move exactly as its truth says, and are as hard to track as speckle is."""

from __future__ import annotations

from itertools import islice, pairwise

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from dustrack_imgui.demo.phantom import Phantom, frames, truth, truth_points

Frames = list[NDArray[np.uint8]]
LK = {
    "winSize": (45, 45),
    "maxLevel": 2,
    "criteria": (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 10, 0.03),
}


@pytest.fixture(scope="module")
def pictures() -> Frames:
    return list(frames(Phantom()))


def follow(pictures: Frames, start: NDArray[np.float64]) -> NDArray[np.float64]:
    """Plain Lucas-Kanade from frame to frame, (frames, points, 2)."""
    points = start.astype(np.float32)[:, None]
    tracked = [points]
    for here, there in pairwise(pictures):
        points, found, _ = cv2.calcOpticalFlowPyrLK(here, there, points, None, **LK)
        assert found.all()
        tracked.append(points)
    return np.concatenate(tracked, axis=1).swapaxes(0, 1).astype(np.float64)


def median_error(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    return float(np.median(np.linalg.norm(a - b, axis=-1)))


def test_optical_flow_follows_the_truth_and_no_shifted_one(pictures: Frames) -> None:
    positions, visible = truth(Phantom())
    tracked = follow(pictures, positions[0])
    error = median_error(tracked, positions)
    assert visible.all()
    assert error < 0.5
    for shift in ((0.5, 0.0), (-0.5, 0.0), (0.0, 0.5), (0.0, -0.5)):
        assert median_error(tracked, positions + np.array(shift)) > error + 0.1


def test_each_picture_is_frame_0_moved_without_bias() -> None:
    still = Phantom(frame_count=161, decorrelation_frames=1e9, noise_db=-90.0)
    shown = list(frames(still))
    x, y = np.meshgrid(np.arange(60.0, 430.0, 24.0), [60.0, 90.0, 120.0, 220.0, 250.0, 280.0])
    start = np.stack([x, y], axis=-1).reshape(-1, 2)
    for frame in (20, 75, 160):
        expected = still.motion.image_from_tissue(start, frame)
        guess = expected + np.random.default_rng(3).uniform(-0.4, 0.4, expected.shape)
        found, status, _ = cv2.calcOpticalFlowPyrLK(
            shown[0],
            shown[frame],
            start.astype(np.float32),
            guess.astype(np.float32),
            winSize=(15, 15),
            maxLevel=0,
            flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
        )
        gaps = (found - expected)[status[:, 0] == 1]
        assert len(gaps) > 60
        np.testing.assert_allclose(np.median(gaps, axis=0), 0.0, atol=0.02)


def test_speckle_forgets_itself_slowly(pictures: Frames) -> None:
    motion = Phantom().motion
    rows, columns = np.mgrid[40:140, 60:420].astype(np.float64)
    patch = np.stack([columns, rows], axis=-1)

    def likeness(frame: int) -> float:
        there = motion.image_from_tissue(patch, frame).astype(np.float32)
        seen = cv2.remap(pictures[frame], there, None, cv2.INTER_CUBIC)
        return float(np.corrcoef(seen.ravel(), pictures[0][40:140, 60:420].ravel())[0, 1])

    soon, late = likeness(10), likeness(290)
    assert soon > 0.9
    assert 0.3 < late < soon - 0.1


def test_pictures_are_reproducible_and_change_with_the_seed() -> None:
    first, again, other = (next(frames(Phantom(seed=seed))) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert np.mean(first != other) > 0.5


def test_pictures_use_the_grey_range_without_drowning_in_black_or_white() -> None:
    picture = next(frames(Phantom()))
    assert picture.dtype == np.uint8
    assert picture.shape == (360, 480)
    assert np.mean(picture == 0) < 0.02
    assert np.mean(picture == 255) < 0.05
    assert 60 < picture.mean() < 160


def test_size_and_length_can_be_chosen() -> None:
    small = Phantom(width_px=160, height_px=120, interface_px=60.0, frame_count=5)
    shown = list(islice(frames(small), 10))
    assert [picture.shape for picture in shown] == [(120, 160)] * 5


def test_truth_has_points_on_both_sides_of_the_slide_and_says_when_one_leaves() -> None:
    depths = truth_points(Phantom())[:, 1]
    assert np.sum(depths < Phantom().interface_px) == 3
    positions, visible = truth(Phantom(frame_count=40))
    assert positions.shape == (40, 6, 2)
    assert positions.dtype == np.float64
    assert visible.shape == (40, 6)
    _, narrow = truth(Phantom(width_px=24, frame_count=160))
    assert narrow[0].all()
    assert not narrow.all()
