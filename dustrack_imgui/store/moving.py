"""Steps of a video that goes on in another place: the same edits, of files that lie elsewhere by now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import VideoData
from dustrack_imgui.store.step import Change, Step


def steps_elsewhere(steps: Iterable[Step], old_video: str, new_video: str) -> dict[int, Step]:
    """Steps that touched a video, by number, as steps of the video in its new place.

    Layers whose files lay beside the video lie beside the new one. Data that were one value stay one value,
    by which undo knows that nothing else happened in between.
    """
    known: dict[int, tuple[VideoData, VideoData]] = {}
    place = _placing(Path(old_video).parent, Path(new_video).parent)

    def data(old: VideoData) -> VideoData:
        if id(old) not in known:
            known[id(old)] = (old, replace(old, layers=tuple(map(place, old.layers))))
        return known[id(old)][1]

    def change(old: Change) -> Change:
        if old.video != old_video:
            return old
        return Change(new_video, data(old.before), data(old.after))

    found = {}
    for step in steps:
        if any(old.video == old_video for old in step.changes):
            region = step.region
            if region is not None and region.video == old_video:
                region = replace(region, video=new_video)
            found[step.id] = replace(step, region=region, changes=tuple(map(change, step.changes)))
    return found


def _placing(old: Path, new: Path) -> Callable[[Layer], Layer]:
    known: dict[int, tuple[Layer, Layer]] = {}

    def place(layer: Layer) -> Layer:
        if id(layer) not in known:
            is_beside = layer.path is not None and layer.path.parent == old
            moved = replace(layer, path=new / layer.path.name) if is_beside and layer.path else layer
            known[id(layer)] = (layer, moved)
        return known[id(layer)][1]

    return place
