"""Which key runs which command now: the table's own keys, a preset over them, the user's keys over both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from dustrack_imgui.commands.chords import normalised, shown
from dustrack_imgui.commands.key_presets import PRESETS
from dustrack_imgui.model.keys import DEFAULT_PRESET, KeyBindings
from dustrack_imgui.store.command import Command, CommandTable, Kind

Keymap = Mapping[str, str]


def is_bindable(command: Command) -> bool:
    """Whether a key may run the command: everything that a person can ask for without typing arguments."""
    return command.kind is not Kind.SYSTEM and (command.is_listed or bool(command.keys))


def preset_keymap(table: CommandTable, preset: str) -> Keymap:
    """Command ids by key of a preset; an unknown preset is the default one."""
    keymap = {key: command.id for command in table.values() for key in command.keys}
    return MappingProxyType(_over(keymap, PRESETS.get(preset, {}), table))


def current_keymap(table: CommandTable, bindings: KeyBindings) -> Keymap:
    """Command ids by key; what the bindings say of commands that do not exist is passed over."""
    return MappingProxyType(_over(dict(preset_keymap(table, bindings.preset)), dict(bindings.own), table))


def with_current_keys(table: CommandTable, bindings: KeyBindings) -> CommandTable:
    """The table with the keys that are in force as the keys of its commands.

    A command keeps the order of its own keys; those that it gained follow, in alphabetical order.
    """
    keys_of: dict[str, list[str]] = {}
    for key, command_id in sorted(current_keymap(table, bindings).items()):
        keys_of.setdefault(command_id, []).append(key)
    return MappingProxyType(
        {name: _rekeyed(command, keys_of.get(name, [])) for name, command in table.items()}
    )


def problems_of(table: CommandTable, bindings: KeyBindings) -> tuple[str, ...]:
    """Sentences about what cannot be honoured: an unknown preset, commands and keys that do not exist."""
    found = []
    if bindings.preset not in PRESETS:
        found.append(f"There is no preset called {bindings.preset}; {DEFAULT_PRESET} is used.")
    for key, command_id in bindings.own:
        if not _is_key(key):
            found.append(f"No key is called {key}.")
        elif command_id and command_id not in table:
            found.append(f"{shown(key)}: there is no command {command_id}.")
        elif command_id and not is_bindable(table[command_id]):
            found.append(f"{shown(key)}: {command_id} cannot have a key.")
    return tuple(found)


def _over(keymap: dict[str, str], changes: Mapping[str, str], table: CommandTable) -> dict[str, str]:
    for key, command_id in changes.items():
        if not command_id:
            keymap.pop(key, None)
        elif command_id in table and is_bindable(table[command_id]) and _is_key(key):
            keymap[key] = command_id
    return keymap


def _rekeyed(command: Command, keys: list[str]) -> Command:
    kept = [key for key in command.keys if key in keys]
    ordered = (*kept, *(key for key in keys if key not in kept))
    return command if ordered == command.keys else replace(command, keys=ordered)


def _is_key(name: str) -> bool:
    try:
        return normalised(name) == name
    except ValueError:
        return False
