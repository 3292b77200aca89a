"""One name for each file that holds a layer, so that two files never share one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.formats.names import NAMELESS_LAYER

LABELED_DATA_LAYER = "labeled_data"
VIDEOS_FOLDER = "videos"
_ANNOTATIONS = "_annotations"
_COLLECTED = "CollectedData_"
_PREDICTION = re.compile(r"DLC.*shuffle(?P<shuffle>[0-9]+)_(?P<rest>.+)$")
_OTHER_PREDICTION = re.compile(r"DLC_?(?P<rest>.+)$")
_SNAPSHOT = "snapshot_"


def canonical_layer_name(path: Path, project_root: Path | None = None) -> str:
    """Name of the layer that a file holds, the same whether it was just made or found on disk.

    * `v_annotations_pn.json` is `pn`, and `v_annotations.json` is `noname`.
    * `videos/iteration-0/vDLC_…shuffle1_snapshot_050.h5` is `dlc_iteration-0_050`; what was made of it keeps
      the snapshot (`dlc_iteration-0_050_lkmovavg_0.500`), where DUSTrack drops it and one layer hides the
      other. Other shuffles than the first are named, too.
    * `CollectedData_….h5` is `labeled_data`; anything else is called by its stem.

    Parameters
    ----------
    project_root
        Folder of the project; without it the iteration is the name of the folder that the file is in.
    """
    stem = path.stem
    if _ANNOTATIONS in stem:
        return stem.rpartition(_ANNOTATIONS)[2].strip("_") or NAMELESS_LAYER
    if stem.startswith(_COLLECTED):
        return LABELED_DATA_LAYER
    found = _PREDICTION.search(stem)
    if found is not None:
        rest = found["rest"].removeprefix(_SNAPSHOT)
        shuffle = "" if found["shuffle"] == "1" else f"shuffle{found['shuffle']}_"
        return f"dlc_{_place(path, project_root)}_{shuffle}{rest}"
    other = _OTHER_PREDICTION.search(stem)
    return stem if other is None else f"dlc_{_place(path, project_root)}_{other['rest']}"


def distinct_layer_names(paths: Iterable[Path], project_root: Path | None = None) -> Mapping[str, Path]:
    """Canonical names of several files; files that would share one are told apart.

    The file that DeepLabCut wrote (`.h5`), or else the one nearest to the project's root, keeps the short
    name; the others get their suffix, their folder or a number after it, whatever the order of `paths`.
    """
    named: dict[str, Path] = {}
    for path in sorted(paths, key=_precedence):
        candidates = _candidates(canonical_layer_name(path, project_root), path)
        named[next(name for name in candidates if name not in named)] = path
    return MappingProxyType(named)


def _candidates(name: str, path: Path) -> Iterator[str]:
    yield name
    yield f"{name}_{path.suffix[1:]}"
    yield f"{name}_{path.parent.name}"
    yield from (f"{name}_{number}" for number in count(2))


def _place(path: Path, project_root: Path | None) -> str:
    """Iteration of a prediction: the folders between `videos` and the file."""
    if project_root is not None and path.is_relative_to(project_root / VIDEOS_FOLDER):
        folders = path.relative_to(project_root / VIDEOS_FOLDER).parts[:-1]
        if folders:
            return "_".join(folders)
    return path.parent.name


def _precedence(path: Path) -> tuple[bool, int, str]:
    return path.suffix.lower() != ".h5", len(path.parts), path.as_posix()
