"""Where a project lies and which videos it has, by its files alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dustrack_imgui.dlc.config import read_config
from dustrack_imgui.dlc.errors import BrokenProjectError
from dustrack_imgui.formats.rebase import CONFIG_NAME, rebase_to_config
from dustrack_imgui.model.video import video_identity

FOLDERS = ("videos", "labeled-data")
_SEVERAL_ANIMALS = "MULTI!"


def is_project(folder: Path) -> bool:
    """Whether a folder is the root of a project, by what lies in it; nothing is parsed."""
    return (folder / CONFIG_NAME).is_file() and all((folder / name).is_dir() for name in FOLDERS)


def project_of(path: Path) -> Path | None:
    """Nearest folder above a file, or the folder itself, that is the root of a project, resolved.

    A link to a file elsewhere belongs to the project that the link lies in.
    """
    for here in (video_identity(path), path.resolve()):
        for folder in (here, *here.parents):
            if is_project(folder):
                return folder.resolve()
    return None


def project_videos(root: Path) -> tuple[Path, ...]:
    """Videos of a project in the order of its configuration, as they lie in the project now.

    Raises
    ------
    ReadError
        When the configuration cannot be read.
    BrokenProjectError
        When it is no project's.
    """
    return videos_of(root / CONFIG_NAME, read_config(root / CONFIG_NAME))


def videos_of(config: Path, values: Mapping[str, Any]) -> tuple[Path, ...]:
    """Videos that a configuration names, where they lie now.

    Raises
    ------
    BrokenProjectError
        When its `video_sets` is no list of videos.
    """
    return tuple(rebased(config, str(video)) for video in _video_sets(config, values))


def crops_of(config: Path, values: Mapping[str, Any]) -> dict[Path, str]:
    """`x1, x2, y1, y2` of every video as the configuration writes it; "" when it says nothing."""
    sets = _video_sets(config, values)
    return {
        rebased(config, str(video)): str(facts.get("crop", "")) if isinstance(facts, Mapping) else ""
        for video, facts in sets.items()
    }


def body_parts_of(config: Path, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Body parts that a configuration names, in its order.

    Raises
    ------
    BrokenProjectError
        When they are no list of names.
    """
    parts = values.get("bodyparts")
    if parts == _SEVERAL_ANIMALS:
        parts = values.get("multianimalbodyparts")
    if parts is None or parts == "":
        return ()
    if not isinstance(parts, list):
        raise BrokenProjectError("Its bodyparts are no list of names", config)
    return tuple(str(part) for part in parts)


def rebased(config: Path, video: str) -> Path:
    """Path of a video relative to where the project lies now.

    When the project's folder got another name, a video of the name in its folder of videos is meant; what is
    not there never lay in the project.
    """
    try:
        return Path(rebase_to_config(config, video))
    except ValueError:
        inside = config.parent / FOLDERS[0] / re.split(r"[\\/]", video)[-1]
        return inside if inside.exists() else Path(video)


def _video_sets(config: Path, values: Mapping[str, Any]) -> Mapping[str, Any]:
    sets = values.get("video_sets")
    if sets is None or sets == "":
        return {}
    if not isinstance(sets, Mapping):
        raise BrokenProjectError("Its video_sets are no list of videos", config)
    return sets
