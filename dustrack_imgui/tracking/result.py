"""What tracking gives back: positions with the truth about how well they are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class TrackResult:
    """The path of points over frames.

    Attributes
    ----------
    frames
        int64 ``(frames,)``: the frame number of each row, falling when tracked backwards.
    positions
        float64 ``(frames, points, 2)``, image pixels; NaN where no direction of tracking holds the point.
    status
        bool ``(frames, points)``: True where every direction of tracking that was asked for holds the point.
    gap_px
        float64 ``(frames, points)``: distance between the forward and the backward track, the figure of
        merit of RSTC; NaN where there are not two tracks to compare.
    """

    frames: NDArray[np.int64]
    positions: NDArray[np.float64]
    status: NDArray[np.bool_]
    gap_px: NDArray[np.float64]

    @property
    def lost(self) -> NDArray[np.bool_]:
        """bool ``(points,)``: the points which some direction of tracking lost on some frame."""
        return np.asarray(~self.status.all(axis=0))
