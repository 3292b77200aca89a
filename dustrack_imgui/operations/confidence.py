"""Where a model was unsure of its points: single frames, and stretches of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.model.block import BLOCK_FRAMES
from dustrack_imgui.model.derived import derived_arrays
from dustrack_imgui.model.track import Track

Tracks = Mapping[str, Track]
MAX_GAP = 5
"""So many frames in a row that are not unsure end no stretch: likelihood flickers around a threshold."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames in a row at which a model was mostly unsure.

    Attributes
    ----------
    first, last
        Both unsure themselves.
    worst
        The frame of the least likelihood, which is `likelihood`.
    """

    first: int
    last: int
    worst: int
    likelihood: float


def unsure_frames(track: Track, threshold: float) -> NDArray[np.int64]:
    """Frames, ascending, at which the likelihood is below a threshold; points without one are left out."""
    return derived_arrays.get(track, ("unsure", threshold), lambda: _unsure_frames(track, threshold))


def count_unsure(track: Track, n_frames: int, threshold: float) -> int:
    """Points of a video whose likelihood is below a threshold; quick enough to follow a slider."""
    return int(np.count_nonzero(track.likelihood(n_frames) < threshold)) if track.has_likelihood else 0


def nearest_unsure(track: Track, frame: int, threshold: float, *, forward: bool) -> int | None:
    """Nearest frame after or before `frame` at which the likelihood is below a threshold."""
    if not track.has_likelihood:
        return None
    frames = unsure_frames(track, threshold)
    at = int(np.searchsorted(frames, frame, side="right" if forward else "left")) - (0 if forward else 1)
    return int(frames[at]) if 0 <= at < len(frames) else None


def nearest_stretch(
    track: Track, n_frames: int, frame: int, threshold: float, *, forward: bool
) -> Stretch | None:
    """Nearest stretch of unsure frames that begins after `frame`, or that ends before it."""
    if not track.has_likelihood:
        return None
    bounds = derived_arrays.get(
        track, ("stretches", threshold, n_frames), lambda: _stretches(track, n_frames, threshold)
    )
    at = (
        int(np.searchsorted(bounds[:, 0], frame, side="right"))
        if forward
        else int(np.searchsorted(bounds[:, 1], frame, side="left")) - 1
    )
    if not 0 <= at < len(bounds):
        return None
    first, last = bounds[at].tolist()
    likelihood = track.likelihood(n_frames)[first : last + 1]
    worst = int(np.nanargmin(likelihood))
    return Stretch(first, last, first + worst, float(likelihood[worst]))


def least_sure(tracks: Tracks, frame: int) -> str | None:
    """Label with the least likelihood at a frame; None when none has any there."""
    known = {
        label: likelihood
        for label, track in tracks.items()
        if (likelihood := track.likelihood_at(frame)) is not None
    }
    return min(known, key=lambda label: known[label], default=None)


def _stretches(track: Track, n_frames: int, threshold: float) -> NDArray[np.int64]:
    """First and last frame (stretches, 2) of each stretch, ascending."""
    frames = unsure_frames(track, threshold)
    frames = frames[frames < n_frames]
    ends = np.flatnonzero(np.diff(frames) > MAX_GAP + 1)
    firsts, lasts = np.append(0, ends + 1), np.append(ends, len(frames) - 1)
    return frames[np.stack([firsts, lasts], axis=1)] if len(frames) else np.empty((0, 2), np.int64)


def _unsure_frames(track: Track, threshold: float) -> NDArray[np.int64]:
    parts = [
        np.flatnonzero(block.likelihood < threshold) + number * BLOCK_FRAMES
        for number, block in enumerate(track.blocks)
        if block is not None and block.likelihood is not None
    ]
    return np.concatenate(parts).astype(np.int64, copy=False) if parts else np.empty(0, np.int64)
