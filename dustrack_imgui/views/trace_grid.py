"""What stands behind the traces: plot backgrounds, grid lines, numbers and names of the axes."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.drawing.ticks import ticks
from dustrack_imgui.views.draw_pool import LinePool, TextPool, crisp
from dustrack_imgui.views.text_size import text_width
from dustrack_imgui.views.trace_layout import AXES, Ground

Item = int | str
Xy = tuple[float, float]

TEXT_SIZE = 14
TICK_EVERY_X, TICK_EVERY_Y = 110, 20
"""Room for one number along the frames and along the values, in pixels at scale 1."""

LEAST_ROWS = 3
"""Numbers that are wanted of the values however low the plot is: with fewer there may be none to read."""


class TraceGrid:
    """Grid and numbers of both plots."""

    def __init__(self, parent: Item) -> None:
        self._plates: dict[str, Item] = {
            axis: dpg.draw_rectangle((0, 0), (0, 0), parent=parent) for axis in AXES
        }
        self._lines = LinePool(parent)
        self._numbers = TextPool(parent)
        self._names = TextPool(parent)
        self._caption = TextPool(parent)

    def show(self, ground: Ground) -> None:
        """Draw grid and numbers for what is visible."""
        scale, colours = ground.scale, ground.colours
        size = TEXT_SIZE * scale
        columns = [
            (crisp(ground.x_of(frame), 1), text)
            for frame, text in ticks(
                ground.frames.shown, int(ground.frames.length_px / (TICK_EVERY_X * scale)), are_whole=True
            )
        ]
        lines: list[tuple[Xy, Xy]] = []
        numbers: list[tuple[Xy, str]] = []
        names: list[tuple[Xy, str]] = []
        for axis, plate in self._plates.items():
            plot = ground.layout.local_plot(axis)
            right, bottom = plot.left + plot.width, plot.top + plot.height
            lines += [((x, plot.top), (x, bottom)) for x, _ in columns]
            dpg.configure_item(
                plate,
                pmin=(plot.left, plot.top),
                pmax=(right, bottom),
                fill=colours.panel,
                color=colours.panel,
            )
            name = f"{axis} px"
            free_from = (4 + 3) * scale + text_width(name, size)
            lowest_free = float("inf")
            for y, text in self._rows(ground, axis):
                lines.append(((plot.left, y), (right, y)))
                x = plot.left - text_width(text, size) - 6 * scale
                is_free = x >= free_from or y > plot.top + 1.5 * size
                if is_free and y <= lowest_free:
                    lowest_free = y - size
                    numbers.append(((round(x), round(y - size / 2)), text))
            names.append(((4 * scale, plot.top), name))
        lowest = ground.layout.local_plots[-1]
        below = lowest.top + lowest.height + 3 * scale
        numbers += [((round(x - text_width(text, size) / 2), below), text) for x, text in columns]
        self._lines.show(lines, colours.border, 1.0)
        self._numbers.show(numbers, colours.text_dim, size)
        self._names.show(names, colours.text_dim, size)

    def show_caption(self, ground: Ground, text: str) -> None:
        """Draw what the traces are of in a corner of the first plot; "" for nothing."""
        plot, scale = ground.layout.local_plot(AXES[0]), ground.scale
        place = (round(plot.left + 8 * scale), round(plot.top + 2 * scale))
        self._caption.show([(place, text)] if text else [], ground.colours.text_dim, TEXT_SIZE * scale)

    @staticmethod
    def _rows(ground: Ground, axis: str) -> list[tuple[float, str]]:
        values = ground.values(axis)
        count = max(int(-values.length_px / (TICK_EVERY_Y * ground.scale)), LEAST_ROWS)
        top = ground.layout.rect.top
        return [
            (crisp(values.screen_from_value(value) - top, 1), text)
            for value, text in ticks(values.shown, count)
        ]
