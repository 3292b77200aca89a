"""The figures that say how far a track can be trusted."""

from __future__ import annotations

import numpy as np

from dustrack_imgui.tracking import gap_per_frame, outside_image, summarise

NAN = np.nan


def test_a_summary_counts_gaps_and_losses() -> None:
    gap_px = np.array([[0.0, 1.0], [2.0, NAN], [9.0, 4.0], [NAN, NAN]])
    status = ~np.isnan(gap_px)
    summary = summarise(gap_px, status)
    assert summary.median_gap_px == 2.0
    assert summary.largest_gap_px == 9.0
    assert summary.worst_row == 2
    assert summary.lost_fraction == 3 / 8
    assert np.array_equal(gap_per_frame(gap_px), [1, 2, 9, NAN], equal_nan=True)


def test_a_track_without_gaps_has_a_summary_too() -> None:
    summary = summarise(np.full((3, 2), NAN), np.ones((3, 2), bool))
    assert np.isnan(summary.median_gap_px)
    assert summary.worst_row is None
    assert summary.lost_fraction == 0.0
    assert summarise(np.empty((3, 0)), np.empty((3, 0), bool)).lost_fraction == 0.0


def test_the_picture_reaches_half_a_pixel_beyond_its_outer_centres() -> None:
    positions = np.array([[-0.5, 0.0], [-0.6, 0.0], [9.5, 7.5], [9.6, 0.0], [0.0, 7.6], [NAN, NAN]])
    outside = outside_image(positions, width_px=10, height_px=8)
    assert outside.tolist() == [False, True, False, True, True, False]
