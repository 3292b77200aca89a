"""The difference between two values of a layer as plain arguments, so that a command can carry it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.model.block import BLOCK_FRAMES, Block
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.track import Track

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, eq=False, slots=True)
class LayerPatch:
    """What makes one value of a layer into another.

    Attributes
    ----------
    labels
        All labels afterwards, in order.
    put
        By label: `frames` (K,) int64, `xy` (K, 2) float64 image pixels and `source` (K,) uint8 of the points
        that are new, moved or known otherwise; `likelihood` (K,) float64, NaN for none, where any has one.
    removed
        By label: frames (K,) int64 that are unmarked afterwards.
    """

    labels: tuple[str, ...]
    put: Mapping[str, Arrays] = field(default_factory=lambda: MappingProxyType({}))
    removed: Arrays = field(default_factory=lambda: MappingProxyType({}))

    @property
    def changed_labels(self) -> tuple[str, ...]:
        """Labels whose points differ."""
        return tuple(dict.fromkeys((*self.put, *self.removed)))

    def frame_range(self) -> tuple[int, int] | None:
        """First and last frame that differ; None when only labels do."""
        frames = [points["frames"] for points in self.put.values()] + list(self.removed.values())
        if not frames:
            return None
        return min(int(each.min()) for each in frames), max(int(each.max()) for each in frames)

    def arguments(self) -> dict[str, Any]:
        """Arguments of the command `layer.patch`."""
        return {"labels": self.labels, "put": dict(self.put), "removed": dict(self.removed)}


def patch_between(old: Layer, new: Layer) -> LayerPatch:
    """Find what differs between two values of a layer; blocks that they share are not looked at."""
    put: dict[str, Arrays] = {}
    removed: dict[str, NDArray[Any]] = {}
    for label, track in new.tracks.items():
        points, gone = _track_changes(old.track(label), track)
        if len(points["frames"]):
            put[label] = points
        if len(gone):
            removed[label] = gone
    return LayerPatch(new.labels, put, removed)


def patched(layer: Layer, patch: LayerPatch) -> Layer:
    """Return a layer with the patch applied, whatever it holds elsewhere.

    Raises
    ------
    ValueError
        When positions are not finite or frames are out of range.
    """
    tracks: dict[str, Track] = {}
    for label in patch.labels:
        track = layer.track(label)
        if label in patch.removed:
            track = track.without(patch.removed[label])
        if label in patch.put:
            points = patch.put[label]
            likelihood = points.get("likelihood")
            track = track.with_points(points["frames"], points["xy"], points["source"], likelihood=likelihood)
        tracks[label] = track
    return replace(layer, tracks=MappingProxyType(tracks))


def _track_changes(old: Track, new: Track) -> tuple[Arrays, NDArray[np.int64]]:
    numbers = [
        n for n in range(max(len(old.blocks), len(new.blocks))) if _block(old, n) is not _block(new, n)
    ]
    parts = [_block_changes(_block(old, n), _block(new, n), n * BLOCK_FRAMES) for n in numbers]
    frames = _joined([part[0] for part in parts], np.empty(0, np.int64))
    xy = _joined([part[1] for part in parts], np.empty((0, 2)))
    source = _joined([part[2] for part in parts], np.empty(0, np.uint8))
    likelihood = _joined([part[3] for part in parts], np.empty(0))
    gone = _joined([part[4] for part in parts], np.empty(0, np.int64))
    points = {"frames": frames, "xy": xy, "source": source}
    if not np.isnan(likelihood).all():
        points["likelihood"] = likelihood
    return points, gone


def _block_changes(
    old: Block | None, new: Block | None, first_frame: int
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.uint8], NDArray[np.float64], NDArray[np.int64]]:
    """Frames, positions, sources and likelihoods of points that differ, and frames that are gone."""
    old_xy, old_source, old_likelihood = _content(old)
    new_xy, new_source, new_likelihood = _content(new)
    differs = (old_source != new_source) | (old_xy != new_xy).any(axis=1)
    if old_likelihood is not new_likelihood:
        is_known = ~(np.isnan(old_likelihood) & np.isnan(new_likelihood))
        differs |= is_known & (old_likelihood != new_likelihood)
    changed = np.flatnonzero(differs & (new_source != 0))
    gone = np.flatnonzero((old_source != 0) & (new_source == 0))
    points = new_xy[changed], new_source[changed], new_likelihood[changed]
    return changed + first_frame, *points, gone + first_frame


def _block(track: Track, number: int) -> Block | None:
    return track.blocks[number] if number < len(track.blocks) else None


def _content(block: Block | None) -> tuple[NDArray[np.float64], NDArray[np.uint8], NDArray[np.float64]]:
    if block is None:
        return _NO_XY, _NO_SOURCE, _NO_LIKELIHOOD
    return block.xy, block.source, _NO_LIKELIHOOD if block.likelihood is None else block.likelihood


def _joined(parts: Sequence[NDArray[Any]], empty: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else empty


_NO_XY = np.full((BLOCK_FRAMES, 2), np.nan)
_NO_SOURCE = np.zeros(BLOCK_FRAMES, np.uint8)
_NO_LIKELIHOOD = np.full(BLOCK_FRAMES, np.nan)
