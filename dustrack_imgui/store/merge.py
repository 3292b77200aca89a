"""Carrying one step's change over to data that moved on since, label by label."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any, TypeVar

from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import VideoData

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def carried(current: VideoData, before: VideoData, after: VideoData) -> VideoData:
    """Return `current` with the difference from `before` to `after` made in it.

    When nothing else happened, `current` is `before` and the answer is `after` itself. When something
    outside the history changed the data meanwhile (a layer was opened, a file was named), that change stays:
    only what differs between `before` and `after` is touched, down to single labels.
    """
    if current is before:
        return after
    changed: dict[str, Any] = {
        "layers": _layers(current, before, after),
        "intervals": _mapping(current.intervals, before.intervals, after.intervals),
        "frames_of_interest": _frames(
            current.frames_of_interest, before.frames_of_interest, after.frames_of_interest
        ),
    }
    return replace(current, **_other_fields(current, before, after, changed))


def _layers(current: VideoData, before: VideoData, after: VideoData) -> tuple[Layer, ...]:
    old = {layer.name: layer for layer in before.layers}
    new = {layer.name: layer for layer in after.layers}
    merged: dict[str, Layer] = {}
    for layer in current.layers:
        was, becomes = old.get(layer.name), new.get(layer.name)
        if was is becomes:
            merged[layer.name] = layer
        elif becomes is not None:
            merged[layer.name] = _layer(layer, was, becomes)
    for name, layer in new.items():
        if name not in old:
            merged.setdefault(name, layer)
    names = list(merged) if list(old) == list(new) else _ordered(merged, new)
    return tuple(merged[name] for name in names)


def _layer(current: Layer, before: Layer | None, after: Layer) -> Layer:
    if before is None or current is before:
        return after
    tracks = _mapping(current.tracks, before.tracks, after.tracks)
    return replace(current, **_other_fields(current, before, after, {"name": after.name, "tracks": tracks}))


def _mapping(current: Mapping[K, V], before: Mapping[K, V], after: Mapping[K, V]) -> Mapping[K, V]:
    if before is after:
        return current
    merged = dict(current)
    for key in (*before, *after):
        was, becomes = before.get(key), after.get(key)
        if was is becomes:
            continue
        if becomes is None:
            merged.pop(key, None)
        else:
            merged[key] = becomes
    return MappingProxyType({key: merged[key] for key in _ordered(merged, after)})


def _frames(current: tuple[int, ...], before: tuple[int, ...], after: tuple[int, ...]) -> tuple[int, ...]:
    if current == before:
        return after
    taken, added = set(before) - set(after), set(after) - set(before)
    return tuple(sorted((set(current) - taken) | added))


def _ordered(keys: Mapping[K, object], model: Iterable[K]) -> list[K]:
    """Keys in the order of `model`, the ones it lacks behind."""
    known = [key for key in model if key in keys]
    return [*known, *(key for key in keys if key not in set(known))]


def _other_fields(current: Any, before: Any, after: Any, done: dict[str, Any]) -> dict[str, Any]:
    """Complete `done` with every further field: the new value where the step changed it."""
    for field in fields(current):
        if field.name not in done:
            was, becomes = getattr(before, field.name), getattr(after, field.name)
            done[field.name] = getattr(current, field.name) if was == becomes else becomes
    return done
