"""How far a track can be trusted, from the gap between its forward and its backward half."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class QualitySummary:
    """One track, or several, in a few numbers.

    Attributes
    ----------
    median_gap_px, p95_gap_px, largest_gap_px
        Of the forward/backward distances; NaN when there are none.
    worst_row
        The row with the largest gap; None when there are no gaps.
    lost_fraction
        The part of all frames and points that some direction of tracking lost, 0 to 1.
    """

    median_gap_px: float
    p95_gap_px: float
    largest_gap_px: float
    worst_row: int | None
    lost_fraction: float


def summarise(gap_px: NDArray[np.float64], status: NDArray[np.bool_]) -> QualitySummary:
    """Summarise gaps and status, both ``(frames, points)``, of a `TrackResult`."""
    per_row = gap_per_frame(gap_px)
    finite = gap_px[np.isfinite(gap_px)]
    if not finite.size:
        return QualitySummary(np.nan, np.nan, np.nan, None, lost_fraction(status))
    median, p95, largest = np.percentile(finite, (50, 95, 100))
    worst_row = int(np.nanargmax(per_row))
    return QualitySummary(float(median), float(p95), float(largest), worst_row, lost_fraction(status))


def gap_per_frame(gap_px: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the largest gap of any point on each frame, ``(frames,)``, NaN where there is none."""
    floor = np.where(np.isfinite(gap_px), gap_px, -np.inf).max(axis=1, initial=-np.inf)
    return np.where(np.isfinite(floor), floor, np.nan)


def lost_fraction(status: NDArray[np.bool_]) -> float:
    """Return which part of all frames and points was lost, 0 to 1; 0 when there are none."""
    return float(np.mean(~status)) if status.size else 0.0


def outside_image(positions: NDArray[np.float64], *, width_px: int, height_px: int) -> NDArray[np.bool_]:
    """Tell which positions ``(..., 2)`` lie outside the picture, whose first pixel is centred on (0, 0).

    The tracker can hold a point a little outside, by the part of its window that is inside; such points are
    better shown to the user than trusted. NaN is not outside.
    """
    x, y = positions[..., 0], positions[..., 1]
    return np.asarray((x < -0.5) | (y < -0.5) | (x > width_px - 0.5) | (y > height_px - 0.5))
