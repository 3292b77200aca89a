"""Which stretches between labels are worth tracking to see whether the labels agree with the picture."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.track import EMPTY_TRACK, Track
from dustrack_imgui.operations.blockwise import xy_at


def frames_around(track: Track, frame: int) -> NDArray[np.int64]:
    """Marked frames nearest to one: two before and two from it on, ascending; fewer where there are fewer.

    A marked `frame` itself is the first of the two from it on.
    """
    marked = track.frames()
    at = int(np.searchsorted(marked, frame))
    return marked[max(at - 2, 0) : at + 2]


def labels_with_gaps(tracks: Tracks, labels: Iterable[str]) -> tuple[str, ...]:
    """Labels that leave frames unmarked between their first and their last marked one."""
    return tuple(label for label in labels if has_gap(tracks.get(label, EMPTY_TRACK).frames()))


def has_gap(frames: NDArray[np.int64]) -> bool:
    """Whether frame numbers, ascending, leave one out."""
    return len(frames) > 1 and int(frames[-1] - frames[0]) >= len(frames)


def labelled_table(
    tracks: Tracks, labels: Iterable[str], frames: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Frames on which any of the labels is marked, and positions (frames, labels, 2), NaN where it is not.

    Parameters
    ----------
    frames
        Take these frames only, ascending; None takes every marked one.
    """
    shown = [tracks.get(label, EMPTY_TRACK) for label in labels]
    if frames is None:
        frames = np.unique(np.concatenate([track.frames() for track in shown]))
    return frames, np.stack([xy_at(track, frames) for track in shown], axis=1)
