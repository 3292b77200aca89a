"""Which layers of a video are labels made by hand, to train from; and reading them from disk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from dustrack_imgui.formats.annotation_json import load_annotation
from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.formats.names import find_layers, layer_name_of
from dustrack_imgui.formats.point_facts import known_tracks
from dustrack_imgui.formats.project_files import find_annotations
from dustrack_imgui.model.layer import NO_TRACKS, LayerKind, Tracks
from dustrack_imgui.model.session import VideoState
from dustrack_imgui.model.video import stem_of

MERGED_LAYER = "merged"
_JSON = ".json"


@dataclass(frozen=True, eq=False)
class HandLayer:
    """A layer of labels made by hand, as it is and as its file has it.

    Attributes
    ----------
    video, name, path
        Video and name of the layer, and its file, which need not exist yet.
    tracks, saved
        By label; `saved` is what was last read from or written to the file.
    is_open
        Whether the window holds it, so that a change has to go through its session.
    """

    video: Path
    name: str
    path: Path
    tracks: Tracks
    saved: Tracks = field(default_factory=lambda: NO_TRACKS)
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class SkippedLayer:
    """A layer that is not trained on, and why: "it was computed, not made by hand".

    `is_problem` tells a file that should be trained on, but cannot be read.
    """

    video: Path
    name: str
    reason: str
    is_problem: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class FoundLayers:
    """Layers to train on, and those left out."""

    layers: tuple[HandLayer, ...] = ()
    skipped: tuple[SkippedLayer, ...] = ()

    def __add__(self, other: FoundLayers) -> FoundLayers:
        return FoundLayers(self.layers + other.layers, self.skipped + other.skipped)


def reason_to_skip(name: str, path: Path | None) -> str | None:
    """Why a layer is not trained on; None for labels made by hand.

    Left out are the scratch layer, whatever a model or a filter computed, merged copies of other layers (they
    would bring back what was deleted there since), and tables of DeepLabCut, which are never written to.
    """
    kind = LayerKind.of_name(name)
    if kind is LayerKind.SCRATCH:
        return "it is only for scratch"
    if path is None:
        return "it has no file"
    if path.suffix.lower() != _JSON:
        return "it is a table of DeepLabCut, which is only read"
    if kind is LayerKind.DENSE or "_blip_" in f"_{name}_":
        return "it was computed, not made by hand"
    return "it is a merged copy of other layers" if name == MERGED_LAYER else None


def layers_of_session(states: Iterable[VideoState]) -> FoundLayers:
    """Layers of open videos, with what is not saved yet."""
    layers: list[HandLayer] = []
    skipped: list[SkippedLayer] = []
    for state in states:
        for layer in state.data.layers:
            reason = reason_to_skip(layer.name, layer.path)
            if reason is None and layer.path is not None:
                saved = state.saved.get(layer.name, NO_TRACKS)
                own = HandLayer(state.video.path, layer.name, layer.path, layer.tracks, saved, is_open=True)
                layers.append(own)
            elif reason is not None:
                skipped.append(SkippedLayer(state.video.path, layer.name, reason))
    return FoundLayers(tuple(layers), tuple(skipped))


def layers_of_files(
    videos: Iterable[Path], *, project: Path | None = None, without: Iterable[Path] = ()
) -> FoundLayers:
    """Layers on disk, by the exact stems of their videos; unreadable ones are skipped.

    Parameters
    ----------
    videos
        All videos of the project, so that a file belongs to the one whose stem fits best.
    project
        Its folder, in all of which files are looked for, as training does; None looks beside the videos.
    without
        Files that are not looked at: those of layers that are open.

    Raises
    ------
    ReadError
        When a folder cannot be listed.
    """
    videos = tuple(videos)
    stems = [stem_of(video) for video in videos]
    open_files = {path.resolve() for path in without}
    layers: list[HandLayer] = []
    skipped: list[SkippedLayer] = []
    for video in videos:
        for path in annotation_files(video, project=project, stems=stems):
            name = layer_name_of(path, video=video)
            if name is None or path.resolve() in open_files:
                continue
            reason = reason_to_skip(name, path)
            if reason is not None:
                skipped.append(SkippedLayer(video, name, reason))
                continue
            try:
                tracks = _read(path)
            except FormatError as error:
                skipped.append(SkippedLayer(video, name, f"it cannot be used: {error}", is_problem=True))
            else:
                layers.append(HandLayer(video, name, path, tracks, tracks))
    return FoundLayers(tuple(layers), tuple(skipped))


def annotation_files(
    video: Path, *, project: Path | None = None, stems: Iterable[str] = ()
) -> tuple[Path, ...]:
    """Annotation files of a video by its exact stem: beside it, and anywhere in its project.

    Parameters
    ----------
    stems
        Of all videos of the project: a file whose name fits two of them belongs to the longer one.

    Raises
    ------
    ReadError
        When a folder cannot be listed.
    """
    stem, all_stems = stem_of(video), tuple(stems)
    found = set() if project is None else set(find_annotations(project, stem, stems=all_stems))
    is_beside = project is None or not video.is_relative_to(project)
    if is_beside and video.parent.is_dir():
        longer = [video.with_name(f"{other}.mp4") for other in all_stems if len(other) > len(stem)]
        beside = find_layers(video).values()
        found.update(path for path in beside if all(layer_name_of(path, video=one) is None for one in longer))
    return tuple(sorted(found, key=str))


def _read(path: Path) -> Tracks:
    """Points of a layer with what is known of them; a damaged sidecar costs only that."""
    return known_tracks(path, load_annotation(path).tracks)
