"""The bar at the top: a name for every section of the command table, which opens its menu."""

from __future__ import annotations

from typing import Any

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.status import DialogKind
from dustrack_imgui.store.command import Call, CommandTable
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.menu_titles import Menu, menus
from dustrack_imgui.views.scene import Emit, Rect, Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style

NAME_PADDING = 16
"""What a name takes beside its letters, at scale 1."""


class MenuBar:
    """Flat buttons in a row; no menu of Dear ImGui, so that neither Alt nor a popup takes keys away.

    Attributes
    ----------
    menus
        What the bar shows, from the left.
    """

    def __init__(self, commands: CommandTable, emit: Emit, look: Look) -> None:
        self.menus = menus(commands)
        self._emit = emit
        self._look = look
        self._items: list[Item] = []
        self._rect = Rect(0, 0, 1, 1)
        self._open = ""

    def build(self, parent: Item, rect: Rect, scale: float) -> None:
        """Create the buttons."""
        self._window = self._look.box(parent, Style.MENU_BAR)
        with dpg.group(parent=self._window, horizontal=True, horizontal_spacing=0):
            for menu in self.menus:
                item = dpg.add_button(label=menu.title, user_data=menu.section, callback=self._pressed)
                self._look.wear(item, Style.FLAT)
                self._items.append(item)
        self.place(rect, scale)

    def place(self, rect: Rect, scale: float) -> None:
        """Move to a rectangle; where the names do not fit they stand closer together, in smaller letters."""
        self._rect = rect
        needed = sum(self._look.text_width(menu.title) + NAME_PADDING * scale for menu in self.menus)
        is_tight = needed > rect.width - NAME_PADDING * scale
        self._look.wear(self._window, Style.MENU_BAR_TIGHT if is_tight else Style.MENU_BAR)
        for item in self._items:
            self._look.use(item, Font.SMALL if is_tight else Font.TEXT)
        dpg.configure_item(self._window, pos=(rect.left, rect.top), width=rect.width, height=rect.height)

    def draw(self, scene: Scene) -> None:
        """Light up the name of the open menu."""
        dialog = scene.session.dialog
        is_open = dialog is not None and dialog.kind is DialogKind.MENU
        section = self.menu(dialog.title).section if dialog is not None and is_open else ""
        if section != self._open:
            self._open = section
            for menu, item in zip(self.menus, self._items, strict=True):
                self._look.wear(item, Style.FLAT_ON if menu.section == section else Style.FLAT)

    def menu(self, section: str) -> Menu:
        """Menu of a section, the first one when there is no such."""
        return next((menu for menu in self.menus if menu.section == section), self.menus[0])

    def beside(self, section: str, step: int) -> Menu:
        """Menu so many places to the right."""
        return self.menus[(self.menus.index(self.menu(section)) + step) % len(self.menus)]

    def anchor(self, section: str) -> tuple[int, int]:
        """Where the menu of a section hangs, in screen pixels."""
        item = self._items[self.menus.index(self.menu(section))]
        return int(dpg.get_item_rect_min(item)[0]), self._rect.top + self._rect.height

    def section_at(self, xy_screen: tuple[float, float]) -> str | None:
        """Section whose name lies under a screen position."""
        for menu, item in zip(self.menus, self._items, strict=True):
            left, top = dpg.get_item_rect_min(item)
            width, height = dpg.get_item_rect_size(item)
            if Rect(int(left), int(top), int(width), int(height)).contains(xy_screen):
                return menu.section
        return None

    def _pressed(self, sender: Any, app_data: Any, user_data: Any) -> None:
        del sender, app_data
        self._emit(Call("menu.open", {"section": user_data}))
