"""A list of any length of which only the lines around what is scrolled to exist as items."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.views.look import Look
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style

_N_ITEMS = 100
_LINE_HEIGHT = 22
_PATIENCE_FRAMES = 4


class LongList:
    """Lines of text; a click on one calls back with its number.

    The list is filled by `show`, and `draw` must be called in every frame in which it is shown.
    """

    def __init__(self, look: Look, choose: Callable[[int], None]) -> None:
        self._look = look
        self._choose = choose
        self._lines: Sequence[str] = ()
        self._chosen: int | None = None
        self._first = 0
        self._height_px = 1
        self._items: list[Item] = []
        self._is_filled = False
        self._frames_to_scroll = 0

    @property
    def is_settled(self) -> bool:
        """Whether the chosen line is in sight, or need not be."""
        return self._frames_to_scroll == 0

    def build(self, parent: Item) -> None:
        """Create an empty list."""
        self.box: Item = self._look.box(parent, Style.LINES, is_scrolling=True)
        self._above = dpg.add_spacer(parent=self.box)
        content = dpg.add_group(parent=self.box)
        self._below = dpg.add_spacer(parent=self.box)
        self._items = [
            dpg.add_selectable(parent=content, show=False, callback=self._choosing(number))
            for number in range(_N_ITEMS)
        ]

    def place(self, height_px: int) -> None:
        """Fit a height in screen pixels; also after the scale changed."""
        self._height_px = max(height_px, self._pitch_px)
        dpg.configure_item(self.box, height=self._height_px)
        for item in self._items:
            dpg.configure_item(item, height=self._pitch_px)
        self._is_filled = False
        if self._chosen is not None:
            self._frames_to_scroll = _PATIENCE_FRAMES

    def show(self, lines: Sequence[str], chosen: int | None) -> None:
        """Show these lines and mark one of them, which is brought into sight."""
        if lines is not self._lines:
            self._lines, self._is_filled = lines, False
            dpg.set_y_scroll(self.box, 0)
        if chosen != self._chosen:
            self._chosen, self._is_filled = chosen, False
        if chosen is not None:
            self._frames_to_scroll = _PATIENCE_FRAMES

    def draw(self) -> None:
        """Follow what is scrolled to."""
        top = int(dpg.get_y_scroll(self.box)) // self._pitch_px
        n_visible = self._height_px // self._pitch_px + 2
        is_held = self._first <= top and min(top + n_visible, len(self._lines)) <= self._first + _N_ITEMS
        if not (is_held and self._is_filled):
            last_first = max(len(self._lines) - _N_ITEMS, 0)
            self._first = min(max(top - (_N_ITEMS - n_visible) // 2, 0), last_first)
            self._fill()
        if self._frames_to_scroll and self._chosen is not None:
            self._scroll_to(self._chosen)

    @property
    def _pitch_px(self) -> int:
        return self._look.px(_LINE_HEIGHT)

    def _fill(self) -> None:
        self._is_filled = True
        rest = max(len(self._lines) - self._first - _N_ITEMS, 0)
        dpg.configure_item(self._above, height=self._first * self._pitch_px, show=self._first > 0)
        dpg.configure_item(self._below, height=rest * self._pitch_px, show=rest > 0)
        for place, item in enumerate(self._items):
            number = self._first + place
            if number >= len(self._lines):
                dpg.configure_item(item, show=False)
                continue
            dpg.configure_item(item, show=True, label=self._lines[number])
            dpg.set_value(item, number == self._chosen)
            self._look.wear(item, Style.ROW_CURRENT if number == self._chosen else Style.ROW)

    def _scroll_to(self, number: int) -> None:
        """Bring a line into sight; a list that has just grown needs a frame to know its height."""
        self._frames_to_scroll -= 1
        pitch, scroll = self._pitch_px, dpg.get_y_scroll(self.box)
        if number * pitch < scroll:
            dpg.set_y_scroll(self.box, max(0, number * pitch - self._height_px // 3))
        elif (number + 1) * pitch > scroll + self._height_px:
            dpg.set_y_scroll(self.box, (number + 1) * pitch - self._height_px * 2 // 3)

    def _choosing(self, place: int) -> Callable[[Any, Any, Any], None]:
        def pressed(sender: Any, app_data: Any, user_data: Any) -> None:
            del app_data, user_data
            number = self._first + place
            dpg.set_value(sender, number == self._chosen)
            self._choose(number)

        return pressed
