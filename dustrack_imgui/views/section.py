"""A section of the sidebar: the heading that all share, and what the sidebar asks of each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.session import VideoState
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.scene import Scene
from dustrack_imgui.views.theme import Item
from dustrack_imgui.views.theme_table import Style


class Section(Protocol):
    """Part of the sidebar that shows something of the active video."""

    def build(self, parent: Item) -> None:
        """Create the items, once."""
        ...

    def place(self, width_px: int) -> None:
        """Fit into a width in screen pixels; also after the scale changed."""
        ...

    def draw(self, scene: Scene, state: VideoState) -> None:
        """Show the active video of a scene."""
        ...


@contextmanager
def heading(look: Look, parent: Item, title: str) -> Iterator[Item]:
    """Heading line of a section; the title's item is given, and what is added inside stands at the right."""
    look.space(3, parent=parent)
    with columns(look, parent, True, False), dpg.table_row():
        item = look.text(title, font=Font.STRONG)
        with dpg.group(horizontal=True, horizontal_spacing=0):
            yield item


@contextmanager
def columns(
    look: Look, parent: Item, *stretches: bool, width: int = 0, is_padded: bool = False
) -> Iterator[Item]:
    """Table without lines or header, one column for each flag: stretching, or as wide as what it holds.

    `is_padded` leaves room at both ends of a row, for rows that are highlighted.
    """
    with dpg.table(
        parent=parent, header_row=False, policy=dpg.mvTable_SizingFixedFit, pad_outerX=is_padded, width=width
    ) as table:
        look.wear(table, Style.LIST)
        for is_stretching in stretches:
            dpg.add_table_column(width_stretch=is_stretching, width_fixed=not is_stretching)
        yield table
