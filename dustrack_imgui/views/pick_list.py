"""A short list of a dialog from which one line is picked, by mouse or by the arrows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.views.look import Look
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style

_LINE_HEIGHT = 22


class PickList:
    """Lines of which one is picked; the first is, when they are shown.

    Parameters
    ----------
    width
        At scale 1; longer lines have their middle left out.
    picked
        Called with the number of a line when another one is picked.
    """

    def __init__(
        self, look: Look, *, width: float, max_lines: int, picked: Callable[[int], None] | None = None
    ) -> None:
        self._look = look
        self._width = width
        self._max_lines = max_lines
        self._picked = picked
        self._items: list[Item] = []
        self._n_lines = 0
        self.chosen: int | None = None

    def build(self, parent: Item) -> None:
        """Create an empty list."""
        self._box = self._look.box(parent, Style.LINES, is_scrolling=True)

    def show(self, lines: Sequence[str], chosen: int = 0) -> None:
        """Show these lines and no others."""
        while len(self._items) < len(lines):
            item = dpg.add_selectable(parent=self._box, callback=self._picking(len(self._items)))
            self._look.wear(item, Style.ROW)
            self._items.append(item)
        self._n_lines = len(lines)
        for item, line in zip(self._items, lines, strict=False):
            label = self._look.fitted(line, self._look.px(self._width - 24))
            dpg.configure_item(item, label=label, height=self._look.px(_LINE_HEIGHT), show=True)
        for item in self._items[len(lines) :]:
            dpg.configure_item(item, show=False)
        n_seen = min(max(len(lines), 1), self._max_lines)
        dpg.configure_item(self._box, height=self._look.px(_LINE_HEIGHT) * n_seen + self._look.px(12))
        self.chosen = None
        if lines:
            self.choose(min(chosen, len(lines) - 1))

    def step(self, delta: int) -> None:
        """Pick the next or the previous line."""
        if self.chosen is not None:
            self.choose(min(max(self.chosen + delta, 0), self._n_lines - 1))

    def choose(self, number: int) -> None:
        """Pick a line."""
        is_new = number != self.chosen
        self.chosen = number
        for other, item in enumerate(self._items):
            dpg.set_value(item, other == number)
        if is_new and self._picked is not None:
            self._picked(number)

    def _picking(self, number: int) -> Callable[[Any, Any, Any], None]:
        def pick(sender: Any, app_data: Any, user_data: Any) -> None:
            del sender, app_data, user_data
            self.choose(number)

        return pick
