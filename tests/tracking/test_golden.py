"""The filter gives the numbers that DUSTrack 1.3.2 wrote for a real clip."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from dustrack_imgui.tracking import Backend, FilterResult, GrayKind, lk_moving_average_filter
from dustrack_imgui.tracking.backends.native import NativeBackend
from dustrack_imgui.tracking.backends.opencv import OpenCVBackend

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .conftest import ClipFrames


@pytest.mark.parametrize(
    ("kind", "backend", "tolerance_px"),
    [("rgb", OpenCVBackend(), 1e-6), ("rgb", NativeBackend(), 1e-6), ("luma", NativeBackend(), 0.05)],
    ids=["rgb, OpenCV", "rgb, compiled", "luma, compiled"],
)
def test_half_a_second_of_jitter_reduction_equals_the_predecessor(
    gastrocnemius: ClipFrames,
    noisy_labels: NDArray[np.float64],
    golden_labels: NDArray[np.float64],
    kind: GrayKind,
    backend: Backend,
    tolerance_px: float,
) -> None:
    fractions: list[float] = []
    result: FilterResult = lk_moving_average_filter(
        gastrocnemius,
        noisy_labels,
        window_secs=0.5,
        fps=gastrocnemius.fps,
        gray=kind,
        progress=fractions.append,
        backend=backend,
    )
    assert result.window_frames == 30, (
        "0.5 s at 61 frames a second is 30.5 frames, rounded to the even number"
    )
    assert np.abs(result.positions - golden_labels).max() <= tolerance_px
    assert result.used == (0, 1, 2, 3)
    assert not result.lost_count.any()
    assert result.count[0].tolist() == [1] * 4
    assert result.count[200].tolist() == [30] * 4
    assert 0 < np.median(result.gap_px) < 5
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
