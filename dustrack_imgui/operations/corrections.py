"""Splicing sparse corrections into a dense layer, and merging the files of several annotators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.track import EMPTY_TRACK, Track
from dustrack_imgui.operations.blockwise import overlaid

CORRECTIONS_LAYER = "dlccorr"
MANUAL_CORRECTIONS_SUFFIX = "_manual_corrections"


def spliced(base: Tracks, patch: Tracks) -> Tracks:
    """Points of `patch` wherever it has some, those of `base` elsewhere; provenance stays with each point.

    Labels stand in lexical order, as in merged files.
    """
    return merged((base, patch))


def merged(layers: Iterable[Tracks]) -> Tracks:
    """One set of tracks out of many: for each label and frame the last layer that marks it wins.

    Labels stand in lexical order ("10" before "2"), as DUSTrack writes merged files.
    """
    result: dict[str, Track] = {}
    for layer in layers:
        for label, track in layer.items():
            result[label] = overlaid(result.get(label, EMPTY_TRACK), track)
    return MappingProxyType({label: result[label] for label in sorted(result)})


def merged_by_path(files: Mapping[str, Tracks]) -> Tracks:
    """Merge the contents of files by path: they are taken in lexical order, so the last path wins."""
    return merged(files[path] for path in sorted(files))
