"""What the timeline draws, as numbers: the frames of a pixel column, and how many are marked; pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.model.derived import DerivedArrays
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.track import Track

Density = NDArray[np.float32]

marked_columns = DerivedArrays(budget_bytes=8 << 20)
"""Marks per pixel column by (track, length, width), for the developer panel to show and purge."""


def column_of(frame: int, n_frames: int, width_px: int) -> float:
    """Position of a frame's middle from the left end, in pixels."""
    return (frame + 0.5) / n_frames * width_px


def frame_of(column_px: float, n_frames: int, width_px: int) -> int:
    """Frame at a distance in pixels from the left end, clamped to the video."""
    return min(max(floor(column_px / max(width_px, 1) * n_frames), 0), n_frames - 1)


def column_span(first: int, last: int, n_frames: int, width_px: int) -> tuple[int, int]:
    """Pixel columns [start, stop) that frames `first`..`last` cover; never empty inside the strip."""
    start = min(floor(first / n_frames * width_px), width_px - 1)
    stop = max(floor((last + 1) / n_frames * width_px), start + 1)
    return max(start, 0), min(stop, width_px)


def track_density(track: Track, n_frames: int, width_px: int) -> Density:
    """Fraction of the frames of each pixel column that are marked, float32 (width_px,), cached by track."""
    return marked_columns.get(
        track, (n_frames, width_px), lambda: _density(track.frames(), n_frames, width_px)
    )


def layer_density(layer: Layer, n_frames: int, width_px: int) -> Density:
    """Fraction of marked frames per pixel column of the layer's fullest label there, float32 (width_px,).

    The fullest label instead of the union, so that an edit costs one label and not all of them.
    """
    parts = [track_density(track, n_frames, width_px) for track in layer.tracks.values() if track.count]
    if not parts:
        return np.zeros(width_px, np.float32)
    return parts[0] if len(parts) == 1 else np.maximum.reduce(parts)


def range_density(ranges: Sequence[tuple[int, int]], n_frames: int, width_px: int) -> Density:
    """1 in the pixel columns that inclusive frame ranges cover, else 0; float32 (width_px,)."""
    density = np.zeros(width_px, np.float32)
    for first, last in ranges:
        start, stop = column_span(first, last, n_frames, width_px)
        density[start:stop] = 1.0
    return density


def _density(frames: NDArray[np.int64], n_frames: int, width_px: int) -> Density:
    """Fraction of marked frames per column; `frames` ascend. Frames wider than three columns leave a gap."""
    if n_frames >= width_px:
        edges = -(-np.arange(width_px + 1) * n_frames // width_px)
        counts = np.diff(np.searchsorted(frames, edges))
        return (counts / np.diff(edges)).astype(np.float32)
    inside = frames[(frames >= 0) & (frames < n_frames)]
    density = np.zeros(width_px, np.float32)
    gap = int(width_px >= 4 * n_frames)
    starts, stops = inside * width_px // n_frames, (inside + 1) * width_px // n_frames - gap
    for step in range(width_px // n_frames + 1):
        columns = starts + step
        density[columns[columns < stops]] = 1.0
    return density
