"""The pipeline for the eye, number by number."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.video.enhancement import (
    automatic,
    enhanced,
    equalised,
    gamma_table,
    grey_of,
    grey_percentiles,
    is_equalising,
)
from dustrack_imgui.video.range_lut import range_lut

RNG = np.random.default_rng(4)
GREY = RNG.integers(20, 120, (60, 90), dtype=np.uint8)
RGB = RNG.integers(0, 256, (60, 90, 3), dtype=np.uint8)


def table(gamma: float) -> np.ndarray:
    return np.array([((i / 255) ** (1 / gamma)) * 255 for i in range(256)]).astype(np.uint8)


def clahe(grey: np.ndarray, clip: float) -> np.ndarray:
    return cv2.createCLAHE(clipLimit=clip, tileGridSize=(8, 8)).apply(grey)


@pytest.mark.parametrize(("clip", "gamma"), [(1.0, 1.0), (0.5, 1.0), (1.0, 0.5)])
def test_with_both_off_the_picture_is_the_frame_itself(clip, gamma):
    assert enhanced(RGB, clip=clip, gamma=gamma) is RGB


def test_brightness_acts_without_clahe_too_after_gamma():
    expected = np.clip(table(1.7)[RGB].astype(int) + 40, 0, 255)
    assert np.array_equal(enhanced(RGB, gamma=1.7, brightness=40), expected)
    assert np.array_equal(enhanced(RGB, brightness=-300), np.zeros_like(RGB))


def test_gamma_alone_acts_on_every_channel_by_the_truncated_table():
    assert np.array_equal(enhanced(RGB, gamma=1.7), table(1.7)[RGB])
    assert np.array_equal(gamma_table(1.7), table(1.7))


@pytest.mark.parametrize(("gamma", "brightness"), [(1.0, 0), (1.5, 0), (1.0, 30), (1.3, -25)])
def test_clahe_is_of_grey_then_gamma_then_brightness_and_comes_back_as_rgb(gamma, brightness):
    grey = clahe(cv2.cvtColor(RGB, cv2.COLOR_RGB2GRAY), 2.5)
    grey = table(gamma)[grey] if gamma != 1 else grey
    expected = np.clip(grey.astype(int) + brightness, 0, 255)
    shown = enhanced(RGB, clip=2.5, gamma=gamma, brightness=brightness)
    assert shown.shape == RGB.shape
    assert all(np.array_equal(shown[..., channel], expected) for channel in range(3))
    single = enhanced(GREY, clip=2.5, gamma=gamma, brightness=brightness)
    assert single.shape == GREY.shape


def test_a_clip_of_one_or_less_is_off():
    assert [is_equalising(clip) for clip in (0.0, 1.0, 1.01, 4.0)] == [False, False, True, True]


def test_stored_luma_is_stretched_before_clahe():
    lut = range_lut(False)
    assert np.array_equal(grey_of(GREY, lut.tobytes()), lut[GREY])
    assert grey_of(GREY) is GREY
    assert np.array_equal(equalised(lut[GREY], clip=3.0), clahe(lut[GREY], 3.0))


@given(st.lists(st.integers(0, 255), min_size=1, max_size=200))
def test_percentiles_are_those_of_numpy(levels):
    grey = np.array(levels, np.uint8)[None]
    assert grey_percentiles(grey) == pytest.approx(np.percentile(grey, [5, 50, 95]))


@pytest.mark.parametrize(
    ("percentiles", "clip", "gamma"),
    [
        ((0, 128, 255), 1.0, 1.0),
        ((10, 30, 85), 1.0, 1.0),
        ((10, 12.5, 47.5), 2.5, 1.5),
        ((0, 0, 0), 4.0, 2.0),
        ((5, 20, 65), 1 + 3 * 15 / 75, 1.2),
    ],
)
def test_the_automatic_choice_follows_contrast_and_darkness(percentiles, clip, gamma):
    assert automatic(percentiles) == pytest.approx((clip, gamma))
