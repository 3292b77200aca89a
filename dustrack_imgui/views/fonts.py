"""The fonts of the window, resized in place so that text stays sharp at every UI scale."""

from __future__ import annotations

from enum import Enum

import dearpygui.dearpygui as dpg

from dustrack_imgui.resources import font_path

Item = int | str


class Font(Enum):
    """A face and its line height in pixels at scale 1."""

    TEXT = ("DustrackSans-Regular", 17)
    STRONG = ("DustrackSans-SemiBold", 17)
    SMALL = ("DustrackSans-Regular", 15)
    TITLE = ("DustrackSans-SemiBold", 21)
    MONO = ("JetBrainsMono-Regular", 15)


class Fonts:
    """Shipped fonts as Dear PyGui items. Sizes are line heights: letters are about a fifth smaller."""

    def __init__(self) -> None:
        self._items: dict[Font, Item] = {}

    def build(self) -> None:
        """Load the files and bind the text font; needs a Dear PyGui context.

        Raises
        ------
        ResourceMissingError
            When the installation lacks a font.
        """
        with dpg.font_registry():
            for font in Font:
                name, size = font.value
                self._items[font] = dpg.add_font(str(font_path(name)), size)
        dpg.bind_font(self._items[Font.TEXT])

    def apply(self, scale: float) -> None:
        """Resize every font to whole pixels."""
        for font, item in self._items.items():
            dpg.configure_item(item, size=round(font.value[1] * scale))

    def use(self, item: Item, font: Font) -> None:
        """Give an item (and what is in it) a font."""
        dpg.bind_item_font(item, self._items[font])
