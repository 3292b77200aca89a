"""Plain pyramidal Lucas-Kanade tracking in one direction."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from dustrack_imgui.tracking.advance import is_missing
from dustrack_imgui.tracking.backends.choice import BackendName, resolve_backend
from dustrack_imgui.tracking.backends.protocol import Backend
from dustrack_imgui.tracking.follow import as_points, follow
from dustrack_imgui.tracking.frames import (
    DEFAULT_MEMORY_BYTES,
    FrameSource,
    GrayKind,
    require_frame,
)
from dustrack_imgui.tracking.progress import CancelToken, ProgressCallback, Ticker
from dustrack_imgui.tracking.result import TrackResult
from dustrack_imgui.tracking.run import Run
from dustrack_imgui.tracking.settings import LKSettings

TrackMode = Literal["full", "direct"]
"""``"full"`` goes from frame to frame; ``"direct"`` jumps from the known frame to each wanted one."""


def lucas_kanade(
    frames: FrameSource,
    start: int,
    end: int,
    points: ArrayLike,
    *,
    mode: TrackMode = "full",
    settings: LKSettings | None = None,
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
    gray: GrayKind = "luma",
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
    backend: Backend | BackendName | None = None,
) -> TrackResult:
    """Track points from frame ``start`` to frame ``end``, backwards when ``end`` comes first.

    Parameters
    ----------
    points
        ``(points, 2)``, image pixels on frame ``start``. A NaN point is lost from the beginning.
    mode
        ``"full"``: one row for every frame, each found from the row before. ``"direct"``: two rows, the
        second found in one jump. ``start == end`` gives one row: the points themselves.
    memory_bytes
        How much the frames held for tracking backwards may take.

    Returns
    -------
    TrackResult
        NaN from the frame on which a point was lost; there is no gap to compare (NaN).

    Raises
    ------
    PointsError, FrameRangeError, FramesMissingError
        See their descriptions.
    Cancelled
        As soon as ``cancel`` is set, between two frame pairs.
    """
    seeds = as_points(points)
    require_frame(frames, start)
    require_frame(frames, end)
    step = 1 if end >= start else -1
    rows = np.arange(start, end + step, step, dtype=np.int64)
    ticker = Ticker(progress, cancel)
    run = Run(frames, gray, settings or LKSettings(), resolve_backend(backend), memory_bytes, ticker)
    ticker.start(2 * len(rows))
    if mode == "direct" and len(rows) > 1:
        rows = np.array([start, end], dtype=np.int64)
        positions = np.stack([seeds, run.advance(run.picture(start), run.picture(end), seeds)])
    else:
        pictures = (
            run.pictures(start, end + 1, each=ticker.tick)
            if step > 0
            else run.pictures_reversed(end, start + 1, each=ticker.tick)
        )
        known = np.full((len(rows), *seeds.shape), np.nan)
        known[0] = seeds
        positions = follow(run, pictures, known)
    ticker.finish()
    status = ~is_missing(positions)
    return TrackResult(rows, positions, status, np.full(status.shape, np.nan))
