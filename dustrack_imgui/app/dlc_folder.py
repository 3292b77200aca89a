"""What a DeepLabCut project's folder says without DeepLabCut: where it is, its videos, their layers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import yaml

from dustrack_imgui.annotations.reading import read_tracks
from dustrack_imgui.app.loading import Loaded
from dustrack_imgui.formats.errors import FormatError, ReadError, os_reason
from dustrack_imgui.formats.names import layer_rank
from dustrack_imgui.formats.project_files import find_project_layers
from dustrack_imgui.formats.rebase import rebase_to_config
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import VideoData

CONFIG_NAME = "config.yaml"
_FOLDERS = ("videos", "labeled-data")
_ITERATION = re.compile(r"iteration-(\d+)")


def is_project(folder: Path) -> bool:
    """Whether a folder is the root of a project, by what lies in it; nothing is parsed."""
    return (folder / CONFIG_NAME).is_file() and all((folder / name).is_dir() for name in _FOLDERS)


def project_of(path: Path) -> Path | None:
    """Nearest folder above a file, or the folder itself, that is the root of a project."""
    here = path.resolve()
    return next((folder for folder in (here, *here.parents) if is_project(folder)), None)


def project_videos(root: Path) -> tuple[Path, ...]:
    """Videos of a project in the order of its configuration, as they lie in the project now.

    Raises
    ------
    ReadError
        When the configuration cannot be read or is no project's.
    """
    config = root / CONFIG_NAME
    try:
        data = yaml.safe_load(config.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReadError(f"The project could not be read ({os_reason(error)})", config) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ReadError(f"This is no configuration of DeepLabCut ({error})", config) from error
    videos = data.get("video_sets") if isinstance(data, Mapping) else None
    if videos is not None and not isinstance(videos, Mapping):
        raise ReadError("Its video_sets are no list of videos", config)
    return tuple(_rebased(config, str(video)) for video in videos or ())


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
    """Layer to label in: that of the iteration after the last one that has a trained model."""
    trained: dict[int, bool] = {}
    for folder in root.glob("dlc-models*/iteration-*"):
        found = _ITERATION.fullmatch(folder.name)
        if found is not None:
            has_model = any(True for ending in ("index", "pt") for _ in folder.rglob(f"snapshot*.{ending}"))
            number = int(found[1])
            trained[number] = trained.get(number, False) or has_model
    latest = max(trained, default=0)
    return f"iteration-{latest + 1 if trained.get(latest) else latest}"


def with_project_layers(loaded: Loaded, root: Path) -> Loaded:
    """Add the layers that a project has of a video to those that lie beside it.

    The latest prediction becomes the overlay.
    """
    state = loaded.state
    stems = [video.stem for video in project_videos(root)]
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
        problems += read.warnings
        layers.append(Layer(name, read.tracks, path, LayerKind.of_name(name)))
        saved[name] = read.tracks
    predictions = [layer for layer in layers if layer.name.startswith("dlc_") and layer.path is not None]
    latest = max(predictions, key=_age, default=None)
    data: VideoData = replace(
        state.data, layers=tuple(sorted(layers, key=lambda layer: layer_rank(layer.name)))
    )
    overlay = state.view.overlay if latest is None else latest.name
    view = replace(state.view, overlay=None if overlay == state.view.layer else overlay)
    return Loaded(replace(state, data=data, view=view, saved=MappingProxyType(saved)), tuple(problems))


def _age(layer: Layer) -> tuple[int, float]:
    """Iteration in the name, then time of the file: the larger the later."""
    found = _ITERATION.search(layer.name)
    try:
        written = layer.path.stat().st_mtime if layer.path is not None else 0.0
    except OSError:
        written = 0.0
    return (int(found[1]) if found else -1, written)


def _rebased(config: Path, video: str) -> Path:
    """Path of a video relative to where the project lies now; as it is when it never lay in the project."""
    try:
        return Path(rebase_to_config(config, video))
    except ValueError:
        return Path(video)
