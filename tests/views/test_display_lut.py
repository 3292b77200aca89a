"""From decoded to displayed grey levels."""

from __future__ import annotations

import numpy as np
import pytest

from dustrack_imgui.model.view import Enhancement
from dustrack_imgui.video.range_lut import range_lut
from dustrack_imgui.views.display_lut import display_levels


def test_without_enhancement_levels_stay():
    levels = display_levels(Enhancement())
    assert levels.shape == (1, 256)
    assert levels.dtype == np.float32
    assert np.array_equal(np.round(levels[0] * 255), np.arange(256))


def test_limited_range_is_stretched():
    levels = display_levels(Enhancement(), range_lut(False).tobytes())[0]
    assert levels[16] == 0
    assert levels[235] == 1


@pytest.mark.parametrize("gamma", [1.25, 1.5, 2.0])
def test_gamma_follows_the_power_law_and_keeps_black_and_white(gamma):
    levels = display_levels(Enhancement(gamma=gamma))[0]
    assert levels[0] == 0
    assert levels[255] == 1
    assert levels[64] == pytest.approx(int((64 / 255) ** (1 / gamma) * 255) / 255)


def test_gamma_of_one_or_less_is_off():
    assert np.array_equal(display_levels(Enhancement(gamma=0.5)), display_levels(Enhancement()))


def test_brightness_is_in_grey_levels_and_clipped():
    levels = display_levels(Enhancement(brightness=40))[0] * 255
    assert levels[100] == pytest.approx(140, abs=1e-3)
    assert levels[250] == 255
    assert display_levels(Enhancement(brightness=-40))[0][30] == 0
