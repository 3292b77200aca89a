"""The last lines that a job printed, following the end until one scrolls up."""

from __future__ import annotations

from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.dlc_job import JobLine
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style

_SIGNS = {"warning": "⚠ ", "error": "✖ "}
_PATIENCE_FRAMES = 3


class LogBox:
    """One text of at most as many lines as the session keeps; it is set anew only when lines came."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._lines: tuple[JobLine, ...] | None = None
        self._follows = True
        self._frames_to_scroll = 0

    @property
    def is_settled(self) -> bool:
        """Whether the end is in sight, or need not be."""
        return self._frames_to_scroll == 0

    def build(self, parent: Item) -> None:
        """Create the items."""
        with columns(self._look, parent, True, False, False), dpg.table_row():
            self._look.text("Log", font=Font.STRONG)
            self._follow = dpg.add_checkbox(label="follow", default_value=True, callback=self._ticked)
            copy = dpg.add_button(label="Copy", small=True, callback=self._copy)
        self._look.wear(copy, Style.FLAT)
        self._box = dpg.add_child_window(parent=parent, border=False, horizontal_scrollbar=True)
        self._look.wear(self._box, Style.BARE)
        self._text = self._look.text(parent=self._box, style=Style.TEXT_DIM, font=Font.SMALL)

    def place(self, height_px: int) -> None:
        """Fit a height."""
        dpg.configure_item(self._box, height=height_px)

    def show(self, lines: tuple[JobLine, ...]) -> None:
        """Follow the lines; call it in every frame in which the box is shown."""
        if lines is not self._lines:
            self._lines = lines
            dpg.set_value(self._text, "\n".join(_SIGNS.get(line.level, "") + line.text for line in lines))
            if self._follows:
                self._frames_to_scroll = _PATIENCE_FRAMES
        if self._frames_to_scroll:
            self._frames_to_scroll -= 1
            dpg.set_y_scroll(self._box, dpg.get_y_scroll_max(self._box))

    def _ticked(self, sender: Any, value: Any, user_data: Any) -> None:
        del sender, user_data
        self._follows = bool(value)
        self._frames_to_scroll = _PATIENCE_FRAMES if self._follows else 0

    def _copy(self, sender: Any, app_data: Any, user_data: Any) -> None:
        del sender, app_data, user_data
        dpg.set_clipboard_text("\n".join(line.text for line in self._lines or ()))
