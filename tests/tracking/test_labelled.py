"""The filter for labels with names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from dustrack_imgui.tracking import (
    LKSettings,
    NoCompleteLabelError,
    PointsError,
    filter_labels,
    lk_moving_average_filter,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Frames = list[NDArray[np.uint8]]
    Points = NDArray[np.float64]

SMALL = LKSettings(window_px=21)


def test_complete_labels_are_filtered_and_the_others_named_with_what_they_lack(
    speckle: Frames, speckle_truth: Points
) -> None:
    gappy = speckle_truth[:, 1].copy()
    gappy[[3, 4, 9]] = np.nan
    tracks = {"7": speckle_truth[:, 0], "gap": gappy, "2": speckle_truth[:, 2]}
    result = filter_labels(speckle, tracks, window_frames=6, settings=SMALL, save_raw=True)
    plain = lk_moving_average_filter(speckle, speckle_truth[:, [0, 2]], window_frames=6, settings=SMALL)
    assert list(result.labels) == ["7", "2"]
    assert result.skipped == {"gap": 3}
    assert np.array_equal(result.labels["2"].positions, plain.positions[:, 1])
    assert np.array_equal(result.labels["7"].gap_px, plain.gap_px[:, 0])
    assert not result.labels["7"].lost_count.any()
    assert result.raw is not None
    assert result.raw.shape == (6, 24, 2, 2)


def test_no_complete_label_is_an_error_that_names_the_gaps(speckle: Frames, speckle_truth: Points) -> None:
    gappy = speckle_truth[:, 1].copy()
    gappy[3] = np.nan
    with pytest.raises(NoCompleteLabelError, match="tendon lacks 1"):
        filter_labels(speckle, {"tendon": gappy}, window_frames=6)
    with pytest.raises(NoCompleteLabelError, match="no labels"):
        filter_labels(speckle, {}, window_frames=6)


def test_a_track_of_another_length_is_refused_by_name(speckle: Frames, speckle_truth: Points) -> None:
    with pytest.raises(PointsError, match='"fascia"'):
        filter_labels(speckle, {"fascia": speckle_truth[:-1, 0]}, window_frames=6)
