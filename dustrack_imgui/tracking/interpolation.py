"""Filling the frames between labels, and guessing a label on a frame that has none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dustrack_imgui.tracking.advance import is_missing
from dustrack_imgui.tracking.backends.choice import BackendName, resolve_backend
from dustrack_imgui.tracking.backends.protocol import Backend
from dustrack_imgui.tracking.both_ways import TICKS_PER_FRAME, BothWays, track_both_ways
from dustrack_imgui.tracking.errors import IntervalTooShortError, PointsError
from dustrack_imgui.tracking.frames import (
    DEFAULT_MEMORY_BYTES,
    FrameSource,
    GrayKind,
    require_frame,
)
from dustrack_imgui.tracking.lucas_kanade import TrackMode, lucas_kanade
from dustrack_imgui.tracking.progress import CancelToken, ProgressCallback, Ticker
from dustrack_imgui.tracking.result import TrackResult
from dustrack_imgui.tracking.rstc import blend, compute_sigmoid_weights
from dustrack_imgui.tracking.run import Run
from dustrack_imgui.tracking.settings import LKSettings

_SURELY_FITTING_FRAMES = 60
"""Up to here the frames are not measured first, which costs decoding from a keyframe."""


def interpolate_gaps(
    frames: FrameSource,
    labelled_frames: ArrayLike,
    positions: ArrayLike,
    *,
    settings: LKSettings | None = None,
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
    gray: GrayKind = "luma",
    epsilon: float = 0.01,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
    backend: Backend | BackendName | None = None,
) -> TrackResult:
    """Track every point through every gap between its neighbouring labels, exact on the labels (RSTC).

    All points and gaps share one call per frame pair and direction, so a second point costs little.

    Parameters
    ----------
    labelled_frames
        ``(labelled,)`` rising frame numbers, at least two.
    positions
        ``(labelled, points, 2)``, image pixels; NaN where a point has no label on that frame.

    Returns
    -------
    TrackResult
        One row for every frame from the first to the last labelled one. On labelled frames ``gap_px`` is the
        larger distance at which the tracks of the two adjoining gaps miss the label. Before a point's first
        and after its last label nothing is asked: NaN with a True status.

    Raises
    ------
    IntervalTooShortError
        When fewer than two frames are labelled.
    PointsError, FrameRangeError, FramesMissingError, Cancelled
        See their descriptions.
    """
    start, known = _table_of_labels(frames, labelled_frames, positions)
    needed = _between_labels(known)
    ticker = Ticker(progress, cancel)
    run = Run(frames, gray, settings or LKSettings(), resolve_backend(backend), memory_bytes, ticker)
    room = len(known) if len(known) <= _SURELY_FITTING_FRAMES else run.room(start)
    stretches = list(_stretches(known, room))
    ticker.start(TICKS_PER_FRAME * sum(last - first + 1 for first, last in stretches))
    forward, reverse = known.copy(), known.copy()
    for first, last in stretches:
        rows = slice(first, last + 1)
        tracks = track_both_ways(run, start + first, known[rows], known[rows], needed=needed[rows])
        forward[first + 1 : last + 1] = tracks.forward[1:]
        reverse[first:last] = tracks.reverse[:-1]
    ticker.finish()
    return _merge(start, known, BothWays(forward, reverse), needed, epsilon)


def nearest_labelled_frame(labelled_frames: Sequence[int], frame: int) -> int | None:
    """Return the labelled frame nearest to ``frame``, but not itself; of two equally near the later."""
    others = [labelled for labelled in labelled_frames if labelled != frame]
    return min(others, key=lambda labelled: (abs(labelled - frame), -labelled), default=None)


def predict(
    frames: FrameSource,
    labelled_frame: int,
    frame: int,
    points: ArrayLike,
    *,
    mode: TrackMode = "full",
    settings: LKSettings | None = None,
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
    gray: GrayKind = "luma",
    backend: Backend | BackendName | None = None,
) -> NDArray[np.float64]:
    """Return where points of a labelled frame are on another, float64 ``(points, 2)``, NaN where lost.

    The labelled frame is usually the one that `nearest_labelled_frame` names. Arguments and errors are those
    of `lucas_kanade`.
    """
    track: TrackResult = lucas_kanade(
        frames,
        labelled_frame,
        frame,
        points,
        mode=mode,
        settings=settings,
        progress=progress,
        cancel=cancel,
        gray=gray,
        backend=backend,
    )
    guess: NDArray[np.float64] = track.positions[-1]
    return guess


def _table_of_labels(
    frames: FrameSource, labelled_frames: ArrayLike, positions: ArrayLike
) -> tuple[int, NDArray[np.float64]]:
    """Spread the labels over a table with a row for every frame from the first label to the last."""
    numbers = np.asarray(labelled_frames, dtype=np.int64)
    labels = np.array(positions, dtype=np.float64)
    if numbers.ndim != 1 or len(numbers) < 2:
        raise IntervalTooShortError("Two labelled frames are needed to track between them; label one more.")
    if labels.ndim != 3 or labels.shape[0] != len(numbers) or labels.shape[2] != 2:
        raise PointsError(f"Positions must come as ({len(numbers)}, points, 2), not as {labels.shape}.")
    if (np.diff(numbers) <= 0).any():
        raise PointsError("The labelled frames must rise from one to the next.")
    require_frame(frames, int(numbers[0]))
    require_frame(frames, int(numbers[-1]))
    labels[is_missing(labels)] = np.nan
    known = np.full((int(numbers[-1] - numbers[0]) + 1, *labels.shape[1:]), np.nan)
    known[numbers - numbers[0]] = labels
    return int(numbers[0]), known


def _between_labels(known: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell where a point lies between its first and its last label, both included."""
    given = ~is_missing(known)
    begun = np.logical_or.accumulate(given, axis=0)
    ahead = np.logical_or.accumulate(given[::-1], axis=0)[::-1]
    return np.asarray(begun & ahead)


def _stretches(known: NDArray[np.float64], room: int) -> Iterator[tuple[int, int]]:
    """Cut the table at rows where every point is labelled, into runs of at most ``room`` rows where possible.

    Nothing is carried across such a row, so each run needs its own frames only.
    """
    complete = np.flatnonzero(~is_missing(known).any(axis=1))
    cuts = sorted({0, *complete.tolist(), len(known) - 1})
    first = cuts[0]
    for cut, following in zip(cuts[1:], [*cuts[2:], None], strict=True):
        if following is None or following - first + 1 > room:
            yield first, cut
            first = cut


def _merge(
    start: int,
    known: NDArray[np.float64],
    tracks: BothWays,
    needed: NDArray[np.bool_],
    epsilon: float,
) -> TrackResult:
    """Blend the tracks gap by gap, each with the sigmoid of its own length."""
    given = ~is_missing(known)
    weights = np.zeros(given.shape)
    for point in range(given.shape[1]):
        labelled = np.flatnonzero(given[:, point])
        for first, last in pairwise(labelled.tolist()):
            weights[first : last + 1, point], _ = compute_sigmoid_weights(last - first + 1, epsilon)
    merged = blend(tracks.forward, tracks.reverse, weights)
    missed = [np.hypot(*np.moveaxis(track - known, 2, 0)) for track in tracks]
    positions = np.where(given[..., np.newaxis], known, merged.positions)
    gap_px = np.where(given, np.maximum(*missed), merged.gap_px)
    rows = np.arange(start, start + len(known), dtype=np.int64)
    return TrackResult(rows, positions, ~np.isnan(gap_px) | ~needed, gap_px)
