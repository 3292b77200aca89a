"""Files of layers that another program may have changed meanwhile: nothing of its work is lost."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from dustrack_imgui.annotations.reading import write_tracks
from dustrack_imgui.formats.annotation_json import load_annotation
from dustrack_imgui.model.layer import NO_TRACKS, Tracks
from dustrack_imgui.model.track import EMPTY_TRACK


class ChangedOnDisk(Exception):  # noqa: N818 - it reads as the reason in a sentence
    """The file holds points that this session neither read nor wrote.

    Attributes
    ----------
    theirs
        What it holds.
    """

    def __init__(self, reason: str, theirs: Tracks = NO_TRACKS) -> None:
        super().__init__(reason)
        self.theirs = theirs


def write_layer(path: Path, tracks: Tracks, known: Tracks) -> None:
    """Write tracks to a file that must still hold `known`, or be missing.

    Raises
    ------
    ChangedOnDisk
        When another program changed the file.
    FormatError, OSError
        When it cannot be read or written.
    """
    if path.exists():
        there = load_annotation(path).tracks
        if not _same(there, known):
            raise ChangedOnDisk(
                f"{path.name} was changed by another program. Use “Save layer as…” to keep both.", there
            )
    write_tracks(path, tracks)


def free_path(path: Path) -> Path:
    """The path itself, or with the first number behind its name that no file has."""
    if not path.exists():
        return path
    numbered = (path.with_name(f"{path.stem}_{number}{path.suffix}") for number in count(2))
    return next(one for one in numbered if not one.exists())


def remove_layer_file(path: Path, known: Tracks) -> bool:
    """Remove an annotation file that still holds `known`; False when there is no such file.

    Raises
    ------
    ChangedOnDisk
        When it holds anything else; it stays.
    FormatError, OSError
        When it cannot be read or removed.
    """
    if path.suffix.lower() != ".json" or not path.exists():
        return False
    if not _same(load_annotation(path).tracks, known):
        raise ChangedOnDisk(f"{path.name} was changed by another program and stays beside its new name.")
    path.unlink()
    return True


def _same(a: Tracks, b: Tracks) -> bool:
    return all(a.get(x, EMPTY_TRACK).holds_same_points(b.get(x, EMPTY_TRACK)) for x in {**a, **b})
