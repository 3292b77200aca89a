"""Many pictures in one call, where the backend takes them; the numbers are those of going pair by pair."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.tracking.backends.protocol import PathBackend, Paths
from dustrack_imgui.tracking.chains import Chains, chains_of, cut_chains, first_known, joined
from dustrack_imgui.tracking.frames import GrayFrame
from dustrack_imgui.tracking.run import Run

_FEWEST_PICTURES = 3
"""Two pictures are a pair."""

Table = tuple[NDArray[np.float64], "NDArray[np.bool_] | None"]
"""Known positions ``(frames, points, 2)``, and where tracks are wanted; see `follow`."""


def pictures_per_call(run: Run, picture: GrayFrame, *, n_pictures: int, n_steps: int) -> int:
    """Return how many of all pictures the backend should get at one time; 0 to go pair by pair."""
    if not isinstance(run.backend, PathBackend):
        return 0
    height_px, width_px = picture.shape
    wanted = run.backend.pictures_per_call(
        (height_px, width_px), n_pictures=n_pictures, n_steps=n_steps, settings=run.settings
    )
    room = min(wanted, n_pictures, run.memory_bytes // picture.nbytes)
    return room if room >= _FEWEST_PICTURES else 0


def call_backend(run: Run, pictures: Sequence[GrayFrame], paths: Paths) -> NDArray[np.float64] | None:
    """Return where paths arrive on their steps, ``(steps, 2)``; None if the backend could not after all."""
    run.ticker.check()
    if not len(paths):
        return np.empty((0, 2))
    if not isinstance(run.backend, PathBackend):
        return None
    return run.backend.follow_paths(pictures, paths, settings=run.settings)


class Calls:
    """A walk in calls of as many pictures as the backend takes; in pairs where it takes no more.

    Attributes
    ----------
    n_pictures
        How many pictures are to be at hand for the next call; 2 for a pair.
    """

    def __init__(self, run: Run, chains: Chains | None, known: NDArray[np.float64], n_pictures: int) -> None:
        self.n_pictures = n_pictures
        self._run = run
        self._chains = chains
        self._known = known

    @classmethod
    def of(
        cls,
        run: Run,
        pictures: Sequence[GrayFrame],
        known: NDArray[np.float64],
        needed: NDArray[np.bool_] | None,
    ) -> Calls:
        """Plan a walk over a table (see `follow`), of which the first pictures are at hand."""
        if not pictures or not isinstance(run.backend, PathBackend):
            return cls(run, None, known, 2)
        chains = chains_of(known, needed)
        room = pictures_per_call(run, pictures[0], n_pictures=len(known), n_steps=chains.total_steps)
        return cls(run, chains if room else None, known, max(room, 2))

    def follow(self, pictures: Sequence[GrayFrame], arrived: NDArray[np.float64], row: int) -> bool:
        """Track from ``row`` on over all pictures into ``arrived``; tells whether the backend could.

        If it could not, the next call is for half as many pictures, or for a pair.
        """
        if self._chains is None:
            return False
        cut = cut_chains(self._chains, self._known, arrived, row, row + len(pictures))
        found = call_backend(self._run, pictures, cut.paths(first=-row, step=1))
        if found is None:
            n_rows, n_steps = len(self._known), self._chains.total_steps
            room = pictures_per_call(self._run, pictures[0], n_pictures=n_rows, n_steps=n_steps)
            self.n_pictures = min(room, self.n_pictures // 2)
            if self.n_pictures < _FEWEST_PICTURES:
                self._chains, self.n_pictures = None, 2
            return False
        arrived[cut.cells()] = found
        self._run.ticker.tick(len(pictures) - 1)
        return True


def follow_both_in_one_call(
    run: Run, pictures: Sequence[GrayFrame], forward: Table, reverse: Table
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Return both tracks as `follow` does, each in its order of walking; None if it takes more than one call.

    Parameters
    ----------
    forward, reverse
        A table in the order of the pictures, and one in the opposite order.
    """
    if not isinstance(run.backend, PathBackend):
        return None
    n_rows = len(pictures)
    chains = [chains_of(*table) for table in (forward, reverse)]
    n_steps = sum(each.total_steps for each in chains)
    if pictures_per_call(run, pictures[0], n_pictures=n_rows, n_steps=n_steps) < n_rows:
        return None
    tracks = first_known(forward[0]), first_known(reverse[0])
    cuts = [
        cut_chains(each, known, track, 0, n_rows)
        for each, (known, _), track in zip(chains, (forward, reverse), tracks, strict=True)
    ]
    parts = cuts[0].paths(first=0, step=1), cuts[1].paths(first=n_rows - 1, step=-1)
    found = call_backend(run, pictures, joined(*parts))
    if found is None:
        return None
    middle = parts[0].total_steps
    tracks[0][cuts[0].cells()], tracks[1][cuts[1].cells()] = found[:middle], found[middle:]
    run.ticker.tick(2 * n_rows)
    return tracks


def jump_in_one_call(
    run: Run,
    ends: Sequence[GrayFrame],
    pictures: Sequence[GrayFrame],
    known: Sequence[NDArray[np.float64]],
) -> NDArray[np.float64] | None:
    """Return where points of either end are on each picture, reached in one jump.

    Parameters
    ----------
    ends
        Two pictures on which points are known.
    known
        For each of these, float64 ``(points, 2)``.

    Returns
    -------
    NDArray or None
        float64 ``(2, pictures, points, 2)``, NaN where lost; None if the backend could not.
    """
    shape = len(ends), len(pictures), len(known[0])
    end, row, point = (each.reshape(-1) for each in np.indices(shape))
    xy_image = np.stack(known)[end, point]
    paths = Paths(end, len(ends) + row - end, np.ones(len(end), np.int64), xy_image)
    found = call_backend(run, [*ends, *pictures], paths)
    if found is None:
        return None
    run.ticker.tick(len(ends) * len(pictures))
    return found.reshape(*shape, 2)
