"""What “Save and clean” takes out of layers before training, and doing so to files without losing a point.

The points that go are written to a sidecar first, for every layer; only then the first layer is saved.
Whatever fails in between, each point is in a layer or in a sidecar.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.dlc.hand_layers import HandLayer
from dustrack_imgui.dlc.preflight import LayerReport, PreflightReport
from dustrack_imgui.formats.annotation_json import load_annotation, save_annotation
from dustrack_imgui.formats.errors import FormatError, WriteError
from dustrack_imgui.formats.layer_diff import layer_diff
from dustrack_imgui.formats.point_facts import save_point_facts
from dustrack_imgui.formats.recovery_sidecar import remove_recovery, save_recovery
from dustrack_imgui.model.layer import NO_TRACKS, Tracks
from dustrack_imgui.model.track import Track


class LayerChangedError(FormatError):
    """Another program changed the file of a layer since it was read; it was left as it is."""


@dataclass(frozen=True, eq=False, slots=True)
class Cleaning:
    """What becomes of one layer.

    Attributes
    ----------
    kept
        The layer afterwards; labels stay declared, those of strays empty.
    dropped
        What is taken out, by label: points of incomplete frames, and of labels unknown to the project.
    n_frames
        Incomplete frames that are dropped.
    """

    layer: HandLayer
    kept: Tracks
    dropped: Tracks
    n_frames: int

    @property
    def n_dropped(self) -> int:
        """Points that are taken out."""
        return sum(track.count for track in self.dropped.values())


def plan_cleaning(report: PreflightReport, *, keeps_strays: bool = False) -> tuple[Cleaning, ...]:
    """What “Save and clean” does to the layers with issues; the others are not touched.

    Parameters
    ----------
    keeps_strays
        Leave the points of labels that the project does not know, on incomplete frames as well: they are
        saved, and training does not see them.
    """
    return tuple(_cleaning(one, keeps_strays=keeps_strays) for one in report.with_issues)


def write_sidecars(cleanings: Iterable[Cleaning], *, when: datetime) -> dict[Path, Path]:
    """Write what is to be taken out of each layer beside its file; all or none.

    Returns
    -------
    dict
        Sidecar by the file of the layer, for layers that lose points.

    Raises
    ------
    WriteError
        When the system refuses.
    """
    written: dict[Path, Path] = {}
    try:
        for one in cleanings:
            if one.n_dropped:
                frames = np.concatenate([track.frames() for track in one.dropped.values()])
                written[one.layer.path] = save_recovery(
                    one.layer.path, one.dropped, frames.tolist(), when=when
                )
    except FormatError:
        for path in written.values():
            with contextlib.suppress(OSError):
                remove_recovery(path)
        raise
    return written


def clean_files(cleanings: Sequence[Cleaning], *, when: datetime) -> dict[Path, Path]:
    """Write the sidecars, then save the layers to their files, one after the other.

    For layers that no window has open; a window changes its session, so that it can be undone.

    Returns
    -------
    dict
        Sidecar by the file of the layer, for layers that lose points.

    Raises
    ------
    LayerChangedError
        When a file no longer holds what was read from it; nothing is changed then.
    FormatError
        When a file cannot be read or written. Layers before it are clean, it and those after it as they were.
    """
    for one in cleanings:
        _require_unchanged(one.layer)
    sidecars = write_sidecars(cleanings, when=when)
    for one in cleanings:
        _save(one.layer, one.kept)
    return sidecars


def _cleaning(report: LayerReport, *, keeps_strays: bool) -> Cleaning:
    layer, frames = report.layer, report.incomplete
    kept: dict[str, Track] = {}
    dropped: dict[str, Track] = {}
    for label, track in layer.tracks.items():
        if label in report.strays:
            going = np.empty(0, np.int64) if keeps_strays else track.frames()
        else:
            going = frames
        kept[label] = track.without(going)
        if kept[label] is not track:
            dropped[label] = _only(track, going)
    return Cleaning(layer, MappingProxyType(kept), MappingProxyType(dropped), len(frames))


def _only(track: Track, frames: NDArray[np.int64]) -> Track:
    """The points of a track on some frames, with what is known of each."""
    return track.without(np.setdiff1d(track.frames(), frames))


def _require_unchanged(layer: HandLayer) -> None:
    there = load_annotation(layer.path).tracks if layer.path.exists() else NO_TRACKS
    if layer_diff(there, layer.saved):
        raise LayerChangedError(
            f"{layer.name} was changed by another program meanwhile; check it and start again", layer.path
        )


def _save(layer: HandLayer, tracks: Tracks) -> None:
    if not layer.path.parent.is_dir():
        raise WriteError("The folder of the layer is gone", layer.path)
    save_annotation(layer.path, tracks)
    save_point_facts(layer.path, tracks)
