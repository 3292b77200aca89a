"""Forward and backward tracks of one stretch of video: in one call, or side by side, when its frames fit."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.tracking.calls import follow_both_in_one_call, jump_in_one_call, pictures_per_call
from dustrack_imgui.tracking.follow import follow
from dustrack_imgui.tracking.frames import GrayFrame
from dustrack_imgui.tracking.run import Run


class BothWays(NamedTuple):
    """Two tracks of the same points, ``(frames, points, 2)`` in rising frame order, NaN where lost."""

    forward: NDArray[np.float64]
    reverse: NDArray[np.float64]


TICKS_PER_FRAME = 3
"""How often the functions here tick for a frame: once for decoding it, once for each direction."""


def track_both_ways(
    run: Run,
    start: int,
    forward_known: NDArray[np.float64],
    reverse_known: NDArray[np.float64],
    *,
    needed: NDArray[np.bool_] | None = None,
) -> BothWays:
    """Track points forward from each position in one table, and backward from each in the other.

    A stretch whose frames fit into memory is decoded once and tracked by two threads, or in one call where
    the backend can; a longer one is decoded twice.

    Parameters
    ----------
    start
        Frame number of the first row of the tables.
    forward_known, reverse_known
        float64 ``(frames, points, 2)``: positions to start from, NaN elsewhere.
    needed
        bool ``(frames, points)``: where tracks are wanted; everywhere when None.
    """
    stop = start + len(forward_known)
    kept = run.pictures_if_they_fit(start, stop, each=run.ticker.tick)

    def forward() -> NDArray[np.float64]:
        pictures: Iterable[GrayFrame] = kept or run.pictures(start, stop, each=run.ticker.tick)
        return follow(run, pictures, forward_known, needed=needed)

    def reverse() -> NDArray[np.float64]:
        pictures: Iterable[GrayFrame] = (
            reversed(kept) if kept else run.pictures_reversed(start, stop, each=run.ticker.check)
        )
        needed_back = None if needed is None else needed[::-1]
        return follow(run, pictures, reverse_known[::-1], needed=needed_back)[::-1]

    if not kept:
        return BothWays(forward(), reverse())
    backwards = reverse_known[::-1], None if needed is None else needed[::-1]
    together = follow_both_in_one_call(run, kept, (forward_known, needed), backwards)
    if together is not None:
        return BothWays(together[0], together[1][::-1])
    with ThreadPoolExecutor(1, thread_name_prefix="track-reverse") as pool:
        try:
            reverse_track = pool.submit(reverse)
            return BothWays(forward(), reverse_track.result())
        except BaseException:
            run.ticker.stop()
            raise


def jump_both_ways(
    run: Run, start: int, forward_known: NDArray[np.float64], reverse_known: NDArray[np.float64]
) -> BothWays:
    """Track every frame straight from the first row of one table and from the last of the other.

    Only three frames are held at a time, or as many as the backend takes in one call.
    """
    n_rows, n_points = forward_known.shape[:2]
    ends = run.picture(start), run.picture(start + n_rows - 1)
    known = forward_known[0], reverse_known[-1]
    forward, reverse = np.empty_like(forward_known), np.empty_like(reverse_known)
    pictures = run.pictures(start, start + n_rows, each=run.ticker.tick)
    room = pictures_per_call(run, ends[0], n_pictures=n_rows + 2, n_steps=2 * n_rows * n_points)
    row = 0
    while held := list(islice(pictures, max(room - 2, 1))):
        rows = slice(row, row + len(held))
        found = jump_in_one_call(run, ends, held, known) if room else None
        if found is None:
            for here, picture in enumerate(held, row):
                run.ticker.tick()
                forward[here] = run.advance(ends[0], picture, known[0])
                run.ticker.tick()
                reverse[here] = run.advance(ends[1], picture, known[1])
        else:
            forward[rows], reverse[rows] = found
        row += len(held)
    forward[0], reverse[-1] = known
    return BothWays(forward, reverse)
