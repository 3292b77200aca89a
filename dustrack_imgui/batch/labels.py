"""Choosing labels of a layer by name."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from dustrack_imgui.model.layer import Layer, Tracks
from dustrack_imgui.operations.errors import UnknownLabelError


def chosen_tracks(layer: Layer, labels: Sequence[str] | None) -> Tracks:
    """Tracks of the labels named, in the order of the layer; without names, of all that have points.

    Raises
    ------
    UnknownLabelError
        When the layer has no such label.
    """
    if labels is None:
        return MappingProxyType({label: track for label, track in layer.tracks.items() if track.count})
    unknown = [label for label in labels if label not in layer.tracks]
    if unknown:
        there = ", ".join(layer.labels) or "none"
        raise UnknownLabelError(f"There is no label {', '.join(unknown)}; the labels are {there}.")
    return MappingProxyType({label: track for label, track in layer.tracks.items() if label in labels})
