"""The marks of the timeline, rasterised to one texture row a lane so that thousands of them are one item."""

from __future__ import annotations

import dearpygui.dearpygui as dpg
import numpy as np

from dustrack_imgui.views.colours import Colour
from dustrack_imgui.views.live_texture import LiveTexture
from dustrack_imgui.views.timeline_data import Density

Item = int | str

MAX_COLUMNS = 4096
FAINTEST = 0.6
"""Opacity of a pixel column with hardly a mark, so that a single one is seen among thousands of frames."""


class TimelineStrip:
    """Lanes of marks, each a row of pixels drawn as tall as its lane.

    Parameters
    ----------
    parent
        Drawing to draw on.
    n_lanes
        Number of lanes.
    """

    def __init__(self, parent: Item, n_lanes: int) -> None:
        self._texture = LiveTexture(MAX_COLUMNS, n_lanes)
        self._texture.pixels[...] = (1.0, 1.0, 1.0, 0.0)
        self._node: Item = dpg.add_draw_node(parent=parent, show=False)
        self._images: list[Item] = [
            dpg.draw_image(self._texture.item, (0, 0), (0, 0), parent=self._node) for _ in range(n_lanes)
        ]
        self._is_shown = False

    @property
    def is_settled(self) -> bool:
        """Whether all marks are on screen."""
        return self._texture.is_settled

    @property
    def uploads(self) -> int:
        """Renders that uploaded marks, since the start."""
        return self._texture.uploads

    def note_renders(self) -> None:
        """Take into account the renders since the last call."""
        self._texture.note_renders()
        if not self._is_shown and self._texture.is_warm:
            dpg.configure_item(self._node, show=True)
            self._is_shown = True

    def place(self, lane: int, left: float, top: float, width: float, height: float) -> None:
        """Move a lane, in pixels of the drawing."""
        row = (lane + 0.5) / len(self._images)
        dpg.configure_item(
            self._images[lane],
            pmin=(left, top),
            pmax=(left + width, top + height),
            uv_min=(0.0, row),
            uv_max=(columns(int(width)) / MAX_COLUMNS, row),
        )

    def tint(self, lane: int, colour: Colour) -> None:
        """Colour the marks of a lane."""
        dpg.configure_item(self._images[lane], color=colour)

    def mark(self, lane: int, density: Density) -> None:
        """Show a density per column, 0..1; 0 is no mark."""
        alpha = np.where(density > 0, FAINTEST + (1 - FAINTEST) * density, 0.0)
        self._texture.pixels[lane, : len(alpha), 3] = alpha
        self._texture.changed()


def columns(width_px: int) -> int:
    """Columns to rasterise for a strip of that width."""
    return max(min(width_px, MAX_COLUMNS), 1)
