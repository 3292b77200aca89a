"""One door to all formats that a layer can be read from."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.batch.exchange.sleap import read_sleap
from dustrack_imgui.batch.layer_file import (
    ANNOTATION_EXTENSIONS,
    LayerFile,
    UnknownFormatError,
    read_layer,
)
from dustrack_imgui.formats.errors import ReadError, os_reason
from dustrack_imgui.formats.names import layer_name_of
from dustrack_imgui.formats.tidy_csv import load_tidy
from dustrack_imgui.model.layer import Layer, LayerKind

SLEAP_EXTENSION = ".slp"
EXTENSIONS = (*ANNOTATION_EXTENSIONS, SLEAP_EXTENSION)
_LONGEST_HEAD = 65_536


def import_layer(path: Path, *, video: str | None = None) -> LayerFile:
    """Read a layer from DeepLabCut (HDF5 or CSV), tidy CSV, SLEAP or annotation JSON, told by extension.

    Parameters
    ----------
    video
        Stem of the video whose labels are wanted, for files that hold those of several.

    Raises
    ------
    UnknownFormatError
        When the extension is none of `EXTENSIONS`.
    FormatError
        When the file is missing, or cannot be read or understood.
    MissingExtraError
        When the format needs a library that is not installed.
    """
    extension = path.suffix.lower()
    if extension not in EXTENSIONS:
        known = ", ".join(EXTENSIONS)
        raise UnknownFormatError(f"Files of this kind cannot be read, only {known}", path)
    name = layer_name_of(path.with_suffix(".json")) or path.stem
    if extension == SLEAP_EXTENSION:
        return read_sleap(path, name, video=video)
    if extension == ".csv" and _is_tidy(path):
        table = load_tidy(path)
        kind = LayerKind.DENSE if table.likelihoods else LayerKind.of_name(name)
        tracks = MappingProxyType({label: table.tracks[label] for label in sorted(table.tracks, key=int)})
        return LayerFile(Layer(name, tracks, path, kind))
    return read_layer(path, video_stem=video)


def _is_tidy(path: Path) -> bool:
    """Whether the first line names the columns of a tidy table; tables of DeepLabCut begin otherwise."""
    try:
        with path.open("rb") as file:
            head = file.readline(_LONGEST_HEAD).decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise ReadError(f"The table could not be read ({os_reason(error)})", path) from error
    return {"frame", "label"} <= set(head.strip().split(","))
