"""The shortcut sheet as data: commands with keys by section, spread over columns; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dustrack_imgui.store.command import Command, CommandTable
from dustrack_imgui.views.key_names import shown

_HEADING_ROWS = 2
_LAST_SECTION = "Other"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One line of the sheet: what it does, its keys as people write them, and its help."""

    title: str
    keys: str
    help: str


@dataclass(frozen=True, slots=True)
class Group:
    """One section of the sheet."""

    section: str
    shortcuts: tuple[Shortcut, ...]

    @property
    def n_rows(self) -> int:
        """Height in rows, heading included."""
        return len(self.shortcuts) + _HEADING_ROWS


def shortcut_groups(commands: CommandTable) -> tuple[Group, ...]:
    """Listed commands that have keys, by section; commands stand in the order of the table.

    Numbered sections come first, by number; "Other" comes last.
    """
    with_keys = {name: command for name, command in commands.items() if command.is_listed and command.keys}
    return tuple(
        Group(section, tuple(_shortcut(command) for command in found))
        for section, found in sections(with_keys)
    )


def sections(commands: CommandTable) -> tuple[tuple[str, tuple[Command, ...]], ...]:
    """Commands by section, in the order in which people are shown sections."""
    by_section: dict[str, list[Command]] = {}
    for command in commands.values():
        by_section.setdefault(command.section, []).append(command)
    return tuple((section, tuple(by_section[section])) for section in sorted(by_section, key=_section_order))


def _shortcut(command: Command) -> Shortcut:
    return Shortcut(command.title, "  ".join(shown(key) for key in command.keys), command.help)


def _section_order(section: str) -> tuple[int, str]:
    if section[:1].isdigit():
        return 0, section
    return (2 if section == _LAST_SECTION else 1), ""


def in_columns(groups: Iterable[Group], n_columns: int) -> tuple[tuple[Group, ...], ...]:
    """Spread groups over columns in order, so that the tallest column is as short as possible.

    Groups stay whole. Fewer columns come back when there are fewer groups.
    """
    whole = tuple(groups)
    if not whole:
        return ()
    low, high = max(group.n_rows for group in whole), sum(group.n_rows for group in whole)
    while low < high:
        middle = (low + high) // 2
        if len(_filled(whole, middle)) <= n_columns:
            high = middle
        else:
            low = middle + 1
    return _filled(whole, high)


def _filled(groups: tuple[Group, ...], height_rows: int) -> tuple[tuple[Group, ...], ...]:
    columns: list[list[Group]] = [[]]
    used = 0
    for group in groups:
        if used + group.n_rows > height_rows and columns[-1]:
            columns.append([])
            used = 0
        columns[-1].append(group)
        used += group.n_rows
    return tuple(tuple(column) for column in columns)
