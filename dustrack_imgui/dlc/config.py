"""A project's `config.yaml`: read as DeepLabCut reads it, edited with comments and unknown keys kept."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from dustrack_imgui.dlc.errors import BrokenProjectError, NoProjectError
from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.formats.errors import ReadError, os_reason

_NO_FOLDING = 1 << 20


def read_config(path: Path) -> dict[str, Any]:
    """Values of a `config.yaml`.

    Raises
    ------
    NoProjectError
        When there is no such file.
    ReadError
        When it may not be read.
    BrokenProjectError
        When it is no configuration, or was cut off before the names in it.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        values = YAML(typ="safe", pure=True).load(_text(path))
    except (YAMLError, ValueError) as error:
        raise _damaged(error, path) from error
    return _checked(values, path)


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
        As `read_config`; nothing is written.
    WriteError
        When the system refuses; the old file is untouched then.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    yaml = YAML(typ="rt", pure=True)
    yaml.width = _NO_FOLDING
    yaml.allow_unicode = True
    yaml.preserve_quotes = True
    text = _text(path)
    try:
        values = yaml.load(text)
    except (YAMLError, ValueError) as error:
        raise _damaged(error, path) from error
    _checked(values, path)
    for key, value in changes.items():
        values[key] = _plain(value)
    written = io.StringIO()
    yaml.dump(values, written)
    if written.getvalue() != text:
        write_atomically(path, written.getvalue().encode("utf-8"))
    return read_config(path)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise NoProjectError("There is no project of DeepLabCut", path) from error
    except OSError as error:
        raise ReadError(f"The project could not be read ({os_reason(error)})", path) from error
    except UnicodeDecodeError as error:
        raise BrokenProjectError("The configuration is no text in UTF-8", path) from error


def _checked(values: object, path: Path) -> dict[str, Any]:
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        raise BrokenProjectError("The configuration is empty or no list of settings", path)
    missing = [key for key in ("Task", "video_sets") if key not in values]
    if missing:
        reason = f"The configuration is incomplete: {' and '.join(missing)} is missing; restore it"
        raise BrokenProjectError(reason, path)
    return values


def _plain(value: object) -> object:
    """The value as YAML keeps it."""
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def _damaged(error: Exception, path: Path) -> BrokenProjectError:
    words = " ".join(str(error).split())[:200]
    return BrokenProjectError(f"This is no configuration of DeepLabCut ({words})", path)
