"""A video that was annotated outside goes on in its project: where its layers are kept from then on.

The files outside stay as they are, to go back to. What is in the layers now is written into the project,
saved or not; files that only accompany layers are copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.dlc.placing_errors import InTheWayError
from dustrack_imgui.formats.annotation_json import dump_annotation, save_annotation
from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.formats.errors import ReadError, os_reason
from dustrack_imgui.formats.intervals import intervals_path
from dustrack_imgui.formats.label_names import label_names_path, load_label_names, save_label_names
from dustrack_imgui.formats.names import annotation_path, layer_name_of
from dustrack_imgui.formats.point_facts import point_facts_path, save_point_facts
from dustrack_imgui.model.layer import Layer, LayerKind, Tracks
from dustrack_imgui.model.session import VideoState

_JSON = ".json"
_OURS = ".dustrack-"
_REPLACED = ".dustrack-replaced-"


@dataclass(frozen=True, eq=False, slots=True)
class RewiredLayer:
    """One layer: where it was kept, and where it is kept from now on.

    Attributes
    ----------
    old_path
        None for a layer that never had a file.
    new_path
        The same as the old one for tables of DeepLabCut, which are only read.
    tracks
        What it holds now.
    is_written
        Whether a file is made: the layer has points and is none for scratch.
    """

    name: str
    old_path: Path | None
    new_path: Path | None
    tracks: Tracks
    is_written: bool


@dataclass(frozen=True, eq=False, slots=True)
class Rewiring:
    """What is to be done for one video.

    Attributes
    ----------
    old_video, new_video
        The video outside and in the project.
    copies
        Files that accompany layers and the video: from where to where.
    label_names
        Names of labels, which a project keeps for all its videos.
    """

    old_video: Path
    new_video: Path
    layers: tuple[RewiredLayer, ...]
    copies: Mapping[Path, Path]
    label_names: Mapping[str, str]


def plan_rewiring(state: VideoState, new_video: Path) -> Rewiring:
    """Decide where the layers of an open video are kept once it is in a project; nothing is written.

    Parameters
    ----------
    state
        The video as it is open, outside the project.
    new_video
        Where it lies in the project.

    Raises
    ------
    LayerNameError
        When the name of a layer cannot stand in a file name.
    ReadError
        When the folder of the video cannot be listed.
    """
    old_video = state.video.path
    layers = tuple(_rewired(layer, old_video, new_video) for layer in state.data.layers)
    copies = dict(_companions(layers))
    if intervals_path(old_video).is_file():
        copies[intervals_path(old_video)] = intervals_path(new_video)
    return Rewiring(old_video, new_video, layers, MappingProxyType(copies), state.data.label_names)


def write_rewired(rewiring: Rewiring) -> None:
    """Write the layers and what accompanies them into the project.

    Raises
    ------
    InTheWayError
        When the project has other content under one of the names; nothing is written then.
    ReadError, WriteError
        When the system refuses; what was written until then is complete, and the files outside are as before.
    """
    written = [layer for layer in rewiring.layers if layer.is_written]
    for layer in written:
        _require_free(layer)
    copies = {source: _read(source) for source in rewiring.copies}
    for layer in written:
        if layer.new_path is not None:
            save_annotation(layer.new_path, layer.tracks)
            save_point_facts(layer.new_path, layer.tracks)
    for source, target in rewiring.copies.items():
        if not target.exists():
            write_atomically(target, copies[source])
    _write_label_names(rewiring)


def rewired_state(state: VideoState, rewiring: Rewiring) -> VideoState:
    """The open video after the rewiring was written: in the project, with its layers saved there.

    What the user did to the layers while it was written is unsaved; layers that were made meanwhile go on in
    the project as well.
    """
    now = {layer.name: _rewired(layer, rewiring.old_video, rewiring.new_video) for layer in state.data.layers}
    layers = tuple(
        replace(layer, path=now[layer.name].new_path, moved_from=None) for layer in state.data.layers
    )
    saved = {name: tracks for name, tracks in state.saved.items() if not _is_moved(now.get(name))}
    saved.update({layer.name: layer.tracks for layer in rewiring.layers if layer.is_written})
    return replace(
        state,
        video=replace(state.video, path=rewiring.new_video),
        data=replace(state.data, layers=layers),
        saved=MappingProxyType(saved),
    )


def _rewired(layer: Layer, old_video: Path, new_video: Path) -> RewiredLayer:
    old = layer.path
    if old is not None and old.suffix.lower() != _JSON:
        return RewiredLayer(layer.name, old, old, layer.tracks, is_written=False)
    is_called_so = old is not None and layer_name_of(old, video=old_video) == layer.name
    new = new_video.with_name(old.name) if old and is_called_so else annotation_path(new_video, layer.name)
    is_written = layer.kind is not LayerKind.SCRATCH and any(track.count for track in layer.tracks.values())
    return RewiredLayer(layer.name, old, new, layer.tracks, is_written)


def _companions(layers: tuple[RewiredLayer, ...]) -> Iterator[tuple[Path, Path]]:
    """Our sidecars of layers: what was dropped from them, and what computed ones were made from."""
    for layer in layers:
        if layer.old_path is None or layer.new_path is None or not _is_moved(layer) or not layer.is_written:
            continue
        stem = layer.old_path.stem
        for path in _listed(layer.old_path.parent):
            ending = path.name[len(stem) :]
            if not path.name.startswith(f"{stem}{_OURS}") or ending.startswith(_REPLACED):
                continue
            if path != point_facts_path(layer.old_path):
                yield path, layer.new_path.with_name(f"{layer.new_path.stem}{ending}")


def _is_moved(layer: RewiredLayer | None) -> bool:
    return layer is not None and layer.new_path != layer.old_path


def _require_free(layer: RewiredLayer) -> None:
    """Refuse a name that other content has; a copy of the file outside, or the very content, is fine."""
    target, old = layer.new_path, layer.old_path
    if target is None or not target.exists():
        return
    there = _read(target)
    if there == dump_annotation(layer.tracks) or (old is not None and old.exists() and there == _read(old)):
        return
    raise InTheWayError(
        f"The project has another layer {layer.name} of this video; rename one of them", target
    )


def _write_label_names(rewiring: Rewiring) -> None:
    """Names that the project does not have yet."""
    path = label_names_path(rewiring.new_video)
    there = load_label_names(path)
    names = {**rewiring.label_names, **there}
    if names != dict(there):
        save_label_names(path, names)


def _listed(folder: Path) -> tuple[Path, ...]:
    if not folder.is_dir():
        return ()
    try:
        return tuple(sorted(folder.iterdir()))
    except OSError as error:
        raise ReadError(f"The folder could not be listed ({os_reason(error)})", folder) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReadError(f"The file could not be read ({os_reason(error)})", path) from error
