"""What the trace panes draw, as numbers: visible ranges, decimated tracks; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.model.block import Block
from dustrack_imgui.model.derived import DerivedArrays
from dustrack_imgui.model.track import Track

Range = tuple[float, float]
Extents = tuple[Range, Range]

MAX_POINTS_PER_PX = 2

decimated_tracks = DerivedArrays(budget_bytes=16 << 20)
"""Decimated tracks by (track, visible range, width), for the developer panel to show and purge."""


def decimated(track: Track, n_frames: int, shown: Range, width_px: int) -> NDArray[np.float64]:
    """A track with at most two points per pixel column of the visible range, cached.

    Where more frames than that are visible, each column holds the least and the greatest value of its frames,
    so that no excursion is lost. Columns begin at multiples of their width in frames, so that panning does
    not make them flicker. A column without a marked frame is NaN and breaks the line.

    Parameters
    ----------
    track
        Positions of one label.
    n_frames
        Length of the video.
    shown
        First and last visible frame coordinate.
    width_px
        Pixel columns that the range covers.

    Returns
    -------
    float64, (3, points)
        Frames, x and y in image pixels, with one frame beyond the visible range on both sides. Read-only.
    """
    bin_frames, start, stop = _bins(n_frames, shown, width_px)
    key = (n_frames, bin_frames, start, stop)
    return decimated_tracks.get(track, key, lambda: _decimated(track, n_frames, bin_frames, start, stop))


def _bins(n_frames: int, shown: Range, width_px: int) -> tuple[int, int, int]:
    """Frames per column, and the first and one-past-last frame to draw, aligned to columns."""
    first = min(max(floor(shown[0]) - 1, 0), n_frames)
    last = max(min(ceil(shown[1]) + 2, n_frames), first)
    columns = max(width_px, 1)
    visible = last - first
    bin_frames = 1 if visible <= MAX_POINTS_PER_PX * columns else ceil(visible / columns)
    start = first // bin_frames * bin_frames
    stop = min(ceil(last / bin_frames) * bin_frames, n_frames)
    return bin_frames, start, max(stop, start)


def _decimated(track: Track, n_frames: int, bin_frames: int, start: int, stop: int) -> NDArray[np.float64]:
    values = track.array(n_frames)[start:stop].T
    if bin_frames == 1:
        return np.vstack([np.arange(start, stop, dtype=np.float64), values])
    n_bins = ceil((stop - start) / bin_frames)
    padded = np.full((2, n_bins * bin_frames), np.nan)
    padded[:, : stop - start] = values
    binned = padded.reshape(2, n_bins, bin_frames)
    out = np.empty((3, n_bins, 2))
    out[0] = (start + (np.arange(n_bins) + 0.5) * bin_frames - 0.5)[:, None]
    out[1:, :, 0] = np.fmin.reduce(binned, axis=2)
    out[1:, :, 1] = np.fmax.reduce(binned, axis=2)
    return out.reshape(3, 2 * n_bins)


def decimated_likelihood(track: Track, n_frames: int, shown: Range, width_px: int) -> NDArray[np.float64]:
    """Likelihood of a track with at most one point per pixel column of the visible range, cached.

    A column stands for several frames with the least of their values, so that no doubt is lost.

    Returns
    -------
    float64, (2, points)
        Frames and likelihoods, NaN where none is known. Read-only.
    """
    bin_frames, start, stop = _bins(n_frames, shown, width_px)
    key = ("likelihood", n_frames, bin_frames, start, stop)
    return decimated_tracks.get(track, key, lambda: _least(track, n_frames, bin_frames, start, stop))


def _least(track: Track, n_frames: int, bin_frames: int, start: int, stop: int) -> NDArray[np.float64]:
    values = track.likelihood(n_frames)[start:stop]
    n_bins = ceil((stop - start) / bin_frames)
    padded = np.full(n_bins * bin_frames, np.nan)
    padded[: stop - start] = values
    frames = start + (np.arange(n_bins) + 0.5) * bin_frames - 0.5
    return np.vstack([frames, np.fmin.reduce(padded.reshape(n_bins, bin_frames), axis=1)])


def unsure_points(points: NDArray[np.float64], threshold: float) -> NDArray[np.float64]:
    """Points (2, K) of a decimated likelihood that lie below a threshold."""
    return np.ascontiguousarray(points[:, points[1] < threshold])


def lonely(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points (rows, K) of a decimated track that no line reaches, because both neighbours are missing.

    Points of one column (the same frame coordinate) count as one.
    """
    frames, here = points[0], ~np.isnan(points[1])
    column = np.concatenate([[0], np.cumsum(np.diff(frames) != 0)]) if len(frames) else np.empty(0, np.int64)
    marked = np.zeros(int(column[-1]) + 3 if len(column) else 2, bool)
    marked[column[here] + 1] = True
    alone = here & ~marked[column] & ~marked[column + 2]
    return np.ascontiguousarray(points[:, alone])


class TrackExtents:
    """Least and greatest x and y of a track; after an edit only changed blocks are looked at again."""

    def __init__(self) -> None:
        self._track: Track | None = None
        self._known: dict[int, tuple[Block, Extents]] = {}
        self._extents: Extents | None = None

    def of(self, track: Track) -> Extents | None:
        """((x low, x high), (y low, y high)) in image pixels; None for an empty track."""
        if track is not self._track:
            blocks = [block for block in track.blocks if block is not None]
            unknown = [block for block in blocks if id(block) not in self._known]
            found = {**self._known, **_extents_by_block(unknown)}
            self._known = {id(block): found[id(block)] for block in blocks}
            self._extents = joined_extents([extents for _, extents in self._known.values()])
            self._track = track
        return self._extents


def _extents_by_block(blocks: list[Block]) -> dict[int, tuple[Block, Extents]]:
    """Extents by the identity of the block; the block is kept so that its identity stays its own."""
    if not blocks:
        return {}
    values = np.ascontiguousarray(np.stack([block.xy for block in blocks]).transpose(2, 0, 1))
    lows, highs = np.fmin.reduce(values, axis=2).tolist(), np.fmax.reduce(values, axis=2).tolist()
    return {
        id(block): (block, ((lows[0][i], highs[0][i]), (lows[1][i], highs[1][i])))
        for i, block in enumerate(blocks)
    }


def joined_extents(parts: Sequence[Extents | None]) -> Extents | None:
    """Extents that cover all parts; None when there is none."""
    found = [part for part in parts if part is not None]
    if not found:
        return None
    xs, ys = zip(*found, strict=True)
    return _joined(xs), _joined(ys)


def _joined(ranges: Sequence[Range]) -> Range:
    return min(low for low, _ in ranges), max(high for _, high in ranges)


@dataclass(frozen=True, slots=True)
class Axis:
    """A linear axis on the screen.

    Attributes
    ----------
    shown
        Values at the two ends.
    start_px, length_px
        Screen position of the first end and signed distance to the second; an axis that grows upwards has a
        negative length.
    """

    shown: Range
    start_px: float
    length_px: float

    def screen_from_value(self, value: float) -> float:
        """Screen position of a value."""
        low, high = self.shown
        return self.start_px + (value - low) / (high - low) * self.length_px

    def value_from_screen(self, position_px: float) -> float:
        """Value at a screen position; it may lie outside the visible range."""
        low, high = self.shown
        return low + (position_px - self.start_px) / self.length_px * (high - low)

    def widened(self, pad_px: float) -> Range:
        """Values `pad_px` beyond both ends."""
        sign = 1 if self.length_px > 0 else -1
        return (
            self.value_from_screen(self.start_px - sign * pad_px),
            self.value_from_screen(self.start_px + self.length_px + sign * pad_px),
        )
