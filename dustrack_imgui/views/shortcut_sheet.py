"""Dialog: all keys by section, made from the command table."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog
from dustrack_imgui.store.command import Call, CommandTable
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Scene
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.shortcut_groups import Group, in_columns, shortcut_groups
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style

_COLUMN_WIDTH = 410
_MAX_COLUMNS = 4
_KEYS_WIDTH = 145
_LINE = 25
_MOVES = {"up": -3, "down": 3, "pageup": -20, "pagedown": 20, "space": 20, "home": -(10**6), "end": 10**6}


class ShortcutSheet:
    """A page of keys that scrolls; Enter and Esc close it."""

    size = (1740, 900)
    closes_outside = True

    def __init__(self, commands: CommandTable, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._groups = shortcut_groups(commands)
        self._filled = (0, 0.0, 0)

    def build(self, card: Item) -> None:
        """Create the title and an empty page."""
        with columns(self._look, card, True, False), dpg.table_row():
            self._look.text("Keyboard shortcuts", font=Font.TITLE)
            self._look.text("Esc  close", style=Style.TEXT_DIM, font=Font.SMALL)
        self._page = self._look.box(card, Style.BARE, is_scrolling=True)

    def open(self, dialog: Dialog, session: Session, card_px: tuple[int, int]) -> None:
        """Lay the sections out in as many columns as the card has room for."""
        del dialog, session
        width_px, height_px = card_px
        dpg.configure_item(self._page, height=max(1, height_px - self._look.px(70)))
        dpg.set_y_scroll(self._page, 0)
        n_columns = min(max(1, width_px // self._look.px(_COLUMN_WIDTH)), _MAX_COLUMNS)
        keys = self._look.keys
        if (n_columns, self._look.scale, keys.revision) != self._filled:
            if keys.revision:
                self._groups = shortcut_groups(keys.table)
            self._filled = (n_columns, self._look.scale, keys.revision)
            self._fill(n_columns)

    def draw(self, scene: Scene) -> None:
        """Nothing moves while it is open."""

    def press(self, key: str) -> None:
        """Answer a key."""
        if key in ("esc", "enter"):
            self._emit(Call("dialog.dismiss"))
        elif key in _MOVES:
            wanted = dpg.get_y_scroll(self._page) + _MOVES[key] * self._look.px(_LINE)
            dpg.set_y_scroll(self._page, min(max(wanted, 0), dpg.get_y_scroll_max(self._page)))

    def _fill(self, n_columns: int) -> None:
        dpg.delete_item(self._page, children_only=True)
        spread = in_columns(self._groups, n_columns)
        with columns(self._look, self._page, *(True for _ in spread)), dpg.table_row():
            for column in spread:
                with dpg.group():
                    for group in column:
                        self._add_group(group)

    def _add_group(self, group: Group) -> None:
        self._look.text(group.section, font=Font.STRONG, style=Style.TEXT_ACCENT)
        with columns(self._look, 0, False, True) as table:
            dpg.configure_item(
                dpg.get_item_children(table, 0)[0], init_width_or_weight=self._look.px(_KEYS_WIDTH)
            )
            for shortcut in group.shortcuts:
                with dpg.table_row():
                    self._look.text(shortcut.keys, font=Font.STRONG)
                    item = self._look.text(shortcut.title)
                    with self._look.tip(item):
                        self._look.text(shortcut.help, wrap=320)
        dpg.add_spacer(height=self._look.px(10))
