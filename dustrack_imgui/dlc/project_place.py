"""Where a new project would lie, and what is wrong with what was typed for it: a sentence for each field."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.dlc.errors import ProjectNameError
from dustrack_imgui.dlc.folder import project_of
from dustrack_imgui.dlc.project_names import check_name

NAME, EXPERIMENTER, FOLDER = "name", "experimenter", "folder"


def project_folder(name: str, experimenter: str, folder: Path, today: date) -> Path:
    """Folder that DeepLabCut makes for a project: `{name}-{experimenter}-{YYYY-MM-DD}`."""
    return folder / f"{name}-{experimenter}-{today.isoformat()}"


def problems_of(name: str, experimenter: str, folder: str, *, today: date) -> Mapping[str, str]:
    """Why a project cannot be made, by field; empty when it can.

    Parameters
    ----------
    folder
        In which the project's folder is to be made, as typed.
    """
    place = Path(folder.strip()).expanduser()
    found = {}
    for field, text in ((NAME, name), (EXPERIMENTER, experimenter)):
        try:
            check_name(text, _WORDS[field], place)
        except ProjectNameError as error:
            found[field] = f"{error.reason}."
    problem = "Choose the folder for the project." if not folder.strip() else _problem_of_folder(place)
    if problem is not None:
        found[FOLDER] = problem
    elif not found and os.path.lexists(project_folder(name, experimenter, place, today)):
        found[NAME] = "There is a project of that name, experimenter and day; choose another name."
    return MappingProxyType(found)


_WORDS = {NAME: "name of the project", EXPERIMENTER: "experimenter"}


def _problem_of_folder(folder: Path) -> str | None:
    if not folder.is_absolute():
        return "Give the whole path of the folder."
    existing = next((one for one in (folder, *folder.parents) if one.exists()), None)
    if existing is None or not existing.is_dir():
        return "There is no such folder, and none can be made there."
    if not os.access(existing, os.W_OK):
        return f"You may not write to {existing}; choose another folder."
    inside = project_of(folder)
    return None if inside is None else f"This is within the project {inside.name}; choose a folder outside."
