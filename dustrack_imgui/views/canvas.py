"""A rectangle of the window to draw on: a drawing clipped to its place, over a plain background."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.views.colours import Colour
from dustrack_imgui.views.scene import Rect

Item = int | str


class Canvas:
    """A child window without padding that holds one drawing.

    Dear PyGui places child windows but not drawings, hence both.

    Attributes
    ----------
    window, drawing
        The child window, parent of further items, and the drawing, whose origin is the top left corner.
    """

    def __init__(self, colour: Colour) -> None:
        self._colour = colour

    def build(self, parent: Item, rect: Rect) -> None:
        """Create the items, once; `parent` is a window at the viewport's origin."""
        with dpg.theme() as theme, dpg.theme_component(dpg.mvAll):
            dpg.add_theme_style(dpg.mvStyleVar_WindowPadding, 0, 0)
            dpg.add_theme_style(dpg.mvStyleVar_ItemSpacing, 0, 0)
            dpg.add_theme_style(dpg.mvStyleVar_ChildRounding, 0)
            dpg.add_theme_style(dpg.mvStyleVar_ChildBorderSize, 0)
            self._fill: Item = dpg.add_theme_color(dpg.mvThemeCol_ChildBg, self._colour)
        self.window: Item = dpg.add_child_window(
            parent=parent, border=False, no_scrollbar=True, no_scroll_with_mouse=True
        )
        dpg.bind_item_theme(self.window, theme)
        self.drawing: Item = dpg.add_drawlist(1, 1, parent=self.window)
        self.place(rect)

    def place(self, rect: Rect) -> None:
        """Move to a rectangle in screen pixels."""
        dpg.configure_item(self.window, pos=(rect.left, rect.top), width=rect.width, height=rect.height)
        dpg.configure_item(self.drawing, width=rect.width, height=rect.height)

    def paint(self, colour: Colour) -> None:
        """Change the background."""
        if colour != self._colour:
            self._colour = colour
            dpg.set_value(self._fill, colour)
