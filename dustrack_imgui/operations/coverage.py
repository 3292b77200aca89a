"""Which frames lack a label, and which labels do not belong: what training wants to know beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.track import EMPTY_TRACK
from dustrack_imgui.operations.blockwise import (
    block_count,
    frames_of,
    inside,
    marked_by_all,
    marked_by_any,
)

Points = Mapping[int, Mapping[str, tuple[float, float]]]


def labels_with_points(tracks: Tracks) -> tuple[str, ...]:
    """Labels that mark at least one frame, in their order."""
    return tuple(label for label, track in tracks.items() if track.count)


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """Frames of a layer by whether every required label is there.

    Attributes
    ----------
    required
        The labels that a complete frame has.
    complete, incomplete
        Frames on which any label is marked, ascending.
    """

    required: tuple[str, ...]
    complete: NDArray[np.int64]
    incomplete: NDArray[np.int64]


def coverage(
    tracks: Tracks, *, required: Iterable[str] | None = None, interval: Interval | None = None
) -> Coverage:
    """Sort the annotated frames into complete and incomplete ones.

    Parameters
    ----------
    required
        Labels that every frame should have: the body parts of a project. None takes the labels that mark at
        least one frame; a declared label that was never placed is no requirement.
    interval
        Look only at its frames, both ends included.
    """
    needed = labels_with_points(tracks) if required is None else tuple(required)
    n_blocks = block_count(tracks)
    annotated = marked_by_any(tracks.values(), n_blocks) & inside(interval, n_blocks)
    has_all = marked_by_all((tracks.get(label, EMPTY_TRACK) for label in needed), n_blocks)
    return Coverage(needed, frames_of(annotated & has_all), frames_of(annotated & ~has_all))


def missing_labels(tracks: Tracks, frame: int, required: Iterable[str]) -> tuple[str, ...]:
    """Required labels that a frame lacks."""
    return tuple(label for label in required if frame not in tracks.get(label, EMPTY_TRACK))


def stray_labels(tracks: Tracks, *, known: Iterable[str]) -> Mapping[str, NDArray[np.int64]]:
    """Labels that mark frames but are none of the known ones, each with these frames."""
    names = set(known)
    return {label: track.frames() for label, track in tracks.items() if track.count and label not in names}


def points_at(tracks: Tracks, frames: Iterable[int]) -> Points:
    """What is marked on each frame, by frame and label: the content of a recovery file."""
    return {
        int(frame): {
            label: xy for label, track in tracks.items() if (xy := track.xy_at(int(frame))) is not None
        }
        for frame in frames
    }
