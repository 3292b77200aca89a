"""Short jumps of one trace that come back to where they left: the search behind `detect_blips`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.operations.traces import Trace

_SIGMA_OF_MAD = 1.4826
_STILL_PX = 1e-6

_BLIP, _EDGE, _NO_RETURN, _LONG = range(4)


class Threshold(NamedTuple):
    """Displacements of a trace between neighbouring frames in pixels, and what counts as a jump."""

    median_px: float
    mad_px: float
    jump_px: float


class Scan(NamedTuple):
    """Runs of one trace, first and last frame each, and jumps that are none, by reason."""

    runs: list[tuple[int, int]]
    n_edge: int
    n_no_return: int
    n_long: int


def displacements(xy: Trace) -> NDArray[np.float64]:
    """Distance in pixels ``(frames - 1,)`` from each frame to the next, NaN where one is unmarked."""
    steps = np.diff(xy, axis=0)
    return np.asarray(np.hypot(steps[:, 0], steps[:, 1]))


def jump_threshold(distances: NDArray[np.float64], factor: float) -> Threshold:
    """Median plus `factor` robust standard deviations.

    A trace that hardly varies has no deviation to speak of: then whatever exceeds half of its largest
    displacement is a jump, and nothing is when all are equal. All three are NaN without any displacement.
    """
    known = distances[np.isfinite(distances)]
    if not known.size:
        return Threshold(np.nan, np.nan, np.nan)
    median = float(np.median(known))
    mad = float(np.median(np.abs(known - median)))
    if mad >= _STILL_PX:
        return Threshold(median, mad, median + factor * _SIGMA_OF_MAD * mad)
    largest = float(known.max())
    is_even = largest - float(known.min()) < _STILL_PX
    return Threshold(median, mad, np.inf if is_even else (median + largest) / 2)


def scan(
    xy: Trace,
    distances: NDArray[np.float64],
    threshold: Threshold,
    *,
    max_length: int,
    return_factor: float,
) -> Scan:
    """Find runs of at most `max_length` frames after which the trace is back near where it jumped from.

    "Near" grows with the run: ``return_factor * median displacement * (length + 1)``.
    """
    with np.errstate(invalid="ignore"):
        jumps = np.flatnonzero(distances > threshold.jump_px)
    outcome, length = _outcomes(xy, jumps, return_factor * threshold.median_px, max_length)
    runs: list[tuple[int, int]] = []
    counts = [0, 0, 0, 0]
    free_from = 0
    for jump, kind, n in zip(jumps.tolist(), outcome.tolist(), length.tolist(), strict=True):
        if jump < free_from:
            continue
        counts[kind] += 1
        if kind == _BLIP:
            runs.append((jump + 1, jump + n))
            free_from = jump + n + 1
    return Scan(runs, counts[_EDGE], counts[_NO_RETURN], counts[_LONG])


def _outcomes(
    xy: Trace, jumps: NDArray[np.intp], tolerance_px: float, max_length: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What each jump turns out to be, and the length of its run: all jumps together, one length at a time."""
    outcome = np.full(len(jumps), _LONG)
    length = np.zeros(len(jumps), np.int64)
    waiting = np.arange(len(jumps))
    for n in range(1, max_length + 1):
        if not waiting.size:
            break
        origin, back = jumps[waiting], jumps[waiting] + n + 1
        is_edge = back >= len(xy)
        outcome[waiting[is_edge]] = _EDGE
        waiting, origin, back = waiting[~is_edge], origin[~is_edge], back[~is_edge]
        offset = xy[back] - xy[origin]
        distance = np.hypot(offset[:, 0], offset[:, 1])
        is_lost = np.isnan(distance)
        is_back = distance <= tolerance_px * (n + 1)
        outcome[waiting[is_lost]] = _NO_RETURN
        outcome[waiting[is_back]] = _BLIP
        length[waiting[is_back]] = n
        waiting = waiting[~(is_lost | is_back)]
    return outcome, length
