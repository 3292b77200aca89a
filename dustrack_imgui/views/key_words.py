"""Texts on screen that name keys, kept true when keys are changed."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import dearpygui.dearpygui as dpg

from dustrack_imgui.commands.chords import shown
from dustrack_imgui.store.command import Command, CommandTable

Item = int | str


def first_key(command: Command) -> str:
    """First key of a command as people write it, "" when it has none."""
    return shown(command.keys[0]) if command.keys else ""


def all_keys(command: Command) -> str:
    """Keys of a command as people write them, "" when it has none."""
    return ", ".join(shown(key) for key in command.keys)


class KeyWords:
    """Knows the keys in force, and rewrites the texts that name them.

    Attributes
    ----------
    table
        Commands whose keys are those in force; empty before `use`.
    revision
        Grows with every change, for views that make their texts anew themselves.
    """

    def __init__(self) -> None:
        self.table: CommandTable = MappingProxyType({})
        self.revision = 0
        self._texts: list[tuple[Item, str, Callable[[Command], str]]] = []

    def use(self, table: CommandTable) -> None:
        """Take a table with other keys."""
        self.table = table
        self.revision += 1
        self._texts = [text for text in self._texts if dpg.does_item_exist(text[0])]
        for item, command, words in self._texts:
            dpg.set_value(item, words(table[command]))

    def current(self, command: Command) -> Command:
        """The command with the keys in force."""
        return self.table.get(command.id, command)

    def follow(self, item: Item, command: Command, words: Callable[[Command], str]) -> None:
        """Keep a text at `words` of the command with the keys in force."""
        self._texts.append((item, command.id, words))
        dpg.set_value(item, words(self.current(command)))
