"""The one table of commands, and the key map made from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from dustrack_imgui.commands import (
    adopting,
    backends,
    batch,
    blip_panel,
    blips,
    capture,
    checking,
    copying,
    corrections,
    dlc_analysing,
    dlc_creating,
    dlc_jobs,
    dlc_preflight,
    dlc_project,
    dlc_python,
    dlc_results,
    dlc_training,
    folding,
    history,
    intervals,
    kept_intervals,
    label_management,
    labels,
    layer_files,
    layer_looks,
    layer_management,
    layer_saving,
    layers,
    likelihood,
    markers,
    navigation,
    opening,
    picture,
    playback,
    points,
    proxies,
    rebinding,
    recent,
    rendering,
    reports,
    restoring,
    scripting,
    seed_bundle_export,
    seed_bundles,
    selection,
    thinning,
    tidying,
    traces,
    tracking,
    videos,
    window,
)
from dustrack_imgui.commands.key_hints import know
from dustrack_imgui.store.command import Command, CommandTable

_TOPICS = (
    layers,
    layer_management,
    layer_looks,
    layer_files,
    layer_saving,
    labels,
    label_management,
    navigation,
    likelihood,
    points,
    tracking,
    backends,
    checking,
    intervals,
    kept_intervals,
    thinning,
    copying,
    corrections,
    restoring,
    blip_panel,
    blips,
    tidying,
    dlc_creating,
    seed_bundle_export,
    seed_bundles,
    dlc_training,
    dlc_preflight,
    dlc_analysing,
    dlc_jobs,
    dlc_project,
    dlc_python,
    dlc_results,
    playback,
    picture,
    rendering,
    traces,
    history,
    opening,
    videos,
    recent,
    window,
    batch,
    folding,
    scripting,
    capture,
    selection,
    markers,
    adopting,
    proxies,
    reports,
)


class DuplicateError(ValueError):
    """Two commands claim the same id or the same key."""


def make_table(commands: Iterable[Command]) -> CommandTable:
    """Index commands by id.

    Raises
    ------
    DuplicateError
        When two commands share an id.
    """
    table: dict[str, Command] = {}
    for command in commands:
        if command.id in table:
            raise DuplicateError(f"two commands are called {command.id}")
        table[command.id] = command
    return MappingProxyType(table)


def make_keymap(table: CommandTable) -> Mapping[str, str]:
    """Index command ids by key name, e.g. "ctrl+z" -> "edit.undo".

    Raises
    ------
    DuplicateError
        When two commands share a key.
    """
    keymap: dict[str, str] = {}
    for command in table.values():
        for key in command.keys:
            if key in keymap:
                raise DuplicateError(f"{key} is bound to {keymap[key]} and to {command.id}")
            keymap[key] = command.id
    return MappingProxyType(keymap)


COMMAND_TABLE: CommandTable = make_table(
    (
        *(command for topic in _TOPICS for command in topic.COMMANDS),
        *rebinding.commands(lambda: COMMAND_TABLE),
    )
)
KEYMAP: Mapping[str, str] = make_keymap(COMMAND_TABLE)
know(COMMAND_TABLE)
