"""Paths of a project that was moved: kept from the project's folder on, put under where it is now."""

from __future__ import annotations

import re
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from dustrack_imgui.formats.errors import RebaseError

CONFIG_NAME = "config.yaml"
_SLASHES = re.compile(r"[\\/]+")
_DRIVE = re.compile(r"[A-Za-z]:")


def rebase_to_config(config: str | PurePath, path: str | PurePath) -> str:
    r"""Where a file of a project is now.

    Parameters
    ----------
    config
        The project's `config.yaml`, or its folder, as it is now: posix (`/data/p`), with a drive (`D:\p`) or
        on a share (`\\server\share\p`). It decides how the result is written.
    path
        A file of the project as it was, maybe on another computer, with any slashes.

    Raises
    ------
    RebaseError
        (A `ValueError`, too.) When the project's folder does not occur in `path`, or has no name.
    """
    text = str(config)
    flavour = PureWindowsPath if "\\" in text or _DRIVE.match(text) else PurePosixPath
    here = flavour(text)
    root = here.parent if here.name.lower() == CONFIG_NAME else here
    if root.name == "":
        raise RebaseError("The project's folder has no name", Path(text))
    parts = [part for part in _SLASHES.split(str(path).strip()) if part]
    place = _last_place(parts, root.name)
    if place is None:
        raise RebaseError(f"The path does not lead through the project's folder {root.name}", Path(str(path)))
    tail = parts[place + 1 :]
    if ".." in tail:
        raise RebaseError("The path leads out of the project's folder", Path(str(path)))
    return str(root.joinpath(*tail))


def _last_place(parts: list[str], name: str) -> int | None:
    """Last occurrence of the folder, the exact spelling before one that differs in case."""
    for same in (str, str.casefold):
        places = [number for number, part in enumerate(parts) if same(part) == same(name)]
        if places:
            return places[-1]
    return None
