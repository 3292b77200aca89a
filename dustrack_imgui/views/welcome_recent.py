"""Recent sessions on the welcome page: a row each, opened by click, Enter or its number."""

from __future__ import annotations

from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.recent import RecentSession
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Emit
from dustrack_imgui.views.section import columns
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style

MAX_ROWS = 9


def title_of(recent: RecentSession) -> str:
    """Name of the video that was on screen, and how many others there were."""
    others = len(recent.videos) - 1
    return name_of(recent.active) + (f"  and {others} more" if others else "")


def name_of(path: str) -> str:
    """Last part of a path of any system."""
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2]


def folder_of(path: str) -> str:
    """Everything before the last part."""
    return path[: len(path.rstrip("\\/")) - len(name_of(path))].rstrip("\\/") or path


class RecentRows:
    """The first nine recent sessions; one is marked and taken by Enter."""

    def __init__(self, emit: Emit, look: Look, width: int) -> None:
        self._emit = emit
        self._look = look
        self._width = width
        self._rows: list[tuple[Item, Item, Item, Item]] = []
        self._recent: tuple[RecentSession, ...] = ()
        self._marked = 0

    def build(self, parent: Item) -> None:
        """Create hidden rows."""
        self._group = dpg.add_group(parent=parent, show=False)
        self._look.space(10, parent=self._group)
        self._look.text("Recent sessions", parent=self._group, font=Font.STRONG)
        with columns(self._look, self._group, False, True, is_padded=True):
            for number in range(MAX_ROWS):
                self._rows.append(self._row(number))

    def draw(self, recent: tuple[RecentSession, ...]) -> None:
        """Show these sessions."""
        if recent is self._recent:
            return
        self._recent = recent
        dpg.configure_item(self._group, show=bool(recent))
        width_px = self._look.px(self._width - 60)
        for (row, name, folder, tip), one in zip(self._rows, recent, strict=False):
            dpg.configure_item(row, show=True)
            dpg.configure_item(name, label=self._look.fitted(title_of(one), width_px))
            dpg.set_value(folder, self._look.fitted(folder_of(one.active), width_px))
            dpg.set_value(tip, "\n".join(one.videos))
        for row, *_ in self._rows[len(recent) :]:
            dpg.configure_item(row, show=False)
        self._mark(0)

    def handle_key(self, key: str) -> bool:
        """Open a session by its number or by Enter, or mark another one; False for any other key."""
        shown = min(len(self._recent), MAX_ROWS)
        if not shown:
            return False
        if key.isdecimal() and 1 <= int(key) <= shown:
            self._open(int(key) - 1)
        elif key == "enter":
            self._open(self._marked)
        elif key in ("up", "down"):
            self._mark((self._marked + (1 if key == "down" else -1)) % shown)
        else:
            return False
        return True

    def _row(self, number: int) -> tuple[Item, Item, Item, Item]:
        with dpg.table_row(show=False) as row:
            self._look.text(str(number + 1), style=Style.TEXT_DIM)
            with dpg.group():
                name = dpg.add_selectable(callback=self._pressed(number))
                folder = self._look.text(font=Font.SMALL, style=Style.TEXT_DIM)
        self._look.wear(name, Style.ROW)
        with self._look.tip(name):
            tip = self._look.text()
        return row, name, folder, tip

    def _pressed(self, number: int) -> Any:
        def pressed(sender: Any, app_data: Any, user_data: Any) -> None:
            del sender, app_data, user_data
            self._mark(number)
            self._open(number)

        return pressed

    def _mark(self, number: int) -> None:
        self._marked = number
        for place, (_, name, _, _) in enumerate(self._rows):
            dpg.set_value(name, place == number)

    def _open(self, number: int) -> None:
        self._emit(Call("recent.open", {"number": number}))
