"""One step of the undo tree: what it did, in words and in data, and what it costs to keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dustrack_imgui.model.block import Block
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import VideoData
from dustrack_imgui.model.track import EMPTY_TRACK, Track
from dustrack_imgui.store.region import Region

_BYTES_PER_VALUE = 4096


@dataclass(frozen=True, eq=False, slots=True)
class Change:
    """Data of one video before and after a step."""

    video: str
    before: VideoData
    after: VideoData


@dataclass(frozen=True, eq=False, slots=True)
class Step:
    """One node of the tree.

    Attributes
    ----------
    id, parent
        Numbers in order of creation; the root has no parent.
    sentence
        What the step did, e.g. "place 3 at frame 120".
    region
        What it touched; None when unknown.
    changes
        One per video touched; empty for the root.
    gesture
        Drag or held key that made it; None for a step of its own.
    n_edits
        Edits merged into the step.
    bytes_added
        Memory that only this step's data needs.
    """

    id: int
    parent: int | None
    sentence: str = ""
    region: Region | None = None
    changes: tuple[Change, ...] = ()
    gesture: int | None = None
    n_edits: int = 1
    bytes_added: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """Position in a tree whose steps are not at hand, so that ids go on from there."""

    current: int = 0
    next_id: int = 1


def merged(old: Step, changes: Sequence[Change], sentence: str, region: Region | None, title: str) -> Step:
    """Return `old` with the next edit of its gesture in it; several points are summed up under `title`."""
    first = {change.video: change.before for change in old.changes}
    joined_changes = tuple(Change(change.video, first[change.video], change.after) for change in changes)
    joined = region if old.region is None else old.region if region is None else old.region.joined(region)
    n_edits = old.n_edits + 1
    if not (joined == region == old.region and _is_one_point(region)):
        sentence = _summary(title or sentence, n_edits, joined)
    return replace(
        old,
        sentence=sentence,
        region=joined,
        changes=joined_changes,
        n_edits=n_edits,
        bytes_added=bytes_added(joined_changes),
    )


def _is_one_point(region: Region | None) -> bool:
    return (
        region is not None
        and len(region.labels) == 1
        and region.first_frame is not None
        and region.first_frame == region.last_frame
    )


def _summary(title: str, n_edits: int, region: Region | None) -> str:
    text = f"{_uncapitalised(title)}: {n_edits} edits"
    if region is None or region.first_frame is None or region.last_frame is None:
        return text
    if region.first_frame == region.last_frame:
        return f"{text}, frame {region.first_frame}"
    return f"{text}, frames {region.first_frame}–{region.last_frame}"


def _uncapitalised(title: str) -> str:
    """Title as it stands inside a sentence; an abbreviation keeps its capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def bytes_added(changes: Sequence[Change]) -> int:
    """Memory of the blocks that the data after the changes do not share with the data before."""
    total = 0
    for change in changes:
        old = {layer.name: layer for layer in change.before.layers}
        for layer in change.after.layers:
            before = old.get(layer.name)
            if before is not layer:
                total += _BYTES_PER_VALUE + _layer_bytes(before, layer)
    return total


def _layer_bytes(before: Layer | None, after: Layer) -> int:
    return sum(
        _track_bytes(before.track(label) if before else EMPTY_TRACK, track)
        for label, track in after.tracks.items()
    )


def _track_bytes(before: Track, after: Track) -> int:
    if before is after:
        return 0
    old: tuple[Block | None, ...] = before.blocks + (None,) * (len(after.blocks) - len(before.blocks))
    return sum(
        block.xy.nbytes + block.source.nbytes + (0 if block.likelihood is None else block.likelihood.nbytes)
        for was, block in zip(old, after.blocks, strict=False)
        if block is not None and block is not was
    )
