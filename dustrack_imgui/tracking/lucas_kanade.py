"""Plain pyramidal Lucas-Kanade tracking in one direction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dustrack_imgui.tracking.advance import advance, default_backend, is_missing
from dustrack_imgui.tracking.backends.protocol import Backend
from dustrack_imgui.tracking.errors import PointsError
from dustrack_imgui.tracking.frames import (
    DEFAULT_MEMORY_BYTES,
    FrameSource,
    GrayFrame,
    GrayKind,
    iterate_gray,
    iterate_gray_reversed,
    require_frame,
)
from dustrack_imgui.tracking.progress import CancelToken, ProgressCallback, Ticker
from dustrack_imgui.tracking.result import TrackResult
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
    backend: Backend | None = None,
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
    settings = settings or LKSettings()
    backend = backend or default_backend()
    rows = np.arange(start, end + step, step, dtype=np.int64)
    ticker = Ticker(len(rows), progress, cancel)
    ticker.start()
    if mode == "direct" and len(rows) > 1:
        rows = np.array([start, end], dtype=np.int64)
        first, last = (next(iterate_gray(frames, index, index + 1, kind=gray)) for index in (start, end))
        moved = advance(first, last, seeds, settings=settings, backend=backend)
        positions = np.stack([seeds, moved])
    else:
        pictures = (
            iterate_gray(frames, start, end + 1, kind=gray)
            if step > 0
            else iterate_gray_reversed(frames, end, start + 1, kind=gray, memory_bytes=memory_bytes)
        )
        known = np.full((len(rows), *seeds.shape), np.nan)
        known[0] = seeds
        positions = follow(pictures, known, settings=settings, backend=backend, ticker=ticker)
    ticker.finish()
    status = ~is_missing(positions)
    return TrackResult(rows, positions, status, np.full(status.shape, np.nan))


def follow(
    pictures: Iterable[GrayFrame],
    known: NDArray[np.float64],
    *,
    settings: LKSettings,
    backend: Backend,
    ticker: Ticker,
    needed: NDArray[np.bool_] | None = None,
) -> NDArray[np.float64]:
    """Chain points from picture to picture, starting anew wherever a position is known.

    Parameters
    ----------
    pictures
        As many grey frames as ``known`` has rows, in the order of walking.
    known
        float64 ``(frames, points, 2)``: positions that are given, NaN elsewhere.
    needed
        bool ``(frames, points)``: where the tracker's opinion is wanted; everywhere when None.

    Returns
    -------
    NDArray
        Where the tracker arrived, shaped like ``known``: on the first known row of a point that position, on
        a later known row the place where the chain before it ended, NaN where there is no chain.
    """
    given = ~is_missing(known)
    begun = np.logical_or.accumulate(given, axis=0)
    arrived = np.where((given & (np.cumsum(given, axis=0) == 1))[..., np.newaxis], known, np.nan)
    previous: GrayFrame | None = None
    for row, picture in enumerate(pictures):
        ticker.tick()
        if previous is not None:
            moving = begun[row - 1] if needed is None else begun[row - 1] & needed[row]
            held = np.where(given[row - 1, :, np.newaxis], known[row - 1], arrived[row - 1])
            arrived[row, moving] = advance(
                previous, picture, held[moving], settings=settings, backend=backend
            )
        previous = picture
    return arrived


def as_points(points: ArrayLike) -> NDArray[np.float64]:
    """Return ``points`` as float64 ``(points, 2)`` with half-known ones NaN, or raise `PointsError`."""
    array = np.array(points, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != 2:
        raise PointsError(f"Points must come as (points, 2) image pixels, not as {array.shape}.")
    array[is_missing(array)] = np.nan
    return array
