"""Small changes to sets of tracks on their way into and out of tables of labels."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.dlc.crops import Crop
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.track import EMPTY_TRACK, Track


def marked_frames(tracks: Tracks) -> NDArray[np.int64]:
    """Frames (K,) on which anything is marked, ascending."""
    parts = [track.frames() for track in tracks.values()]
    return np.unique(np.concatenate(parts)) if parts else np.empty(0, np.int64)


def without_frames(tracks: Tracks, frames: Iterable[int]) -> Tracks:
    """The tracks unmarked at some frames."""
    gone = np.array(sorted(frames), np.int64)
    return MappingProxyType({label: track.without(gone) for label, track in tracks.items()})


def into_crop(tracks: Tracks, crop: Crop) -> tuple[Tracks, int]:
    """Positions as they are in the crop, and how many points lie outside it and are left out.

    A point belongs to the crop when it lies on one of its pixels, whose centres have whole coordinates.
    """
    found: dict[str, Track] = {}
    n_outside = 0
    low = np.array(crop.shift_px) - 0.5
    high = np.array([crop.x2, crop.y2]) - 0.5
    for label, track in tracks.items():
        xy = track.xy()
        is_inside = ((xy >= low) & (xy < high)).all(axis=1)
        n_outside += int((~is_inside).sum())
        found[label] = shifted(track.without(track.frames()[~is_inside]), -crop.x1, -crop.y1)
    return MappingProxyType(found), n_outside


def out_of_crop(tracks: Tracks, crop: Crop) -> Tracks:
    """Positions in the whole picture of what a table has in the crop."""
    return MappingProxyType({label: shifted(track, crop.x1, crop.y1) for label, track in tracks.items()})


def shifted(track: Track, dx_px: float, dy_px: float) -> Track:
    """The track moved; itself when it is not moved at all."""
    if (dx_px, dy_px) == (0, 0):
        return track
    xy = track.xy() + np.array([dx_px, dy_px])
    return Track.from_points(track.frames(), xy, track.sources(), likelihood=track.likelihoods())


def in_order(tracks: Tracks, labels: Iterable[str]) -> Tracks:
    """Exactly these labels in this order; those that are missing get an empty track."""
    return MappingProxyType({label: tracks.get(label, EMPTY_TRACK) for label in labels})
