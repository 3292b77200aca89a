"""Annotation files of one video made one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dustrack_imgui.annotations.linked_video import VIDEO_SUFFIXES
from dustrack_imgui.batch.layer_file import read_layer
from dustrack_imgui.batch.results import save_result
from dustrack_imgui.batch.sources import find_videos
from dustrack_imgui.drawing.draft import require_free
from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.formats.names import annotation_path, find_layers
from dustrack_imgui.model.layer import SCRATCH_LAYER
from dustrack_imgui.operations.corrections import merged


class NoAnnotationsError(FormatError):
    """There is nothing to merge."""


@dataclass(frozen=True, slots=True)
class MergeReport:
    """The file written, the files it was made of in the order in which they win, its points by label."""

    path: Path
    sources: tuple[Path, ...]
    n_points: dict[str, int]
    warnings: tuple[str, ...]


def merge_files(files: Sequence[Path], out: Path, *, overwrite: bool = False) -> MergeReport:
    """Merge annotation files: for each label and frame the last file that marks it wins.

    Raises
    ------
    FormatError
        When a file cannot be read or written.
    """
    require_free(out, overwrite=overwrite)
    sources = [read_layer(file) for file in files]
    tracks = merged(source.layer.tracks for source in sources)
    save_result(out, tracks, overwrite=overwrite)
    warnings = tuple(sentence for source in sources for sentence in source.warnings)
    return MergeReport(out, tuple(files), {label: track.count for label, track in tracks.items()}, warnings)


def merge_folder(folder: Path, layer: str = "merged", *, overwrite: bool = False) -> list[MergeReport]:
    """Merge the annotations of every video in a folder into ``{stem}_annotations_{layer}.json``.

    A video's files are taken by its exact stem, in the order of their names, so that the last name wins; the
    scratch layer and an earlier result of the same name are not among them. Videos without
    annotations are passed over.

    Raises
    ------
    NoAnnotationsError
        When no video of the folder has any.
    FormatError
        When a file cannot be read or written, or the result of any video exists already: then nothing is
        written.
    """
    plans: list[tuple[Path, list[Path]]] = []
    for video in find_videos(folder, extensions=VIDEO_SUFFIXES, is_recursive=False):
        out = annotation_path(video, layer)
        layers = find_layers(video)
        files = sorted(path for name, path in layers.items() if path != out and name != SCRATCH_LAYER)
        if files and all(out != planned for planned, _ in plans):
            require_free(out, overwrite=overwrite)
            plans.append((out, files))
    if not plans:
        raise NoAnnotationsError("No video in this folder has annotations beside it", folder)
    return [merge_files(files, out, overwrite=overwrite) for out, files in plans]
