"""What differs between two sessions, told by identity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dustrack_imgui.model.session import Session
from dustrack_imgui.store.region import Region
from dustrack_imgui.store.step import Change

Edited = tuple[tuple[str, str], ...]


def changes_between(before: Session, after: Session) -> list[Change]:
    """Videos in both sessions whose data differ."""
    if before.videos is after.videos:
        return []
    old = {state.video.key: state.data for state in before.videos}
    return [
        Change(key, old[key], state.data)
        for state in after.videos
        if (key := state.video.key) in old and state.data is not old[key]
    ]


def edited_layers(before: Session, after: Session) -> Edited:
    """Layers whose data differ; the name is empty for intervals and frames of interest."""
    pairs: list[tuple[str, str]] = []
    for change in changes_between(before, after):
        was = {layer.name: layer for layer in change.before.layers}
        becomes = {layer.name: layer for layer in change.after.layers}
        names = [name for name in {**was, **becomes} if was.get(name) is not becomes.get(name)]
        pairs += [(change.video, name) for name in names or [""]]
    return tuple(pairs)


def region_of(changes: Sequence[Change]) -> Region:
    """Region of an edit that does not say: the first layer that differs."""
    change = changes[0]
    old = {id(layer) for layer in change.before.layers}
    layer = next((layer.name for layer in change.after.layers if id(layer) not in old), "")
    return Region(change.video, layer)


def has_same_views(a: Session, b: Session) -> bool:
    """Whether one looks at both in the same way."""
    return (
        (a.active_index, a.playback, a.interface) == (b.active_index, b.playback, b.interface)
        and a.dialog is b.dialog
        and len(a.videos) == len(b.videos)
        and all(x.view is y.view for x, y in zip(a.videos, b.videos, strict=True))
    )


def has_same_files(a: Session, b: Session) -> bool:
    """Whether videos, data and what is known to be on disk are the same values."""
    return a.videos is b.videos or (
        len(a.videos) == len(b.videos)
        and all(
            x.video is y.video and x.data is y.data and x.saved is y.saved
            for x, y in zip(a.videos, b.videos, strict=True)
        )
    )


def newly_saved(before: Session, after: Session) -> Iterable[tuple[str, str]]:
    """Layers that a save made equal to their file; edits made while it ran keep a layer out."""
    for state in after.videos:
        old = before.video_state(state.video.key)
        for name, tracks in state.saved.items():
            is_new = old is None or old.saved.get(name) is not tracks
            if is_new and state.data.has_layer(name) and not state.is_dirty(state.data.layer(name)):
                yield state.video.key, name
