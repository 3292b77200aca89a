"""A short list of a dialog whose lines are ticked, by the mouse or by the arrows and Space."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.views.look import Look
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style

_LINE_HEIGHT = 21


@dataclass(frozen=True, slots=True)
class TickLine:
    """What a line says; one with a refusal cannot be ticked."""

    words: str
    note: str = ""
    is_ticked: bool = False
    refusal: str = ""


class TickList:
    """Lines with a box to tick and a note at the right.

    Parameters
    ----------
    width
        Of the words at scale 1; longer ones have their middle left out.
    ticked
        Called with the number of a line and whether it shall be ticked.
    """

    def __init__(
        self, look: Look, *, width: float, max_lines: int, ticked: Callable[[int, bool], None]
    ) -> None:
        self._look = look
        self._width = width
        self._max_lines = max_lines
        self._ticked = ticked
        self._lines: tuple[TickLine, ...] = ()
        self._rows: list[tuple[Item, Item, Item, Item]] = []
        self._is_enabled = True
        self.marked: int | None = None

    def build(self, parent: Item) -> None:
        """Create an empty list."""
        self.box: Item = self._look.box(parent, Style.BARE, is_scrolling=True, is_shown=False)
        with columns(self._look, self.box, False, True, False) as self._table:
            pass

    def show(self, lines: Sequence[TickLine], *, is_enabled: bool = True) -> None:
        """Show these lines and no others; none hides the list."""
        self._lines, self._is_enabled = tuple(lines), is_enabled
        while len(self._rows) < len(self._lines):
            self._rows.append(self._new_row(len(self._rows)))
        for row, *_ in self._rows[len(self._lines) :]:
            dpg.configure_item(row, show=False)
        for line, (row, _, tick, note) in zip(self._lines, self._rows, strict=False):
            label = self._look.fitted(line.words, self._look.px(self._width))
            dpg.configure_item(row, show=True)
            dpg.configure_item(tick, label=label, enabled=is_enabled and not line.refusal)
            dpg.set_value(tick, line.is_ticked)
            self._look.wear(tick, Style.TEXT_REFUSED if line.refusal else None)
            dpg.set_value(note, line.refusal or line.note)
        if self.marked is not None and self.marked >= len(self._lines):
            self.marked = None
        self._mark(self.marked)
        n_seen = min(len(self._lines), self._max_lines)
        height = self._look.px(_LINE_HEIGHT) * n_seen + self._look.px(4)
        dpg.configure_item(self.box, show=bool(self._lines), height=height)

    def step(self, delta: int) -> None:
        """Mark the next or the previous line; before the first there is none."""
        if self._lines and self._is_enabled:
            at = -1 if self.marked is None else self.marked
            at = min(at + delta, len(self._lines) - 1)
            self._mark(at if at >= 0 else None)

    def forget(self) -> None:
        """Mark no line."""
        if self.marked is not None:
            self._mark(None)

    def toggle(self) -> None:
        """Tick the marked line, or take its tick away."""
        if self.marked is not None and self._is_enabled:
            self._ticked(self.marked, not self._lines[self.marked].is_ticked)

    def _mark(self, marked: int | None) -> None:
        self.marked = marked
        for number, (_, sign, _, _) in enumerate(self._rows):
            dpg.set_value(sign, "▸" if number == marked else " ")
        if marked is not None:
            top = self._look.px(_LINE_HEIGHT) * (marked + 1 - self._max_lines)
            dpg.set_y_scroll(self.box, max(0, top))

    def _new_row(self, number: int) -> tuple[Item, Item, Item, Item]:
        with dpg.table_row(parent=self._table) as row:
            sign = self._look.text(" ", style=Style.TEXT_ACCENT)
            tick = dpg.add_checkbox(callback=self._clicked, user_data=number)
            note = self._look.text(style=Style.TEXT_DIM)
        return row, sign, tick, note

    def _clicked(self, sender: Any, is_ticked: Any, number: Any) -> None:
        del sender
        self._ticked(number, bool(is_ticked))
