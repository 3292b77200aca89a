"""The undo tree beside the picture: every step in words, branches indented; a click goes there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.status import HistoryStatus
from dustrack_imgui.store.command import Call, CommandTable
from dustrack_imgui.store.outline import HistoryPage, HistoryRow
from dustrack_imgui.views.command_items import CommandButton
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit, Rect, Scene
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style
from dustrack_imgui.views.wording import counted

N_LINES = 200
_LINE_HEIGHT = 24
_HEAD_HEIGHT = 46
_INDENT = 14
_MAX_INDENT = 6
_PATIENCE_FRAMES = 4
_BEGINNING = "Beginning"


class HistoryPanel:
    """A list of which at most 200 lines exist as items; they are filled anew as it scrolls."""

    def __init__(self, commands: CommandTable, emit: Emit, look: Look) -> None:
        self._emit = emit
        self._look = look
        self._close = CommandButton(
            commands, emit, look, "window.toggle_history", text="×", style=Style.FLAT,
            refused_style=Style.FLAT_REFUSED,
        )  # fmt: skip
        self._lines: list[Item] = []
        self._drawn: list[tuple[HistoryRow, int] | None] = [None] * N_LINES
        self._page = HistoryPage()
        self._history: HistoryStatus | None = None
        self._is_shown = False
        self._width_px = 0
        self._height_px = 1
        self._frames_to_scroll = 0

    @property
    def is_settled(self) -> bool:
        """Whether the current line is in sight, or need not be."""
        return self._frames_to_scroll == 0

    def build(self, parent: Item, rect: Rect, scale: float) -> None:
        """Create the heading and an empty list; its lines are made when it is first shown."""
        self._window = self._look.box(parent, Style.PANEL, is_shown=False)
        with columns(self._look, self._window, True, False), dpg.table_row():
            self._title = self._look.text("History", font=Font.STRONG)
            self._close.build(0)
        self._list = self._look.box(self._window, Style.LINES, is_scrolling=True)
        self._above = dpg.add_spacer(parent=self._list)
        self._content = dpg.add_group(parent=self._list)
        self._below = dpg.add_spacer(parent=self._list)
        self.place(rect, scale)

    def place(self, rect: Rect, scale: float) -> None:
        """Move to a rectangle."""
        del scale
        dpg.configure_item(self._window, pos=(rect.left, rect.top), width=rect.width, height=rect.height)
        self._width_px = rect.width - 2 * self._look.px(10) - self._look.px(11)
        self._height_px = max(1, rect.height - self._look.px(_HEAD_HEIGHT))
        dpg.configure_item(self._list, height=self._height_px)
        for item in self._lines:
            dpg.configure_item(item, height=self._pitch_px)
        self._drawn = [None] * N_LINES
        self._history = None

    def draw(self, scene: Scene) -> None:
        """Follow the history, and what is scrolled to."""
        is_shown = scene.session.interface.shows_history and bool(scene.session.videos)
        if is_shown is not self._is_shown:
            self._is_shown = is_shown
            self._history = None
            dpg.configure_item(self._window, show=is_shown)
        if not is_shown:
            self._frames_to_scroll = 0
            return
        if not self._lines:
            self._lines = [self._line(number) for number in range(N_LINES)]
        self._close.draw(scene.session)
        top = int(dpg.get_y_scroll(self._list)) // self._pitch_px
        if scene.session.history is not self._history:
            self._history = scene.session.history
            self._take(scene.history(self._first_for(top), N_LINES))
            self._frames_to_scroll = _PATIENCE_FRAMES
        elif not self._holds(top):
            self._take(scene.history(self._first_for(top), N_LINES))
        if self._frames_to_scroll:
            self._scroll_to_current()

    @property
    def _pitch_px(self) -> int:
        return self._look.px(_LINE_HEIGHT)

    @property
    def _n_visible(self) -> int:
        return min(self._height_px // self._pitch_px + 2, N_LINES)

    def _first_for(self, top: int) -> int:
        """First line of a page in whose middle the visible lines stand."""
        return top - (N_LINES - self._n_visible) // 2

    def _holds(self, top: int) -> bool:
        """Whether all visible lines are on the page."""
        end = min(top + self._n_visible, self._page.n_rows)
        return self._page.first <= top and end <= self._page.first + len(self._page.rows)

    def _take(self, page: HistoryPage) -> None:
        """Fill the lines with a page."""
        if page.n_rows != self._page.n_rows:
            dpg.set_value(self._title, f"History  ·  {counted(max(page.n_rows - 1, 0), 'step')}")
        self._page = page
        rest = page.n_rows - page.first - len(page.rows)
        dpg.configure_item(self._above, height=page.first * self._pitch_px, show=page.first > 0)
        dpg.configure_item(self._below, height=rest * self._pitch_px, show=rest > 0)
        for number, item in enumerate(self._lines):
            row = page.rows[number] if number < len(page.rows) else None
            drawn = None if row is None else (row, self._width_px)
            if drawn != self._drawn[number] or row is None:
                self._drawn[number] = drawn
                self._fill(item, row)

    def _fill(self, item: Item, row: HistoryRow | None) -> None:
        if row is None:
            dpg.configure_item(item, show=False)
            return
        indent = self._look.px(_INDENT) * min(row.indent, _MAX_INDENT)
        words = (row.sentence[:1].upper() + row.sentence[1:]) or _BEGINNING
        sign = "●  " if row.is_applied else "○  "
        label = self._look.fitted(sign + words, self._width_px - indent - self._look.px(6))
        dpg.configure_item(item, show=True, label=label, indent=indent or -1)
        dpg.set_value(item, row.is_current)
        style = Style.ROW_CURRENT if row.is_current else Style.ROW if row.is_applied else Style.ROW_DIM
        self._look.wear(item, style)

    def _scroll_to_current(self) -> None:
        """Bring the current line into sight; a list that has just grown needs a frame to know its height."""
        self._frames_to_scroll -= 1
        pitch, scroll = self._pitch_px, dpg.get_y_scroll(self._list)
        line = self._page.current * pitch
        if line < scroll:
            dpg.set_y_scroll(self._list, max(0, line - self._height_px // 3))
        elif line + pitch > scroll + self._height_px:
            dpg.set_y_scroll(self._list, line + pitch - self._height_px + self._height_px // 3)

    def _line(self, number: int) -> Item:
        item: Item = dpg.add_selectable(
            parent=self._content, height=self._pitch_px, show=False, callback=self._going_to(number)
        )
        return item

    def _going_to(self, number: int) -> Callable[[Any, Any, Any], None]:
        def pressed(sender: Any, app_data: Any, user_data: Any) -> None:
            del app_data, user_data
            if number < len(self._page.rows):
                row = self._page.rows[number]
                dpg.set_value(sender, row.is_current)
                self._emit(Call("edit.go_to_step", {"step": row.step}))

        return pressed
