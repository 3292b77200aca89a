"""A named set of tracks of one video."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.model.block import BLOCK_FRAMES
from dustrack_imgui.model.derived import derived_arrays
from dustrack_imgui.model.track import EMPTY_TRACK, Track

Tracks = Mapping[str, Track]
NO_TRACKS: Tracks = MappingProxyType({})
SCRATCH_LAYER = "buffer"


class LayerKind(Enum):
    """How a layer came about, which decides how it is drawn and what it is saved for."""

    HAND = "hand"
    DENSE = "dense"
    SCRATCH = "scratch"

    @staticmethod
    def of_name(name: str) -> LayerKind:
        """Kind that DUSTrack's naming rules give a layer."""
        if name == SCRATCH_LAYER:
            return LayerKind.SCRATCH
        if name.startswith(("dlc_", "dlccorr")) or "lkmovavg" in name:
            return LayerKind.DENSE
        return LayerKind.HAND


@dataclass(frozen=True, eq=False)
class Layer:
    """Tracks by label, in the order in which labels were declared; a label may be empty.

    Attributes
    ----------
    name
        Unique within a video.
    tracks
        Immutable mapping label -> `Track`.
    path
        File that the layer is saved to; None for a layer that never had one.
    moved_from
        File that held the layer under its earlier name; it goes when the layer is saved under the new one.
    """

    name: str
    tracks: Tracks = field(default_factory=lambda: NO_TRACKS)
    path: Path | None = None
    kind: LayerKind = field(default=LayerKind.HAND)
    moved_from: Path | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """Declared labels in order."""
        return tuple(self.tracks)

    def track(self, label: str) -> Track:
        """Track of a label; an empty one when the label is not declared."""
        return self.tracks.get(label, EMPTY_TRACK)

    def with_track(self, label: str, track: Track) -> Layer:
        """Return a layer in which `label` has `track`, declaring the label when new."""
        return self.with_tracks({label: track})

    def with_tracks(self, changes: Mapping[str, Track]) -> Layer:
        """Return a layer in which the given labels have the given tracks."""
        return replace(self, tracks=MappingProxyType({**self.tracks, **changes}))

    def labels_at(self, frame: int) -> tuple[str, ...]:
        """Labels that are marked at a frame."""
        return tuple(label for label, track in self.tracks.items() if frame in track)

    def has_any(self, frame: int) -> bool:
        """Whether any label is marked at a frame."""
        return any(frame in track for track in self.tracks.values())

    def frame_after(self, frame: int) -> int | None:
        """Nearest frame after `frame` on which any label is marked."""
        found = [after for track in self.tracks.values() if (after := track.frame_after(frame)) is not None]
        return min(found, default=None)

    def frame_before(self, frame: int) -> int | None:
        """Nearest frame before `frame` on which any label is marked."""
        found = [
            before for track in self.tracks.values() if (before := track.frame_before(frame)) is not None
        ]
        return max(found, default=None)

    def annotated(self, n_frames: int) -> NDArray[np.bool_]:
        """Mask (n_frames,): on which frames any label is marked; read-only."""
        return derived_arrays.get(self, n_frames, lambda: self._annotated(n_frames))

    def count(self) -> int:
        """Marked points over all labels."""
        return sum(track.count for track in self.tracks.values())

    def _annotated(self, n_frames: int) -> NDArray[np.bool_]:
        mask = np.zeros(n_frames, bool)
        for track in self.tracks.values():
            for number, block in enumerate(track.blocks):
                start = number * BLOCK_FRAMES
                if block is not None and start < n_frames:
                    mask[start : start + BLOCK_FRAMES] |= (block.source != 0)[: n_frames - start]
        return mask
