"""Where a model was unsure of its points."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.model.derived import derived_arrays
from dustrack_imgui.model.track import BLOCK_FRAMES, Track

Tracks = Mapping[str, Track]


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


def least_sure(tracks: Tracks, frame: int) -> str | None:
    """Label with the least likelihood at a frame; None when none has any there."""
    known = {
        label: likelihood
        for label, track in tracks.items()
        if (likelihood := track.likelihood_at(frame)) is not None
    }
    return min(known, key=lambda label: known[label], default=None)


def _unsure_frames(track: Track, threshold: float) -> NDArray[np.int64]:
    parts = [
        np.flatnonzero(block.likelihood < threshold) + number * BLOCK_FRAMES
        for number, block in enumerate(track.blocks)
        if block is not None and block.likelihood is not None
    ]
    return np.concatenate(parts).astype(np.int64, copy=False) if parts else np.empty(0, np.int64)
