"""The compiled backend finds what OpenCV finds, to the last bit and whatever the processor can do."""

from __future__ import annotations

import gc
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from dustrack_imgui.tracking import LKSettings, lk_moving_average_filter
from dustrack_imgui.tracking.backends.choice import cpu_backend
from dustrack_imgui.tracking.backends.native import NativeBackend, best_instructions
from dustrack_imgui.tracking.backends.opencv import OpenCVBackend
from dustrack_imgui.tracking.backends.pyramids import PyramidCache, pyr_down

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .conftest import ClipFrames

    Frames = list[NDArray[np.uint8]]


@pytest.fixture(params=["plain", "AVX2", "AVX-512"])
def native(request: pytest.FixtureRequest) -> NativeBackend:
    """One way through the compiled code; a processor that lacks the instructions takes the next best."""
    return NativeBackend(instructions=request.param)


def test_it_is_what_tracks_by_default_where_it_is_faster_than_opencv() -> None:
    assert isinstance(cpu_backend(), NativeBackend if best_instructions() != "plain" else OpenCVBackend)


@pytest.mark.parametrize(
    "settings",
    [
        LKSettings(),
        LKSettings(window_px=21, max_level=3),
        LKSettings(window_px=64, max_level=1),
        LKSettings(window_px=3, max_level=0),
        LKSettings(max_iterations=1, epsilon=1.0),
    ],
    ids=str,
)
def test_points_go_where_opencv_takes_them_also_at_and_beyond_the_border(
    native: NativeBackend, speckle: Frames, settings: LKSettings
) -> None:
    points = np.random.default_rng(5).uniform((-70, -70), (190, 166), (300, 2))
    expected = OpenCVBackend().advance(speckle[0], speckle[4], points, settings=settings)
    result = native.advance(speckle[0], speckle[4], points, settings=settings)
    assert 0 < expected.found.sum() < len(points)
    assert np.array_equal(result.found, expected.found)
    assert np.array_equal(result.xy_image[result.found], expected.xy_image[result.found])


def test_a_real_clip_gives_the_same_tracks(native: NativeBackend, gastrocnemius: ClipFrames) -> None:
    frames = list(gastrocnemius.luma_frames(0, 12))
    points = np.random.default_rng(6).uniform((40, 40), (690, 540), (200, 2))
    ours = theirs = points
    for previous, following in pairwise(frames):
        moved = native.advance(previous, following, ours, settings=LKSettings())
        expected = OpenCVBackend().advance(previous, following, theirs, settings=LKSettings())
        assert np.array_equal(moved.found, expected.found)
        ours, theirs = moved.xy_image, expected.xy_image
    assert np.array_equal(ours, theirs)


def test_no_image_is_too_small_and_no_window_too_large(native: NativeBackend) -> None:
    rng = np.random.default_rng(7)
    image = rng.integers(0, 255, (20, 24), dtype=np.uint8)
    wide = LKSettings(window_px=151)
    for settings in (LKSettings(), wide):
        result = native.advance(image, np.roll(image, 1, axis=1), np.array([[12.0, 10.0]]), settings=settings)
        expected = OpenCVBackend().advance(
            image, np.roll(image, 1, axis=1), np.array([[12.0, 10.0]]), settings=settings
        )
        assert result.found.tolist() == expected.found.tolist()
        assert np.array_equal(result.xy_image, expected.xy_image)


def test_a_flat_picture_loses_its_points(native: NativeBackend) -> None:
    flat = np.full((120, 160), 90, np.uint8)
    result = native.advance(flat, flat, np.array([[80.0, 60.0]]), settings=LKSettings())
    assert not result.found.any()


def test_the_filter_agrees_with_opencv_s(gastrocnemius: ClipFrames, native: NativeBackend) -> None:
    n_frames = 24
    start = np.array([[200.0, 200.0], [420.0, 300.0]])
    positions = start + np.random.default_rng(8).normal(0, 0.4, (n_frames, 2, 2))

    class Beginning:
        def __len__(self) -> int:
            return n_frames

        def __getitem__(self, index: int) -> NDArray[np.uint8]:
            return gastrocnemius[index]

        def luma_frames(self, begin: int, end: int) -> object:
            return gastrocnemius.luma_frames(begin, end)

    ours = lk_moving_average_filter(Beginning(), positions, window_frames=8, backend=native)
    theirs = lk_moving_average_filter(Beginning(), positions, window_frames=8, backend=OpenCVBackend())
    assert np.array_equal(ours.positions, theirs.positions)


@pytest.mark.parametrize("width_px", [1, 2, 3, 4, 5, 15, 16, 17, 31, 32, 33, 34, 63, 64, 65, 129])
@pytest.mark.parametrize("height_px", [1, 2, 3, 6, 17])
def test_levels_of_a_pyramid_are_opencv_s(native: NativeBackend, width_px: int, height_px: int) -> None:
    rng = np.random.default_rng(width_px * 100 + height_px)
    for picture in (
        rng.integers(0, 256, (height_px, width_px), dtype=np.uint8),
        np.full((height_px, width_px), 255, np.uint8),
    ):
        assert np.array_equal(native.halve(picture), pyr_down(picture))


@pytest.mark.parametrize("window_px", [*range(3, 52), 95, 96])
def test_every_window_gives_opencv_s_positions(
    native: NativeBackend, speckle: Frames, window_px: int
) -> None:
    settings = LKSettings(window_px=window_px, max_level=1)
    points = np.random.default_rng(window_px).uniform((0, 0), (120, 96), (5, 2))
    expected = OpenCVBackend().advance(speckle[1], speckle[2], points, settings=settings)
    result = native.advance(speckle[1], speckle[2], points, settings=settings)
    assert np.array_equal(result.found, expected.found)
    assert np.array_equal(result.xy_image[result.found], expected.xy_image[result.found])


def test_pyramids_are_made_once_and_die_with_their_frame(speckle: Frames) -> None:
    cache = PyramidCache(most_bytes=10**8)
    frame = speckle[0].copy()
    first = cache.get(frame, window_px=15, max_level=2)
    assert [level.shape for level in first] == [(96, 120), (48, 60), (24, 30)]
    assert cache.get(frame, window_px=15, max_level=2)[1] is first[1]
    assert cache.held_bytes > 0
    del first, frame
    gc.collect()
    assert cache.held_bytes == 0


def test_pyramids_keep_to_their_budget(speckle: Frames) -> None:
    cache = PyramidCache(most_bytes=8000)
    for frame in speckle[:5]:
        cache.get(frame, window_px=15, max_level=2)
    assert 0 < cache.held_bytes <= 8000
