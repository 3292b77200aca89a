"""Copying points of one layer into another, where the other has some."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import EMPTY_TRACK, Track
from dustrack_imgui.operations.blockwise import xy_at


@dataclass(frozen=True, slots=True, eq=False)
class Copied:
    """Tracks after copying, and what became of the points that were asked for.

    Attributes
    ----------
    tracks
        The target's tracks with the copies in them; the very same mapping when nothing was copied.
    frames
        Frames that received a point, ascending.
    labels
        Labels that received a point.
    n_copied, n_same, n_missing
        Points that were written; that stood there already, at exactly that position; that the donor lacks.
    """

    tracks: Tracks
    frames: NDArray[np.int64]
    labels: tuple[str, ...]
    n_copied: int
    n_same: int
    n_missing: int


def copied(target: Tracks, donor: Tracks, *, labels: Iterable[str], frames: ArrayLike) -> Copied:
    """Copy labels at given frames from the donor; frames that the donor lacks are left as they are.

    A label that the target does not declare is declared when it receives a point. Copies are marked as such.

    Parameters
    ----------
    frames
        ``(K,)`` frame numbers, in any order.
    """
    wanted = np.unique(np.asarray(frames, np.int64))
    return _copied(target, donor, dict.fromkeys(labels, wanted))


def existing_replaced(
    target: Tracks, donor: Tracks, *, labels: Iterable[str], interval: Interval | None = None
) -> Copied:
    """Give the points that the target has the donor's positions, inside the interval when there is one.

    Only the given labels are touched, and only where the target marks that very label; points that the donor
    lacks are left as they are.
    """
    wanted = {}
    for label in labels:
        frames = target.get(label, EMPTY_TRACK).frames()
        if interval is not None:
            frames = frames[(frames >= interval.start) & (frames <= interval.end)]
        wanted[label] = frames
    return _copied(target, donor, wanted)


def _copied(target: Tracks, donor: Tracks, wanted: dict[str, NDArray[np.int64]]) -> Copied:
    changed: dict[str, Track] = {}
    touched: list[NDArray[np.int64]] = []
    n_same = n_missing = 0
    for label, frames in wanted.items():
        old, source = target.get(label, EMPTY_TRACK), donor.get(label, EMPTY_TRACK)
        held = np.intersect1d(frames, source.frames(), assume_unique=True)
        new_xy = xy_at(source, held)
        differs = (new_xy != xy_at(old, held)).any(axis=1)
        n_missing += len(frames) - len(held)
        n_same += int((~differs).sum())
        if differs.any():
            touched.append(held[differs])
            changed[label] = old.with_points(held[differs], new_xy[differs], Source.COPIED)
    if not changed:
        return Copied(target, np.empty(0, np.int64), (), 0, n_same, n_missing)
    tracks = MappingProxyType({**target, **changed})
    n_copied = sum(map(len, touched))
    return Copied(tracks, np.unique(np.concatenate(touched)), tuple(changed), n_copied, n_same, n_missing)
