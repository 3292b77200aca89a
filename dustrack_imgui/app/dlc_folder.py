"""What opening a video takes from the DeepLabCut project that it lies in: other videos, layers."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.annotations.reading import read_tracks
from dustrack_imgui.app.loading import Loaded
from dustrack_imgui.dlc.facts import ProjectFacts, read_project
from dustrack_imgui.dlc.folder import is_project, project_videos
from dustrack_imgui.formats.errors import FormatError, ReadError
from dustrack_imgui.formats.names import layer_rank
from dustrack_imgui.formats.project_files import find_project_layers
from dustrack_imgui.formats.rebase import CONFIG_NAME
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import VideoData
from dustrack_imgui.model.track import EMPTY_TRACK

_ITERATION = re.compile(r"iteration-(\d+)")


def videos_meant(path: Path) -> tuple[Path, ...]:
    """All videos of a project when a path is its folder or its config.yaml, else the path itself.

    Raises
    ------
    ReadError
        When the project's configuration cannot be read, or names no video that is there.
    """
    root = path.parent if path.name.lower() == CONFIG_NAME else path
    if not is_project(root):
        return (path,)
    there = tuple(video for video in project_videos(root) if video.exists())
    if not there:
        raise ReadError("None of the project's videos is there", root / CONFIG_NAME)
    return there


def next_layer_name(root: Path) -> str:
    """Layer to label in: that of the iteration after the last one that has a trained model.

    Raises
    ------
    FormatError
        When the project cannot be read.
    """
    return read_project(root).next_layer


def with_project_layers(loaded: Loaded, root: Path) -> Loaded:
    """Add the layers that a project has of a video to those that lie beside it.

    The latest prediction becomes the overlay, and not what was made of it. A new layer to work on gets the
    labels of the project's body parts.

    Raises
    ------
    FormatError
        When the project cannot be read.
    """
    state = loaded.state
    project = read_project(root)
    stems = [video.stem for video in project.videos]
    own = {layer.path.resolve() for layer in state.data.layers if layer.path is not None}
    problems, layers, saved = list(loaded.problems), list(state.data.layers), dict(state.saved)
    for name, path in find_project_layers(root, state.video.stem, stems=stems).items():
        if path.resolve() in own or any(layer.name == name for layer in layers):
            continue
        try:
            read = read_tracks(path, video_stem=state.video.stem)
        except (FormatError, OSError) as error:
            problems.append(str(error))
            continue
        problems += [f"{name}: {warning}" for warning in read.warnings]
        layers.append(Layer(name, read.tracks, path, LayerKind.of_name(name)))
        saved[name] = read.tracks
    layers = [_with_labels(layer, project) if layer is state.layer else layer for layer in layers]
    predictions = [layer for layer in layers if layer.name.startswith("dlc_") and layer.path is not None]
    latest = max(predictions, key=_rank, default=None)
    data: VideoData = replace(
        state.data, layers=tuple(sorted(layers, key=lambda layer: layer_rank(layer.name)))
    )
    overlay = state.view.overlay if latest is None else latest.name
    view = replace(state.view, overlay=None if overlay == state.view.layer else overlay)
    return Loaded(replace(state, data=data, view=view, saved=MappingProxyType(saved)), tuple(problems))


def _with_labels(layer: Layer, project: ProjectFacts) -> Layer:
    """A layer without points or file with the labels of the body parts."""
    if layer.count() or (layer.path is not None and layer.path.exists()):
        return layer
    return replace(layer, tracks=MappingProxyType(dict.fromkeys(project.labels.values(), EMPTY_TRACK)))


def _rank(layer: Layer) -> tuple[bool, int, float]:
    """Whether it is a trace itself, iteration in the name, time of the file: the largest is the overlay."""
    found = _ITERATION.search(layer.name)
    try:
        written = layer.path.stat().st_mtime if layer.path is not None else 0.0
    except OSError:
        written = 0.0
    is_trace = layer.path is not None and layer.path.suffix != ".json"
    return (is_trace, int(found[1]) if found else -1, written)
