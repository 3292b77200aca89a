"""The menus as data: sections of the command table under short names; pure."""

from __future__ import annotations

from dataclasses import dataclass

from dustrack_imgui.store.command import Command, CommandTable
from dustrack_imgui.views.shortcut_groups import sections

_SHORT = {
    "1. Select annotation layer": "Layer",
    "2. Select annotation number (#)": "Label",
    "3. Navigate to the desired video frame": "Go",
    "4. Edit annotation": "Edit",
    "5a. LK-RSTC based label augmentation": "Track",
    "5b. Refine labels in a selected interval": "Interval",
    "5c. Copy annotations between layers": "Copy",
    "6. Correct and smooth": "Correct",
    "7. DeepLabCut": "DeepLabCut",
}


@dataclass(frozen=True, eq=False, slots=True)
class Menu:
    """One menu: the section it stands for, its name on the bar, its commands in the order of the table."""

    section: str
    title: str
    commands: tuple[Command, ...]


def menus(commands: CommandTable) -> tuple[Menu, ...]:
    """A menu for every section that has listed commands."""
    listed = {name: command for name, command in commands.items() if command.is_listed}
    return tuple(Menu(section, _title(section), found) for section, found in sections(listed))


def _title(section: str) -> str:
    number, _, rest = section.partition(". ")
    return _SHORT.get(section, rest if rest and number[:1].isdigit() else section)
