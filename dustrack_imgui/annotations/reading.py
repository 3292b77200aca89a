"""An annotation from and to its file: our JSON with what is known of its points, or a table of DeepLabCut."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from dustrack_imgui.formats.annotation_json import load_annotation, save_annotation
from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.formats.likelihood import Likelihoods, likelihoods_of
from dustrack_imgui.formats.point_facts import load_point_facts, save_point_facts
from dustrack_imgui.model.layer import Tracks

TABLE_SUFFIXES = (".h5", ".hdf5", ".csv")


class ReadTracks(NamedTuple):
    """Content of an annotation file.

    Attributes
    ----------
    tracks
        By label, with their likelihood where a model gave one.
    warnings
        Sentences about what was left out or assumed.
    """

    tracks: Tracks
    warnings: tuple[str, ...] = ()

    @property
    def likelihoods(self) -> Likelihoods:
        """By label, for the points that have one."""
        return likelihoods_of(self.tracks)


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
        from dustrack_imgui.dlc.tables import read_table  # needs YAML and Pillow, which JSON does without

        table = read_table(path, video_stem=video_stem)
        return ReadTracks(table.tracks, table.warnings)
    annotation = load_annotation(path)
    try:
        facts = load_point_facts(path, annotation.tracks)
    except FormatError as error:
        return ReadTracks(annotation.tracks, warnings=(*annotation.warnings, f"{error.reason}."))
    if facts is None:
        return ReadTracks(annotation.tracks, warnings=annotation.warnings)
    return ReadTracks(facts.tracks, annotation.warnings)


def write_tracks(path: Path, tracks: Tracks) -> None:
    """Write an annotation file, and beside it what else is known of its points, if anything.

    Raises
    ------
    WriteError
        When the system refuses; the old file is untouched then.
    """
    save_annotation(path, tracks)
    save_point_facts(path, tracks)
