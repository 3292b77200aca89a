"""Keeping some frames of a layer and dropping the others, for all labels alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dustrack_imgui.model.block import BLOCK_FRAMES
from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.track import EMPTY_TRACK
from dustrack_imgui.operations.blockwise import (
    FrameMask,
    block_count,
    frames_of,
    kept,
    marked_by_all,
    marked_by_any,
    mask_of,
)
from dustrack_imgui.operations.coverage import coverage, labels_with_points
from dustrack_imgui.operations.errors import NothingWouldRemainError


@dataclass(frozen=True, slots=True, eq=False)
class Thinned:
    """Tracks after frames were dropped.

    Attributes
    ----------
    tracks
        The very same mapping when nothing was dropped.
    dropped_incomplete, dropped_complete
        Frames that are gone, ascending: those that lacked a label, and those that had all.
    n_kept
        Annotated frames that remain, of those looked at.
    """

    tracks: Tracks
    dropped_incomplete: NDArray[np.int64]
    dropped_complete: NDArray[np.int64]
    n_kept: int

    @property
    def dropped(self) -> NDArray[np.int64]:
        """All frames that are gone, ascending."""
        return np.sort(np.concatenate((self.dropped_incomplete, self.dropped_complete)))


def without_frames(tracks: Tracks, frames: ArrayLike) -> Tracks:
    """Tracks in which no label marks the given frames."""
    n_blocks = block_count(tracks)
    return _masked(tracks, ~mask_of(np.asarray(frames, np.int64).reshape(-1), n_blocks))


def decimated(tracks: Tracks, interval: Interval | None, *, required: Iterable[str] | None = None) -> Thinned:
    """Drop incomplete frames, then every second one of the complete: the 1st, 3rd, 5th ... stay.

    Parameters
    ----------
    interval
        Frames outside are left alone; None takes all.
    required
        See `coverage`: body parts of the project, or None for the labels that mark any frame of the layer.
    """
    found = coverage(tracks, required=required, interval=interval)
    halved = found.complete[1::2]
    thinned = Thinned(tracks, found.incomplete, halved, len(found.complete) - len(halved))
    if not len(thinned.dropped):
        return thinned
    left = without_frames(tracks, thinned.dropped)
    return Thinned(left, found.incomplete, halved, thinned.n_kept)


def overlapping_kept(tracks: Tracks, *, required: Iterable[str] | None = None) -> Thinned:
    """Keep the frames on which every required label is marked.

    Parameters
    ----------
    required
        None takes the labels that mark any frame: a label declared but never placed does not stand in the
        way.

    Raises
    ------
    NothingWouldRemainError
        When no frame has them all.
    """
    return _kept_where_all(tracks, required, is_continuous=False)


def overlapping_continuous_kept(tracks: Tracks, *, required: Iterable[str] | None = None) -> Thinned:
    """Keep the frames that have every required label and a neighbour that has them too.

    Raises
    ------
    NothingWouldRemainError
        When no two consecutive frames have them all.
    """
    return _kept_where_all(tracks, required, is_continuous=True)


def _kept_where_all(tracks: Tracks, required: Iterable[str] | None, *, is_continuous: bool) -> Thinned:
    needed = labels_with_points(tracks) if required is None else tuple(required)
    n_blocks = block_count(tracks)
    annotated = marked_by_any(tracks.values(), n_blocks)
    complete = marked_by_all((tracks.get(label, EMPTY_TRACK) for label in needed), n_blocks) & annotated
    keep = _in_runs(complete) if is_continuous else complete
    if not keep.any():
        if not needed:
            raise NothingWouldRemainError("No label has a point, so nothing would remain.")
        which = "No two consecutive frames have" if is_continuous else "No frame has"
        raise NothingWouldRemainError(f"{which} all labels ({', '.join(needed)}), so nothing would remain.")
    n_kept = int(keep.sum())
    incomplete, alone = frames_of(annotated & ~complete), frames_of(complete & ~keep)
    if not (len(incomplete) or len(alone)):
        return Thinned(tracks, incomplete, alone, n_kept)
    return Thinned(_masked(tracks, keep), incomplete, alone, n_kept)


def _in_runs(mask: FrameMask) -> FrameMask:
    """Frames of a mask that have a neighbour in it."""
    flat = np.pad(mask.reshape(-1), 1)
    return (flat[1:-1] & (flat[:-2] | flat[2:])).reshape(-1, BLOCK_FRAMES)


def _masked(tracks: Tracks, mask: FrameMask) -> Tracks:
    return MappingProxyType({label: kept(track, mask) for label, track in tracks.items()})
