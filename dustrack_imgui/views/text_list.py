"""Lines of a dialog that scroll when there are many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import dearpygui.dearpygui as dpg

from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style

_LINE_HEIGHT = 25
_BESIDES = 310
"""Height of what stands around the lines in a dialog, at scale 1."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its words, and whether it is a heading or stands back."""

    text: str
    is_heading: bool = False
    is_dim: bool = False


class TextList:
    """A box as high as its lines, up to a number of them.

    Parameters
    ----------
    width
        At scale 1; longer lines have their middle left out.
    """

    def __init__(self, look: Look, *, width: float, max_lines: int) -> None:
        self._look = look
        self._width = width
        self._max_lines = max_lines
        self._items: list[Item] = []

    def build(self, parent: Item) -> None:
        """Create an empty box."""
        self._box = self._look.box(parent, Style.LINES, is_scrolling=True)

    def show(self, lines: Sequence[Line]) -> None:
        """Show these lines and no others."""
        while len(self._items) < len(lines):
            self._items.append(self._look.text(parent=self._box))
        for item, line in zip(self._items, lines, strict=False):
            dpg.set_value(item, self._look.fitted(line.text, self._look.px(self._width - 16)))
            self._look.wear(item, Style.TEXT_DIM if line.is_dim else None)
            self._look.use(item, Font.STRONG if line.is_heading else Font.TEXT)
            dpg.configure_item(item, show=True)
        for item in self._items[len(lines) :]:
            dpg.configure_item(item, show=False)
        pitch = self._look.px(_LINE_HEIGHT)
        room = (dpg.get_viewport_client_height() - self._look.px(_BESIDES)) // pitch
        n_seen = max(min(len(lines), self._max_lines, room), min(len(lines), 3))
        dpg.configure_item(self._box, show=bool(lines), height=max(1, n_seen * pitch + self._look.px(8)))
