"""How a layer differs from its file, counted in points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from dustrack_imgui.model.block import BLOCK_FRAMES, Block
from dustrack_imgui.model.layer import NO_TRACKS, Tracks
from dustrack_imgui.model.session import VideoState
from dustrack_imgui.model.status import DirtyLayer
from dustrack_imgui.model.track import EMPTY_TRACK, Track

_NOTHING = Block(np.full((BLOCK_FRAMES, 2), np.nan), np.zeros(BLOCK_FRAMES, np.uint8), 0)


@dataclass(frozen=True, slots=True)
class LayerDiff:
    """Points added, removed and moved (exact float comparison); false when there are none."""

    added: int = 0
    removed: int = 0
    moved: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.moved)

    def __add__(self, other: LayerDiff) -> LayerDiff:
        return LayerDiff(self.added + other.added, self.removed + other.removed, self.moved + other.moved)


def layer_diff(now: Tracks, saved: Tracks) -> LayerDiff:
    """Count what a save would change; empty labels are no difference."""
    total = LayerDiff()
    for label in {**saved, **now}:
        total += _track_diff(now.get(label, EMPTY_TRACK), saved.get(label, EMPTY_TRACK))
    return total


def dirty_layers(states: Iterable[VideoState]) -> tuple[DirtyLayer, ...]:
    """Layers that differ from their files, with counts; the scratch layer never does."""
    found = []
    for state in states:
        for layer in state.data.layers:
            if state.is_dirty(layer):
                diff = layer_diff(layer.tracks, state.saved.get(layer.name, NO_TRACKS))
                found.append(DirtyLayer(state.video.key, layer.name, diff.added, diff.removed, diff.moved))
    return tuple(found)


def _track_diff(now: Track, saved: Track) -> LayerDiff:
    total = LayerDiff()
    if now is saved:
        return total
    for number in range(max(len(now.blocks), len(saved.blocks))):
        a, b = _block(now, number), _block(saved, number)
        if a is not b:
            total += _block_diff(a, b)
    return total


def _block(track: Track, number: int) -> Block:
    return (track.blocks[number] if number < len(track.blocks) else None) or _NOTHING


def _block_diff(now: Block, saved: Block) -> LayerDiff:
    is_now, was = ~np.isnan(now.xy[:, 0]), ~np.isnan(saved.xy[:, 0])
    moved = is_now & was & (now.xy != saved.xy).any(axis=1)
    return LayerDiff(int((is_now & ~was).sum()), int((was & ~is_now).sum()), int(moved.sum()))
