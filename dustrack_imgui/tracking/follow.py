"""Chaining points from picture to picture, or over a run of pictures in one call where the backend can."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice, pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dustrack_imgui.tracking.advance import is_missing
from dustrack_imgui.tracking.calls import Calls
from dustrack_imgui.tracking.chains import first_known
from dustrack_imgui.tracking.errors import PointsError
from dustrack_imgui.tracking.frames import GrayFrame
from dustrack_imgui.tracking.run import Run


def follow(
    run: Run,
    pictures: Iterable[GrayFrame],
    known: NDArray[np.float64],
    *,
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
    arrived = first_known(known)
    rest = iter(pictures)
    held = list(islice(rest, 1))
    run.ticker.tick(len(held))
    calls = Calls.of(run, held, known, needed)
    row = 0
    while True:
        held = held[-1:] + list(islice(rest, calls.n_pictures - 1))
        if len(held) < 2:
            return arrived
        if not calls.follow(held, arrived, row):
            for here, (previous, following) in enumerate(pairwise(held), row):
                run.ticker.tick()
                moving = begun[here] if needed is None else begun[here] & needed[here + 1]
                start = np.where(given[here, :, np.newaxis], known[here], arrived[here])
                arrived[here + 1, moving] = run.advance(previous, following, start[moving])
        row += len(held) - 1


def as_points(points: ArrayLike) -> NDArray[np.float64]:
    """Return ``points`` as float64 ``(points, 2)`` with half-known ones NaN, or raise `PointsError`."""
    array = np.array(points, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != 2:
        raise PointsError(f"Points must come as (points, 2) image pixels, not as {array.shape}.")
    array[is_missing(array)] = np.nan
    return array
