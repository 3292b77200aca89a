"""Files of one video in a DeepLabCut project, found by its exact stem: `v1` never takes what is `v10`'s."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.formats.errors import ReadError, os_reason
from dustrack_imgui.formats.layer_names import VIDEOS_FOLDER, distinct_layer_names
from dustrack_imgui.formats.names import layer_rank

LABELED_DATA_FOLDER = "labeled-data"
_SKIPPED = re.compile(r"dlc-models.*|evaluation-results.*|training-datasets|labeled-data|\..*")
_ANNOTATION = re.compile(r"_annotations(_.+)?\.json$", re.DOTALL)
_PREDICTION = re.compile(r"DLC.*\.(h5|json)$", re.DOTALL)


def find_annotations(project: Path, stem: str, *, stems: Iterable[str] = ()) -> tuple[Path, ...]:
    """Annotation files of a video, anywhere in the project, in the order in which DUSTrack merges them.

    Parameters
    ----------
    stem
        Of the video.
    stems
        Of all videos of the project: a file whose name fits two of them belongs to the longer one.

    Raises
    ------
    ReadError
        When a folder cannot be listed.
    """
    return _own(project, _ANNOTATION, stem, stems)


def find_predictions(
    project: Path, stem: str, *, stems: Iterable[str] = (), task_and_date: str | None = None
) -> tuple[Path, ...]:
    """Predictions of a video and what was made of them (`.h5` and `.json` below `videos/`).

    Parameters
    ----------
    task_and_date
        `{Task}{date}` of the project's config (`blobNov22`): other projects' predictions are left out then.

    Raises
    ------
    ReadError
        When a folder cannot be listed.
    """
    folder = project / VIDEOS_FOLDER
    found = _own(folder, _PREDICTION, stem, stems) if folder.is_dir() else ()
    return tuple(path for path in found if task_and_date is None or f"_{task_and_date}shuffle" in path.name)


def find_labeled_data(project: Path, stem: str, *, scorer: str | None = None) -> tuple[Path, ...]:
    """Tables of labels in `labeled-data/{stem}`, of one scorer or of all.

    Raises
    ------
    ReadError
        When the folder is there but cannot be listed.
    """
    folder = project / LABELED_DATA_FOLDER / stem
    if not folder.is_dir():
        return ()
    wanted = re.compile(rf"CollectedData_{'.+' if scorer is None else re.escape(scorer)}\.h5$", re.DOTALL)
    return tuple(path for path in _files_below(folder) if wanted.match(path.name) and path.parent == folder)


def find_project_layers(
    project: Path,
    stem: str,
    *,
    stems: Iterable[str] = (),
    task_and_date: str | None = None,
    scorer: str | None = None,
) -> Mapping[str, Path]:
    """All layers of a video in a project, by name, in the order in which they are shown.

    Raises
    ------
    ReadError
        When a folder cannot be listed.
    """
    paths = [
        *find_annotations(project, stem, stems=stems),
        *find_predictions(project, stem, stems=stems, task_and_date=task_and_date),
        *find_labeled_data(project, stem, scorer=scorer),
    ]
    named = distinct_layer_names(paths, project)
    return MappingProxyType({name: named[name] for name in sorted(named, key=layer_rank)})


def _own(folder: Path, ending: re.Pattern[str], stem: str, stems: Iterable[str]) -> tuple[Path, ...]:
    """Files called by the stem and an ending, unless a longer stem fits as well."""
    longer = [other for other in stems if len(other) > len(stem)]

    def fits(name: str, candidate: str) -> bool:
        start = os.path.normcase(name[: len(candidate)])
        return start == os.path.normcase(candidate) and ending.match(name, len(candidate)) is not None

    def is_own(path: Path) -> bool:
        return fits(path.name, stem) and not any(fits(path.name, other) for other in longer)

    return tuple(sorted((path for path in _files_below(folder) if is_own(path)), key=str))


def _files_below(folder: Path) -> Iterator[Path]:
    """Files in a folder and its subfolders, without DeepLabCut's models and images, links not followed."""

    def refuse(error: OSError) -> None:
        raise ReadError(f"The folder could not be listed ({os_reason(error)})", folder) from error

    for root, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if _SKIPPED.fullmatch(name) is None)
        yield from (Path(root, name) for name in sorted(files) if not name.startswith("."))
