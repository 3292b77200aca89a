"""Reverse sigmoid tracking correction: a forward and a backward track blended so that both ends are exact.

After Magana-Salgado et al. (2023), A comparison of point-tracking algorithms in ultrasound videos from the
upper limb. BioMedical Engineering OnLine 22:52.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dustrack_imgui.tracking.backends.choice import BackendName, resolve_backend
from dustrack_imgui.tracking.backends.protocol import Backend
from dustrack_imgui.tracking.both_ways import TICKS_PER_FRAME, jump_both_ways, track_both_ways
from dustrack_imgui.tracking.errors import IntervalTooShortError, PointsError, SettingsError
from dustrack_imgui.tracking.follow import as_points
from dustrack_imgui.tracking.frames import (
    DEFAULT_MEMORY_BYTES,
    FrameSource,
    GrayKind,
    require_frame,
)
from dustrack_imgui.tracking.lucas_kanade import TrackMode
from dustrack_imgui.tracking.progress import CancelToken, ProgressCallback, Ticker
from dustrack_imgui.tracking.result import TrackResult
from dustrack_imgui.tracking.run import Run
from dustrack_imgui.tracking.settings import LKSettings


class Blend(NamedTuple):
    """Two tracks made one: positions ``(..., 2)``, whether both hold, and the pixels between them."""

    positions: NDArray[np.float64]
    status: NDArray[np.bool_]
    gap_px: NDArray[np.float64]


def compute_sigmoid_weights(
    n_frames: int, epsilon: float = 0.01
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the weights of the forward and of the backward track over ``n_frames`` frames.

    The forward weight falls from exactly 1 to exactly 0 along a sigmoid; the two sum to 1 on every frame.

    Parameters
    ----------
    epsilon
        How far the sigmoid is from its limits at the ends before it is stretched to reach them.

    Raises
    ------
    IntervalTooShortError
        When ``n_frames`` is below 2.
    """
    if n_frames < 2:
        raise IntervalTooShortError(f"A sigmoid needs at least 2 frames, not {n_frames}.")
    if not 0 < epsilon < 0.5:
        raise SettingsError(f"The sigmoid's epsilon must lie between 0 and 0.5, not at {epsilon}.")
    centre = (n_frames - 1) / 2
    steepness = 2 * np.log(1 / epsilon - 1) / (n_frames - 1)
    sigmoid = 1 / (1 + np.exp(steepness * (np.arange(n_frames) - centre)))
    forward = (sigmoid - 0.5) / (1 - 2 * epsilon) + 0.5
    forward[0], forward[-1] = 1.0, 0.0
    return forward, 1 - forward


def blend(
    forward: NDArray[np.float64],
    reverse: NDArray[np.float64],
    forward_weight: NDArray[np.float64],
) -> Blend:
    """Blend two tracks ``(..., 2)``; where one of them is lost (NaN) the other stands alone.

    ``forward_weight`` has one axis fewer than the tracks, or broadcasts to that.
    """
    weight = np.asarray(forward_weight)[..., np.newaxis]
    positions = weight * forward + (1 - weight) * reverse
    positions = np.where(np.isnan(positions), forward, positions)
    positions = np.where(np.isnan(positions), reverse, positions)
    gap_px = np.hypot(forward[..., 0] - reverse[..., 0], forward[..., 1] - reverse[..., 1])
    return Blend(positions, ~np.isnan(gap_px), gap_px)


def lucas_kanade_rstc(
    frames: FrameSource,
    start: int,
    end: int,
    start_points: ArrayLike,
    end_points: ArrayLike,
    *,
    mode: TrackMode = "full",
    settings: LKSettings | None = None,
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
    gray: GrayKind = "luma",
    epsilon: float = 0.01,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
    backend: Backend | BackendName | None = None,
) -> TrackResult:
    """Track points between two frames on which they are known.

    Parameters
    ----------
    start_points, end_points
        ``(points, 2)``, image pixels on frame ``start`` and on the later frame ``end``.
    mode
        ``"full"``: both tracks go from frame to frame. ``"direct"``: every frame is reached in one jump from
        either end, so that nothing drifts but large motion is harder to follow.

    Returns
    -------
    TrackResult
        One row for every frame from ``start`` to ``end``; the first and last are the given points. Where one
        direction lost the point, the other stands alone and ``status`` is False; where both did, NaN.

    Raises
    ------
    IntervalTooShortError
        Unless ``end`` is after ``start``.
    PointsError, FrameRangeError, FramesMissingError, Cancelled
        See their descriptions.
    """
    require_frame(frames, start)
    require_frame(frames, end)
    if end <= start:
        raise IntervalTooShortError(f"The last frame ({end}) must come after the first ({start}).")
    ends = as_points(start_points), as_points(end_points)
    if ends[0].shape != ends[1].shape:
        raise PointsError(f"{len(ends[0])} points at the start do not match {len(ends[1])} at the end.")
    n_frames = end - start + 1
    weights, _ = compute_sigmoid_weights(n_frames, epsilon)
    known_first, known_last = np.full((2, n_frames, *ends[0].shape), np.nan)
    known_first[0], known_last[-1] = ends
    ticker = Ticker(progress, cancel)
    run = Run(frames, gray, settings or LKSettings(), resolve_backend(backend), memory_bytes, ticker)
    ticker.start(TICKS_PER_FRAME * n_frames)
    track = jump_both_ways if mode == "direct" else track_both_ways
    tracks = track(run, start, known_first, known_last)
    merged = blend(tracks.forward, tracks.reverse, weights[:, np.newaxis])
    ticker.finish()
    return TrackResult(np.arange(start, end + 1, dtype=np.int64), *merged)
