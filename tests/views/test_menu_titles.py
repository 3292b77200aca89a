"""The menus hold every listed command once, under short names."""

from __future__ import annotations

from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.views.menu_titles import menus

MENUS = menus(COMMAND_TABLE)


def test_every_listed_command_stands_in_one_menu():
    found = [command.id for menu in MENUS for command in menu.commands]
    assert sorted(found) == sorted(name for name, command in COMMAND_TABLE.items() if command.is_listed)


def test_names_are_short_and_different():
    titles = [menu.title for menu in MENUS]
    assert len(set(titles)) == len(titles)
    assert all(len(title) <= 10 and not title[0].isdigit() for title in titles)
    assert sum(map(len, titles)) < 90
