"""Putting a layer in order: labels sorted, frames clipped, labels taken away."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.operations.blockwise import between, block_count, kept


def clipped(tracks: Tracks, *, first_frame: int, last_frame: int) -> Tracks:
    """Keep the points from one frame to another, both included; labels stay declared."""
    mask = between(first_frame, last_frame, block_count(tracks))
    return MappingProxyType({label: kept(track, mask) for label, track in tracks.items()})


def labels_sorted(tracks: Tracks) -> Tracks:
    """Labels in numeric order, names that are no numbers behind in lexical order."""
    return MappingProxyType({label: tracks[label] for label in sorted(tracks, key=label_rank)})


def label_rank(label: str) -> tuple[bool, int, str]:
    """Sort key of a label: numbers by value, then other names."""
    is_number = label.isascii() and label.isdigit()
    return (not is_number, int(label) if is_number else 0, label)


def without_empty_labels(tracks: Tracks) -> Tracks:
    """Only the labels that mark a frame."""
    return MappingProxyType({label: track for label, track in tracks.items() if track.count})


def without_trailing_empty_labels(tracks: Tracks) -> Tracks:
    """Labels up to the last one that marks a frame; the first label always stays."""
    labels = list(tracks)
    while len(labels) > 1 and not tracks[labels[-1]].count:
        labels.pop()
    return MappingProxyType({label: tracks[label] for label in labels})


def without_labels(tracks: Tracks, labels: Iterable[str]) -> Tracks:
    """Tracks of the other labels; points of the given ones are gone with them."""
    gone = set(labels)
    return MappingProxyType({label: track for label, track in tracks.items() if label not in gone})
