"""The list of commands in palette and key editor: how keys move through it, and what keeps a row in sight."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.views.look import Look
from dustrack_imgui.views.theme import Item

MOVES = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10}
"""Rows that a key goes down the list."""
_ROW_HEIGHT = 25


def keep_in_sight(look: Look, box: Item, row: int) -> None:
    """Scroll a box of rows as little as it takes to see one of them whole."""
    row_px = look.px(_ROW_HEIGHT)
    top, height = row * row_px, dpg.get_item_height(box) or 0
    scroll = dpg.get_y_scroll(box)
    if top < scroll:
        dpg.set_y_scroll(box, top)
    elif top + row_px > scroll + height:
        dpg.set_y_scroll(box, top + row_px - height)
