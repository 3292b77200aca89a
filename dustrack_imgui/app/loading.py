"""From a video file to the state of a video: its facts, its layers on disk, and where to begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from dustrack_imgui.annotations.reading import read_tracks
from dustrack_imgui.dlc.project_labels import body_parts_around
from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.formats.label_names import label_names_path, load_label_names
from dustrack_imgui.formats.names import annotation_path, find_layers, layer_rank
from dustrack_imgui.model.layer import SCRATCH_LAYER, Layer, LayerKind, Tracks
from dustrack_imgui.model.session import NO_NAMES, VideoData, VideoState
from dustrack_imgui.model.track import EMPTY_TRACK
from dustrack_imgui.model.video import Video, video_identity
from dustrack_imgui.model.view import View

if TYPE_CHECKING:
    from dustrack_imgui.video.reader import VideoReader

FIRST_LAYER = "iteration-0"
_RATE_TOLERANCE = 0.25


@dataclass(frozen=True, slots=True)
class Loaded:
    """A video state, and sentences about files that could not be used."""

    state: VideoState
    problems: tuple[str, ...]


def video_of(reader: VideoReader) -> Video:
    """Facts of an open reader as the session keeps them."""
    meta = reader.meta
    times = np.asarray(reader.times, np.float64)
    steady = np.arange(len(times)) / meta.fps if meta.fps > 0 else np.zeros(len(times))
    tolerance = _RATE_TOLERANCE / meta.fps if meta.fps > 0 else 0.0
    is_steady = bool(np.abs(times - steady).max(initial=0.0) <= tolerance)
    if not is_steady:
        times = times.copy()
        times.flags.writeable = False
    return Video(
        video_identity(Path(meta.path)),
        meta.n_frames,
        meta.width,
        meta.height,
        meta.fps,
        None if is_steady else times,
        tuple(meta.warnings),
    )


def load_video_state(video: Video, layer: str | None = None) -> Loaded:
    """Load every layer that lies beside a video, and the layer to work on.

    Parameters
    ----------
    layer
        Name of the layer to begin with, made when it does not exist; None takes `FIRST_LAYER`, or the first
        layer made by hand when that does not exist.
    """
    layers: list[Layer] = []
    saved: dict[str, Tracks] = {}
    problems: list[str] = []
    unreadable: set[str] = set()
    for name, path in find_layers(video.path).items():
        try:
            annotation = read_tracks(path)
        except (FormatError, OSError) as error:
            problems.append(str(error))
            unreadable.add(name)
            continue
        problems += [f"{name}: {warning}" for warning in annotation.warnings]
        layers.append(Layer(name, annotation.tracks, path, LayerKind.of_name(name)))
        saved[name] = annotation.tracks
    active = _layer_to_begin_with(layers, layer)
    while active in unreadable:
        active += "-new"
    if active not in {one.name for one in layers}:
        tracks = MappingProxyType({"0": EMPTY_TRACK})
        layers.append(Layer(active, tracks, annotation_path(video.path, active), LayerKind.of_name(active)))
    if SCRATCH_LAYER not in {one.name for one in layers}:
        path = annotation_path(video.path, SCRATCH_LAYER)
        layers.append(Layer(SCRATCH_LAYER, path=path, kind=LayerKind.SCRATCH))
    layers.sort(key=lambda one: layer_rank(one.name))
    data = VideoData(tuple(layers), label_names=_label_names(video, problems))
    labels = data.layer(active).labels
    view = View(layer=active, label=labels[0] if labels else "0")
    return Loaded(VideoState(video, data, view, MappingProxyType(saved)), tuple(problems))


def _layer_to_begin_with(layers: list[Layer], wanted: str | None) -> str:
    if wanted:
        return wanted
    by_hand = [layer.name for layer in layers if layer.kind is LayerKind.HAND]
    return FIRST_LAYER if FIRST_LAYER in by_hand or not by_hand else by_hand[0]


def _label_names(video: Video, problems: list[str]) -> Mapping[str, str]:
    try:
        return load_label_names(label_names_path(video.path), body_parts=body_parts_around(video.path))
    except (FormatError, OSError) as error:
        problems.append(str(error))
        return NO_NAMES
