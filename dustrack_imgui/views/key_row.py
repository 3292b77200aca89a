"""A line of the key editor: a command, its section, its keys, marked when they are one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.store.command import Command
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.key_words import all_keys
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style


class KeyRow:
    """One row of a table of three columns, made once and filled again and again."""

    def __init__(self, look: Look, table: Item, choose: Callable[[], None]) -> None:
        self._look = look
        self._choose = choose
        self._shown: tuple[Command | None, bool, bool] | None = None
        with dpg.table_row(parent=table) as self._row:
            self._title = dpg.add_selectable(span_columns=True, callback=self._pressed)
            self._section = look.text(font=Font.SMALL, style=Style.TEXT_DIM)
            self._keys = look.text()

    def draw(self, command: Command | None, is_changed: bool, *, is_chosen: bool) -> None:
        """Show a command; None hides the row."""
        new = (command, is_changed, is_chosen)
        if new == self._shown:
            return
        self._shown = new
        dpg.configure_item(self._row, show=command is not None)
        if command is None:
            return
        dpg.configure_item(self._title, label=command.title)
        dpg.set_value(self._title, is_chosen)
        self._look.wear(self._title, Style.ROW_CURRENT if is_chosen else Style.ROW)
        dpg.set_value(self._section, command.section)
        dpg.set_value(self._keys, all_keys(command) or ("none" if is_changed else ""))
        self._look.wear(self._keys, Style.TEXT_ACCENT if is_changed else Style.TEXT_DIM)

    def _pressed(self, sender: Any, app_data: Any, user_data: Any) -> None:
        del sender, app_data, user_data
        self._shown = None
        self._choose()
