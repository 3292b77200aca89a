"""Saving what work without a window made: never over a file that nobody said may be replaced."""

from __future__ import annotations

from pathlib import Path

from dustrack_imgui.annotations.reading import write_tracks
from dustrack_imgui.drawing.draft import require_free
from dustrack_imgui.model.layer import Tracks


def save_result(path: Path, tracks: Tracks, *, overwrite: bool) -> None:
    """Write an annotation file, and beside it what else is known of its points.

    Raises
    ------
    OutputExistsError
        When it exists and `overwrite` is False.
    WriteError
        When the system refuses.
    """
    require_free(path, overwrite=overwrite)
    write_tracks(path, tracks)


def beside(source: Path, ending: str, extension: str = ".json") -> Path:
    """The file ``{stem}{ending}{extension}`` in the folder of `source`."""
    return source.with_name(f"{source.stem}{ending}{extension}")
