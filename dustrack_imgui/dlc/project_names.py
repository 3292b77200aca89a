"""Names that a project may have, which become the name of its folder."""

from __future__ import annotations

from pathlib import Path

from dustrack_imgui.dlc.errors import ProjectNameError

_FORBIDDEN = '/\\:*?"<>|-'


def default_project_name(video: Path, layer: str = "") -> str:
    """A name for a project that can be used: stem and layer, without what no name may hold."""
    text = f"{video.stem}_{layer}" if layer else video.stem
    usable = "".join("_" if letter in _FORBIDDEN or not letter.isprintable() else letter for letter in text)
    return usable.strip(" ._") or "project"


def check_name(text: str, what: str, folder: Path) -> None:
    """Refuse what cannot be part of the name `{name}-{experimenter}-{date}` of a project's folder.

    Raises
    ------
    ProjectNameError
        With `what` it is, and why.
    """
    wrong = [letter for letter in _FORBIDDEN if letter in text]
    if not text.strip():
        raise ProjectNameError(f"The {what} is empty", folder)
    if wrong or not text.isprintable():
        raise ProjectNameError(
            f"The {what} “{text}” must not contain {' '.join(wrong) or 'such signs'}", folder
        )
    if text != text.strip(" ."):
        raise ProjectNameError(f"The {what} “{text}” must not begin or end with a blank or a dot", folder)
