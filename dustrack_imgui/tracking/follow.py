"""Chaining points from picture to picture, or over a run of pictures in one call where the backend can."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice, pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dustrack_imgui.tracking.advance import is_missing
from dustrack_imgui.tracking.calls import follow_in_one_call, pictures_per_call
from dustrack_imgui.tracking.chains import chains_of, first_known
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
    chains = chains_of(known, needed)
    rest = iter(pictures)
    held = list(islice(rest, 1))
    run.ticker.tick(len(held))
    row, most = 0, len(known)
    while held:
        room = pictures_per_call(run, held[-1], n_pictures=len(known), n_steps=chains.total_steps)
        room = min(room, most)
        held = held[-1:] + list(islice(rest, max(room, 2) - 1))
        if len(held) < 2:
            break
        if not room or not follow_in_one_call(run, held, chains, known, arrived, row):
            most = room // 2
            for here, (previous, following) in enumerate(pairwise(held), row):
                run.ticker.tick()
                moving = begun[here] if needed is None else begun[here] & needed[here + 1]
                start = np.where(given[here, :, np.newaxis], known[here], arrived[here])
                arrived[here + 1, moving] = run.advance(previous, following, start[moving])
        row += len(held) - 1
    return arrived


def as_points(points: ArrayLike) -> NDArray[np.float64]:
    """Return ``points`` as float64 ``(points, 2)`` with half-known ones NaN, or raise `PointsError`."""
    array = np.array(points, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != 2:
        raise PointsError(f"Points must come as (points, 2) image pixels, not as {array.shape}.")
    array[is_missing(array)] = np.nan
    return array
