"""An open menu: the commands of a section with their keys, greyed with the reason where they are refused."""

from __future__ import annotations

from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.store.command import Call, Command
from dustrack_imgui.views.command_items import Gate, Tip, keys_of
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.menu_bar import MenuBar
from dustrack_imgui.views.menu_titles import Menu
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import MENU_PADDING, Style
from dustrack_imgui.views.wording import FIGURE_SPACE

WIDTH = 380
ROW_HEIGHT = 21.6
_ON, _OFF = "✓", FIGURE_SPACE
_MOVES = {"up": -1, "down": 1}


class MenuRow:
    """One command of a menu."""

    def __init__(self, view: MenuView, look: Look, table: Item, command: Command) -> None:
        self.command = command
        self._view = view
        self._look = look
        self._gate = Gate(command)
        self._is_chosen = False
        self._is_refused = False
        self._is_on = False
        with dpg.table_row(parent=table):
            self._sign = look.text(_OFF, style=Style.TEXT_ACCENT)
            self._item = dpg.add_selectable(label=command.title, span_columns=True, callback=self._pressed)
            self._keys = look.text(style=Style.TEXT_DIM)
        look.wear(self._item, Style.ROW)
        look.keys.follow(self._keys, command, keys_of)
        self._tip = Tip(look, self._item, command)

    @property
    def top_px(self) -> float:
        """Where it was drawn last, from the top of the window."""
        return float(dpg.get_item_rect_min(self._item)[1])

    def draw(self, session: Session, *, is_chosen: bool) -> None:
        """Show whether it applies, what it switches is on, and it is the one that Enter runs."""
        is_on = self.command.is_on is not None and self.command.is_on(session)
        if is_on is not self._is_on:
            self._is_on = is_on
            dpg.set_value(self._sign, _ON if is_on else _OFF)
        has_changed, reason = self._gate.changed(session)
        if has_changed:
            self._tip.explain(reason)
        if has_changed or is_chosen is not self._is_chosen:
            self._is_chosen, self._is_refused = is_chosen, reason is not None
            plain = Style.ROW_REFUSED if self._is_refused else Style.ROW
            self._look.wear(self._item, Style.ROW_CURRENT if is_chosen and not self._is_refused else plain)
            self._look.wear(self._keys, Style.TEXT_REFUSED if self._is_refused else Style.TEXT_DIM)
            dpg.set_value(self._item, is_chosen)

    def _pressed(self, sender: Any, app_data: Any, user_data: Any) -> None:
        del app_data, user_data
        dpg.set_value(sender, self._is_chosen)
        self._view.run(self.command)


class MenuView:
    """Hangs under its name; arrows move, Enter runs, Esc closes, another name under the mouse opens."""

    size = (WIDTH, 0)
    closes_outside = True

    def __init__(self, bar: MenuBar, emit: Emit, look: Look) -> None:
        self._bar = bar
        self._emit = emit
        self._look = look
        self._lists: dict[str, tuple[Item, list[MenuRow]]] = {}
        self._menu: Menu = bar.menus[0]
        self._chosen = -1
        self._card: Item = 0
        self._window_px = (1, 1)
        self._rows_px = 1

    def build(self, card: Item) -> None:
        """Remember the card; the commands of a menu are laid out when it is first opened."""
        self._card = card

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Show the menu that the dialog names."""
        del session, card_px
        self._menu = self._bar.menu(dialog.title)
        self._chosen = -1
        if self._menu.section not in self._lists:
            self._lists[self._menu.section] = self._laid_out(self._menu)
        for section, (item, _) in self._lists.items():
            dpg.configure_item(item, show=section == self._menu.section)
        self._rows_px = self._look.px(len(self._menu.commands) * ROW_HEIGHT)
        self.place(*self._window_px)

    def place(self, width_px: int, height_px: int) -> tuple[int, int]:
        """Hang under the name, inside a window of that size; return the size of the card."""
        self._window_px = (width_px, height_px)
        left, top = self._bar.anchor(self._menu.section)
        width = min(self._look.px(WIDTH), width_px)
        height = self._rows_px + 2 * self._look.px(MENU_PADDING[1])
        left = max(0, min(left, width_px - width))
        height = min(height, max(height_px - top, 1))
        dpg.configure_item(self._card, pos=(left, top), width=width, height=height)
        return width, height

    def draw(self, scene: Scene) -> None:
        """Follow which commands apply, and the mouse along the bar."""
        section = self._bar.section_at(scene.xy_mouse)
        if section is not None and section != self._menu.section:
            self._emit(Call("menu.open", {"section": section}))
        for number, row in enumerate(self._rows):
            row.draw(scene.session, is_chosen=number == self._chosen)
        self._fit()

    def _fit(self) -> None:
        """Take the height of the rows once they were drawn."""
        rows = self._rows
        rows_px = round((rows[-1].top_px - rows[0].top_px) / max(len(rows) - 1, 1) * len(rows))
        if rows_px and rows_px != self._rows_px:
            self._rows_px = rows_px
            self.place(*self._window_px)

    def press(self, key: str) -> None:
        """Answer a key."""
        if key in ("esc", "f10"):
            self._emit(Call("dialog.dismiss"))
        elif key in ("left", "right"):
            beside = self._bar.beside(self._menu.section, 1 if key == "right" else -1)
            self._emit(Call("menu.open", {"section": beside.section}))
        elif key in _MOVES:
            start = self._chosen if self._chosen >= 0 or key == "down" else 0
            self._chosen = (start + _MOVES[key]) % len(self._rows)
            dpg.set_y_scroll(self._card, max(0, (self._chosen - 6) * self._look.px(ROW_HEIGHT)))
        elif key in ("enter", "space") and self._chosen >= 0:
            self.run(self._rows[self._chosen].command)

    def run(self, command: Command) -> None:
        """Close and run a command; a refused one says why in the status bar."""
        self._emit(Call("dialog.dismiss"))
        self._emit(Call(command.id, command.arguments))

    @property
    def _rows(self) -> list[MenuRow]:
        return self._lists[self._menu.section][1]

    def _laid_out(self, menu: Menu) -> tuple[Item, list[MenuRow]]:
        with columns(self._look, self._card, False, True, False, is_padded=True) as table:
            rows = [MenuRow(self, self._look, table, command) for command in menu.commands]
        return table, rows
