"""All moving-average windows of a block of frames, advanced together one frame pair at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.tracking.frames import GrayFrame
from dustrack_imgui.tracking.run import Run


def track_windows_forward(
    run: Run,
    pictures: Sequence[GrayFrame],
    start_points: NDArray[np.float64],
    window_frames: int,
) -> NDArray[np.float64]:
    """Track every window from its first frame to its last.

    Window ``k`` covers pictures ``k`` to ``k + window_frames - 1``. At each frame pair all windows that cross
    it are advanced in one call; points do not influence one another, so the numbers are those of tracking
    each window alone.

    Parameters
    ----------
    pictures
        ``windows + window_frames - 1`` grey frames.
    start_points
        float64 ``(windows, labels, 2)``: where each window starts, image pixels.

    Returns
    -------
    NDArray
        float64 ``(windows, window_frames, labels, 2)``, NaN where lost.
    """
    paths = np.full((len(start_points), window_frames, *start_points.shape[1:]), np.nan)
    paths[:, 0] = start_points
    for row in range(len(pictures) - 1):
        run.ticker.tick()
        windows = _crossing(row, len(start_points), window_frames)
        ages = row - windows
        paths[windows, ages + 1] = run.advance(pictures[row], pictures[row + 1], paths[windows, ages])
    return paths


def track_windows_reverse(
    run: Run,
    pictures: Sequence[GrayFrame],
    end_points: NDArray[np.float64],
    window_frames: int,
) -> NDArray[np.float64]:
    """Track every window from its last frame, where ``end_points`` are, to its first; see the forward one."""
    paths = np.full((len(end_points), window_frames, *end_points.shape[1:]), np.nan)
    paths[:, -1] = end_points
    for row in range(len(pictures) - 2, -1, -1):
        run.ticker.tick()
        windows = _crossing(row, len(end_points), window_frames)
        ages = row - windows
        paths[windows, ages] = run.advance(pictures[row + 1], pictures[row], paths[windows, ages + 1])
    return paths


def _crossing(row: int, n_windows: int, window_frames: int) -> NDArray[np.intp]:
    """Return the windows that hold both picture ``row`` and picture ``row + 1``."""
    return np.arange(max(0, row - window_frames + 2), min(row + 1, n_windows))
