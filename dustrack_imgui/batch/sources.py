"""Which videos a piece of batch work is about: files as named, folders walked."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dustrack_imgui.formats.errors import ReadError, os_reason

PathLike = str | os.PathLike[str]
Sources = PathLike | Iterable[PathLike]

VIDEO_EXTENSIONS = (".mp4", ".mov", ".mkv", ".avi", ".m4v")
"""What a folder is searched for; a file that is named may have any extension."""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file of a batch.

    Attributes
    ----------
    path
        The file as it was found.
    status
        One word, or for an error ``"error: …"``; the words are those of the work.
    output
        The file that was made, None when none was.
    note
        A clause for the user, empty when the status says it all.
    """

    path: Path
    status: str
    output: Path | None = None
    note: str = ""


def find_videos(
    sources: Sources, *, extensions: Iterable[str] = VIDEO_EXTENSIONS, is_recursive: bool = True
) -> list[Path]:
    """Videos of files and folders, in the order given, each once; a file that is missing is listed too.

    Parameters
    ----------
    sources
        A path or several. Folders are walked in the order of names; hidden files and folders and links to
        folders are passed over.
    extensions
        What counts as a video within a folder, in any case.

    Raises
    ------
    ReadError
        When a folder cannot be listed.
    """
    wanted = {extension.lower() for extension in extensions}
    named = [sources] if isinstance(sources, str | os.PathLike) else list(sources)
    found: dict[Path, None] = {}
    for source in map(Path, named):
        for path in _walk(source, is_recursive) if source.is_dir() else [source]:
            if path is source or path.suffix.lower() in wanted:
                found.setdefault(path)
    return list(found)


def _walk(folder: Path, is_recursive: bool) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise ReadError(
            f"The folder could not be listed ({os_reason(error)})", Path(error.filename or folder)
        )

    for place, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith(".")) if is_recursive else []
        yield from (Path(place, name) for name in sorted(files) if not name.startswith("."))
