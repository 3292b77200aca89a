"""Lines and texts of a drawing that are kept and moved instead of being made anew.

A pool draws where it was created in the drawing, however late it grows.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

import dearpygui.dearpygui as dpg

from dustrack_imgui.views.colours import Colour

Item = int | str
Xy = tuple[float, float]

LINE_SHIFT = -0.5
"""Dear ImGui draws lines half a pixel right of and below their ends, but circles and fills where they are."""


def crisp(position_px: float, thickness_px: float) -> float:
    """Nearest place for the middle of an upright or level line whose edges fall on screen pixels."""
    if round(thickness_px) % 2:
        return floor(position_px) + 0.5
    return float(floor(position_px + 0.5))


def shifted(xy: Xy) -> Xy:
    """End to give to `draw_line` so that the line passes through a position."""
    return xy[0] + LINE_SHIFT, xy[1] + LINE_SHIFT


class LinePool:
    """Lines of one look; ends are exact positions."""

    def __init__(self, parent: Item) -> None:
        self._parent: Item = dpg.add_draw_node(parent=parent)
        self._items: list[Item] = []
        self._n_shown = 0

    def show(self, lines: Sequence[tuple[Xy, Xy]], colour: Colour, thickness: float) -> None:
        """Show these lines and no others."""
        for number, ends in enumerate(lines):
            p1, p2 = shifted(ends[0]), shifted(ends[1])
            if number == len(self._items):
                self._items.append(dpg.draw_line(p1, p2, parent=self._parent))
            item = self._items[number]
            dpg.configure_item(item, p1=p1, p2=p2, color=colour, thickness=thickness, show=True)
        for item in self._items[len(lines) : self._n_shown]:
            dpg.configure_item(item, show=False)
        self._n_shown = len(lines)


class TextPool:
    """Texts of one look."""

    def __init__(self, parent: Item) -> None:
        self._parent: Item = dpg.add_draw_node(parent=parent)
        self._items: list[Item] = []
        self._n_shown = 0

    def show(self, texts: Sequence[tuple[Xy, str]], colour: Colour, size_px: float) -> None:
        """Show these texts, each by its top left corner, and no others."""
        for number, (pos, text) in enumerate(texts):
            if number == len(self._items):
                self._items.append(dpg.draw_text(pos, text, parent=self._parent))
            item = self._items[number]
            dpg.configure_item(item, pos=pos, text=text, color=colour, size=size_px, show=True)
        for item in self._items[len(texts) : self._n_shown]:
            dpg.configure_item(item, show=False)
        self._n_shown = len(texts)
