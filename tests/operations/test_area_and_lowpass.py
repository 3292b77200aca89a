"""Areas of polygons, and a filter that smooths without shifting."""

from __future__ import annotations

import numpy as np
import pytest

from dustrack_imgui.operations.area import label_area, polygon_area
from dustrack_imgui.operations.errors import FilterError, OperationError, UnknownLabelError
from dustrack_imgui.operations.lowpass import lowpass


def square(side, n_frames=1):
    corners = np.array([(0, 0), (side, 0), (side, side), (0, side)], float)
    return np.tile(corners, (n_frames, 1, 1))


def test_area_of_a_square_either_way_round_wherever_it_lies():
    assert polygon_area(square(3.0)) == [9.0]
    assert polygon_area(square(3.0)[:, ::-1]) == [9.0]
    assert polygon_area(square(3.0) + 1000) == pytest.approx([9.0])


@pytest.mark.parametrize("n_corners", [3, 5, 12, 40])
def test_area_of_a_regular_polygon(n_corners):
    angles = 2 * np.pi * np.arange(n_corners) / n_corners
    corners = 5 * np.stack((np.cos(angles), np.sin(angles)), axis=1)
    wanted = 0.5 * n_corners * 25 * np.sin(2 * np.pi / n_corners)
    assert polygon_area(corners[np.newaxis]) == pytest.approx([wanted])


def test_two_corners_span_nothing_and_a_missing_one_is_no_area():
    assert polygon_area(square(3.0)[:, :2]) == [0.0]
    corners = square(3.0, 2)
    corners[1, 2] = np.nan
    area = polygon_area(corners)
    assert area[0] == 9.0
    assert np.isnan(area[1])


def test_labels_are_taken_in_the_order_given():
    traces = {str(n): square(2.0)[:, n] for n in range(4)}
    assert label_area(traces, ["0", "1", "2", "3"]) == [4.0]
    assert label_area(traces, ["0", "2", "1", "3"]) == [0.0]
    with pytest.raises(UnknownLabelError, match="no label 9; there are 0, 1, 2, 3"):
        label_area(traces, ["0", "9"])
    with pytest.raises(UnknownLabelError, match="Name the labels"):
        label_area(traces, [])
    with pytest.raises(OperationError, match="frame rate"):
        label_area(traces, ["0", "1", "2"], lowpass_hz=3.0)


@pytest.mark.parametrize("order", [1, 2, 5, 6])
def test_slow_motion_passes_unshifted_and_fast_motion_does_not(order):
    seconds = np.arange(3000) / 100
    slow, fast = np.sin(2 * np.pi * 0.5 * seconds), np.sin(2 * np.pi * 40 * seconds)
    smooth = lowpass(slow + fast, cutoff_hz=5, fps=100, order=order)
    assert np.abs(smooth - slow)[200:-200].max() < 0.05
    assert np.abs(lowpass(np.full(100, 7.0), cutoff_hz=5, fps=100, order=order) - 7).max() < 1e-12


def test_half_the_power_passes_at_the_cut_off_in_each_run():
    tone = np.sin(2 * np.pi * 5 * np.arange(6000) / 100)
    smooth = lowpass(tone, cutoff_hz=5, fps=100)
    assert np.abs(smooth[2000:4000]).max() == pytest.approx(0.5, abs=1e-6)


def test_blocks_do_not_show():
    rng = np.random.default_rng(3)
    long = np.cumsum(rng.normal(size=(3000, 2)), axis=0)
    whole = lowpass(long, cutoff_hz=4, fps=30)
    part = lowpass(long[:1500], cutoff_hz=4, fps=30)
    np.testing.assert_allclose(whole[:1200], part[:1200], rtol=0, atol=1e-9)
    np.testing.assert_allclose(whole[:, 0], lowpass(long[:, 0], cutoff_hz=4, fps=30), rtol=0, atol=1e-12)


def test_gaps_are_bridged_for_the_filter_and_gaps_again_after():
    line = np.arange(300.0)
    gappy = line.copy()
    gappy[:4] = gappy[100:110] = gappy[-6:] = np.nan
    smooth = lowpass(np.stack((line, gappy), axis=1), cutoff_hz=3, fps=30)
    np.testing.assert_array_equal(np.isnan(smooth[:, 1]), np.isnan(gappy))
    np.testing.assert_allclose(smooth[4:100, 1], smooth[4:100, 0], rtol=0, atol=1e-9)
    np.testing.assert_allclose(smooth[110:-6, 1], smooth[110:-6, 0], rtol=0, atol=1e-9)
    assert np.isnan(lowpass(np.full(100, np.nan), cutoff_hz=3, fps=30)).all()


@pytest.mark.parametrize(
    ("n_frames", "cutoff_hz", "order"), [(100, 15.0, 6), (100, 0.0, 6), (21, 3.0, 6), (100, 3.0, 0)]
)
def test_what_the_filter_cannot_do_is_refused(n_frames, cutoff_hz, order):
    with pytest.raises(FilterError):
        lowpass(np.zeros(n_frames), cutoff_hz=cutoff_hz, fps=30.0, order=order)
