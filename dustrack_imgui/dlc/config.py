"""A project's `config.yaml`: read as DeepLabCut reads it, edited with comments and unknown keys kept."""

from __future__ import annotations

import copy
import functools
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from dustrack_imgui.dlc.errors import BrokenProjectError, NoProjectError
from dustrack_imgui.dlc.yaml_text import YamlTextError, edit_yaml, parse_yaml
from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.formats.errors import ReadError, os_reason

_NEEDED = ("Task", "scorer", "date", "video_sets", "bodyparts")


def read_config(path: Path) -> dict[str, Any]:
    """Values of a `config.yaml`.

    Raises
    ------
    NoProjectError
        When there is no such file.
    ReadError
        When it may not be read.
    BrokenProjectError
        When it is no configuration.
    """
    return _parsed(_text(path), path)


def edit_config(path: Path, changes: Mapping[str, object]) -> dict[str, Any]:
    """Change values of a `config.yaml` in one step; everything else in it stays as it is written.

    Parameters
    ----------
    changes
        New values by key. Paths become text; a key that is not there is added at the end.

    Returns
    -------
    dict
        All values, changed ones too.

    Raises
    ------
    NoProjectError, ReadError, BrokenProjectError
        As `read_config`, and when the configuration was cut off; nothing is written.
    WriteError
        When the system refuses; the old file is untouched then.
    """
    missing = missing_keys(read_config(path))
    if missing:
        names = " and ".join(missing)
        raise BrokenProjectError(f"The configuration is incomplete: {names} is missing; restore it", path)
    return edit_settings(path, changes)


def edit_settings(path: Path, changes: Mapping[str, object]) -> dict[str, Any]:
    """Change values of any file of settings as `edit_config` does.

    Raises
    ------
    NoProjectError, ReadError, BrokenProjectError, WriteError
        As `edit_config`.
    """
    text = _text(path)
    _parsed(text, path)

    def change(values: Any) -> None:
        for key, value in changes.items():
            values[key] = _plain(value)

    edited = edit_yaml(text, change)
    if edited != text:
        write_atomically(path, edited.encode("utf-8"))
    return _parsed(edited, path)


def missing_keys(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Settings without which a configuration is none; a file that was cut off lacks some."""
    return tuple(key for key in _NEEDED if key not in values)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise NoProjectError("There is no project of DeepLabCut", path) from error
    except OSError as error:
        raise ReadError(f"The project could not be read ({os_reason(error)})", path) from error
    except UnicodeDecodeError as error:
        raise BrokenProjectError("The configuration is no text in UTF-8", path) from error


def _parsed(text: str, path: Path) -> dict[str, Any]:
    try:
        values = copy.deepcopy(_parsed_once(text))
    except YamlTextError as error:
        raise BrokenProjectError(f"This is no configuration of DeepLabCut ({error})", path) from error
    return values


@functools.lru_cache(maxsize=16)
def _parsed_once(text: str) -> dict[str, Any]:
    """Every table of a project asks for its configuration, which takes a while to parse."""
    return parse_yaml(text)


def _plain(value: object) -> object:
    """The value as YAML keeps it."""
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
