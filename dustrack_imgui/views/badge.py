"""A small note in a corner of a drawing: a rounded plate with a line of text."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.views.colours import Colour
from dustrack_imgui.views.text_size import text_width

Item = int | str

TEXT_SIZE, PADDING = 15, (8, 3)
PLATE: Colour = (16, 17, 20, 215)


def badge_width(text: str, scale: float) -> float:
    """Width in screen pixels of the plate for a text."""
    return text_width(text, TEXT_SIZE * scale) + 2 * PADDING[0] * scale


class Badge:
    """A note that is drawn at a place in a drawing, or hidden."""

    def __init__(self, parent: Item) -> None:
        self._node: Item = dpg.add_draw_node(parent=parent, show=False)
        self._plate: Item = dpg.draw_rectangle(
            (0, 0), (0, 0), fill=PLATE, color=PLATE, rounding=4, parent=self._node
        )
        self._text: Item = dpg.draw_text((0, 0), "", size=TEXT_SIZE, parent=self._node)
        self._drawn: tuple[object, ...] = ()

    def show(
        self,
        text: str,
        xy: tuple[float, float],
        colour: Colour,
        scale: float,
        *,
        is_centred: bool = False,
        plate: Colour = PLATE,
    ) -> None:
        """Show a text; `xy` is the plate's top left corner, or its top middle when centred.

        The plate is dark unless told otherwise, as what lies over a picture has to be in both themes.
        """
        drawn = (text, xy, colour, scale, is_centred, plate)
        if drawn == self._drawn:
            return
        size, width = TEXT_SIZE * scale, badge_width(text, scale)
        left, top = round(xy[0] - width / 2 * is_centred), round(xy[1])
        bottom = round(top + size + 2 * PADDING[1] * scale)
        dpg.configure_item(
            self._plate, pmin=(left, top), pmax=(left + width, bottom), color=(*colour[:3], 90), fill=plate
        )
        place = (left + PADDING[0] * scale, top + PADDING[1] * scale)
        dpg.configure_item(self._text, text=text, pos=place, size=size, color=colour)
        if not self._drawn:
            dpg.configure_item(self._node, show=True)
        self._drawn = drawn

    def hide(self) -> None:
        """Show nothing."""
        if self._drawn:
            dpg.configure_item(self._node, show=False)
            self._drawn = ()
