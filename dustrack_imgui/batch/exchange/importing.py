"""One door to all formats that a layer can be read from."""

from __future__ import annotations

from pathlib import Path

from dustrack_imgui.batch.exchange.sleap import read_sleap
from dustrack_imgui.batch.exchange.tidy_csv import is_tidy_csv, read_tidy_csv
from dustrack_imgui.batch.layer_file import (
    ANNOTATION_EXTENSIONS,
    LayerFile,
    UnknownFormatError,
    read_layer,
)
from dustrack_imgui.formats.names import layer_name_of

SLEAP_EXTENSION = ".slp"
EXTENSIONS = (*ANNOTATION_EXTENSIONS, SLEAP_EXTENSION)


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
    if extension == ".csv" and is_tidy_csv(path):
        return read_tidy_csv(path, name)
    return read_layer(path, video_stem=video)
