"""Reading an annotation from whatever file holds it: our JSON, or a table of DeepLabCut."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from dustrack_imgui.formats.annotation_json import load_annotation
from dustrack_imgui.formats.dlc_table import DlcTable, read_dlc_table
from dustrack_imgui.formats.errors import TableError
from dustrack_imgui.model.layer import Tracks

TABLE_SUFFIXES = (".h5", ".hdf5", ".csv")


class ReadTracks(NamedTuple):
    """Tracks by label, and sentences about what was left out or assumed."""

    tracks: Tracks
    warnings: tuple[str, ...]


def read_tracks(path: Path, *, video_stem: str | None = None) -> ReadTracks:
    """Read an annotation file.

    Parameters
    ----------
    video_stem
        Which video's labels are wanted, should a table hold those of several.

    Raises
    ------
    FormatError
        When the file is missing, or cannot be read or understood.
    """
    if path.suffix.lower() in TABLE_SUFFIXES:
        table = _read_table(path, video_stem)
        return ReadTracks(table.tracks, table.warnings)
    annotation = load_annotation(path)
    return ReadTracks(annotation.tracks, annotation.warnings)


def _read_table(path: Path, video_stem: str | None) -> DlcTable:
    """Take a table's only video whatever it is called; of several take the one that is named."""
    try:
        return read_dlc_table(path)
    except TableError:
        if video_stem is None:
            raise
        return read_dlc_table(path, video=video_stem)
