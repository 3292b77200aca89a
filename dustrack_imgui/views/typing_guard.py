"""Text fields, and whether one is typed into, so that letters typed there are not taken for commands."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

Item = int | str

_fields: list[Item] = []


def add_text_field(parent: Item, *, hint: str = "", width: int = -1) -> Item:
    """Add a line of text that `is_typing` knows of. Every text field of the window is made here."""
    field: Item = dpg.add_input_text(parent=parent, hint=hint, width=width, auto_select_all=True)
    _fields.append(field)
    return field


def forget_fields() -> None:
    """Begin a window, in which there are no fields yet; the numbers of an earlier one's go to other items."""
    _fields.clear()


def is_typing() -> bool:
    """Whether a text field has the keyboard (Dear PyGui's key handlers fire then as well)."""
    return any(dpg.is_item_active(field) for field in _fields if dpg.does_item_exist(field))
