"""The user's keys in a TOML file, read leniently and written whole."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dustrack_imgui.commands.chords import normalised
from dustrack_imgui.commands.key_presets import PRESETS
from dustrack_imgui.commands.keymap import problems_of
from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.model.keys import KeyBindings
from dustrack_imgui.resources import config_dir
from dustrack_imgui.store.command import CommandTable

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

log = logging.getLogger(__name__)

_HEAD = """\
# Keys of dustrack-imgui; the window rewrites this file when keys are changed there.
# preset: {presets}
# Below [keys], each line gives a key to a command; "" takes it from everybody.
# All commands and their keys: docs/keys.md
"""


def keys_path() -> Path:
    """File in the user's configuration folder."""
    return config_dir() / "keys.toml"


@dataclass(frozen=True, slots=True)
class LoadedKeys:
    """Keys from a file.

    Attributes
    ----------
    bindings
        What could be used; the default when the file is damaged.
    problems
        Sentences about the rest; empty when all was well.
    is_damaged
        Whether nothing of the file is used.
    """

    bindings: KeyBindings = field(default_factory=KeyBindings)
    problems: tuple[str, ...] = ()
    is_damaged: bool = False


def load_keys(path: Path, table: CommandTable) -> LoadedKeys:
    """Read the user's keys; a missing file means the default, a damaged one as well, with the reason."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return LoadedKeys()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return LoadedKeys(problems=(f"The file cannot be read: {error}.",), is_damaged=True)
    preset, keys = data.get("preset", KeyBindings().preset), data.get("keys", {})
    if not isinstance(preset, str) or not isinstance(keys, dict):
        return LoadedKeys(
            problems=("“preset” must be a text, and [keys] a table of texts.",), is_damaged=True
        )
    bindings, conflicts = _bindings(preset, keys)
    return LoadedKeys(bindings, (*conflicts, *problems_of(table, bindings)))


def save_keys(path: Path, bindings: KeyBindings) -> None:
    """Write the user's keys atomically; a file that could not be understood is kept beside it.

    Raises
    ------
    OSError
        When the folder cannot be made.
    FormatError
        When the system refuses to write.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, toml_of(bindings).encode("utf-8"))


def set_aside(path: Path) -> Path:
    """Rename a file that could not be understood, so that writing new keys does not lose it.

    Raises
    ------
    OSError
        When the system refuses.
    """
    aside = path.with_name(f"{path.stem}-damaged{path.suffix}")
    path.replace(aside)
    return aside


def toml_of(bindings: KeyBindings) -> str:
    """Text of the file."""
    lines = [
        _HEAD.format(presets=" or ".join(_quoted(name) for name in PRESETS)),
        f"preset = {_quoted(bindings.preset)}",
        "",
        "[keys]",
        *(f"{_quoted(key)} = {_quoted(command)}" for key, command in bindings.own),
    ]
    return "\n".join(lines) + "\n"


def _bindings(preset: str, keys: Mapping[str, object]) -> tuple[KeyBindings, list[str]]:
    """Bindings of a file, and sentences about lines that contradict each other or make no sense."""
    own: dict[str, str] = {}
    problems = []
    for written, command in keys.items():
        try:
            key = normalised(written)
        except ValueError:
            problems.append(f"No key is called {written}.")
            continue
        if not isinstance(command, str):
            problems.append(f"{written}: the id of a command is expected.")
        elif key in own and own[key] != command:
            problems.append(f"{written} stands for both {own[key]} and {command}; the first counts.")
        else:
            own[key] = command
    return KeyBindings(preset, tuple(sorted(own.items()))), problems


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'
