"""One trace: the current label's x or y of two layers against frames, as lines and dots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import dearpygui.dearpygui as dpg
import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.views.colours import Colour
from dustrack_imgui.views.scene import Rect
from dustrack_imgui.views.trace_data import Range

Item = int | str
Points = NDArray[np.float64]

LINE, LINE_DIM = 1.5, 1.25
DOT, DOT_DIM = 2.2, 1.8
GRAIN = 1.25
CROWDED_DOTS_PER_PX = 0.2
"""Dots per pixel column from which they merge and are drawn as small squares, which cost a tenth."""

_NOTHING: list[list[float]] = [[float("nan")], [float("nan")]]
_CLEAR: Colour = (0, 0, 0, 0)


@dataclass(frozen=True, eq=False, slots=True)
class Trace:
    """What to draw of one layer.

    Attributes
    ----------
    line, dots
        float64 (rows, K): frames and the values to draw, usually x and y; None for nothing.
    are_dots_crowded
        Whether neighbouring dots touch anyway.
    """

    line: Points | None = None
    dots: Points | None = None
    are_dots_crowded: bool = False


class TraceTheme:
    """Colour and sizes that the traces of one layer wear in both plots.

    Attributes
    ----------
    line, dots, grains
        Themes to bind to the series; grains are for dots that are crowded.
    """

    def __init__(self, *, is_dim: bool) -> None:
        self._line_width, self._dot_size = (LINE_DIM, DOT_DIM) if is_dim else (LINE, DOT)
        plots = dpg.mvThemeCat_Plots
        with dpg.theme() as self.line, dpg.theme_component(dpg.mvAll):
            line_colour = dpg.add_theme_color(dpg.mvPlotCol_Line, _CLEAR, category=plots)
            self._width: Item = dpg.add_theme_style(dpg.mvPlotStyleVar_LineWeight, LINE, category=plots)
        with dpg.theme() as self.dots, dpg.theme_component(dpg.mvAll):
            dot_colours = [
                dpg.add_theme_color(target, _CLEAR, category=plots)
                for target in (dpg.mvPlotCol_MarkerFill, dpg.mvPlotCol_MarkerOutline)
            ]
            dpg.add_theme_style(dpg.mvPlotStyleVar_Marker, dpg.mvPlotMarker_Circle, category=plots)
            dpg.add_theme_style(dpg.mvPlotStyleVar_MarkerWeight, 1.0, category=plots)
            self._size: Item = dpg.add_theme_style(dpg.mvPlotStyleVar_MarkerSize, DOT, category=plots)
        with dpg.theme() as self.grains, dpg.theme_component(dpg.mvAll):
            grain_colour = dpg.add_theme_color(dpg.mvPlotCol_MarkerFill, _CLEAR, category=plots)
            dpg.add_theme_color(dpg.mvPlotCol_MarkerOutline, _CLEAR, category=plots)
            dpg.add_theme_style(dpg.mvPlotStyleVar_Marker, dpg.mvPlotMarker_Square, category=plots)
            self._grain: Item = dpg.add_theme_style(dpg.mvPlotStyleVar_MarkerSize, GRAIN, category=plots)
        self._colours: list[Item] = [line_colour, *dot_colours, grain_colour]

    def dress(self, colour: Colour, scale: float) -> None:
        """Change colour and sizes."""
        for item in self._colours:
            dpg.set_value(item, colour)
        sizes = (self._width, self._line_width), (self._size, self._dot_size), (self._grain, GRAIN)
        for item, size in sizes:
            dpg.set_value(item, [size * scale, -1.0])


class TracePlot:
    """A bare plot that fills its rectangle exactly: no padding, no decoration and no input of its own.

    Its limits are therefore those of its rectangle, and positions follow without asking Dear PyGui.

    Parameters
    ----------
    row
        Row of the points that is drawn: 1 for x, 2 for y where they are frames, x, y.
    """

    def __init__(self, row: int) -> None:
        self._row = row
        self._limits: tuple[Range, Range] | None = None

    def build(self, parent: Item) -> None:
        """Create the items, once; series are added by `add_slot`."""
        self._plot: Item = dpg.add_plot(
            parent=parent, no_title=True, no_menus=True, no_mouse_pos=True, no_inputs=True, no_frame=True
        )
        dpg.bind_item_theme(self._plot, _bare_plot_theme())
        self._frames, self._values = (
            dpg.add_plot_axis(
                axis,
                parent=self._plot,
                no_label=True,
                no_gridlines=True,
                no_tick_marks=True,
                no_tick_labels=True,
                no_initial_fit=True,
                no_menus=True,
                no_highlight=True,
            )
            for axis in (dpg.mvXAxis, dpg.mvYAxis)
        )
        self._series: list[tuple[Item, Item]] = []
        self._themes: list[TraceTheme] = []

    def add_slot(self, theme: TraceTheme) -> None:
        """Make room for one more trace, which is drawn behind the others."""
        behind: Item = self._series[-1][0] if self._series else 0
        line = dpg.add_line_series(*_NOTHING, parent=self._values, before=behind)
        dots = dpg.add_scatter_series(*_NOTHING, parent=self._values, before=behind)
        dpg.bind_item_theme(line, theme.line)
        dpg.bind_item_theme(dots, theme.dots)
        self._series.append((line, dots))
        self._themes.append(theme)

    def place(self, rect: Rect) -> None:
        """Move to a rectangle relative to the parent."""
        dpg.configure_item(self._plot, pos=(rect.left, rect.top), width=rect.width, height=rect.height)

    def set_shown(self, is_shown: bool) -> None:
        """Take the plot off the screen, or bring it back."""
        dpg.configure_item(self._plot, show=is_shown)

    def show(self, traces: Sequence[Trace]) -> None:
        """Draw one trace for each slot, the first in front."""
        for trace, theme, (line, dots) in zip(traces, self._themes, self._series, strict=True):
            dpg.bind_item_theme(dots, theme.grains if trace.are_dots_crowded else theme.dots)
            for points, series in ((trace.line, line), (trace.dots, dots)):
                dpg.set_value(series, _NOTHING if points is None else [points[0], points[self._row]])

    def limit(self, frames: Range, values: Range) -> None:
        """Let the rectangle's edges stand for these frames and values."""
        if (frames, values) != self._limits:
            dpg.set_axis_limits(self._frames, *frames)
            dpg.set_axis_limits(self._values, *values)
            self._limits = (frames, values)


def _bare_plot_theme() -> Item:
    with dpg.theme() as theme, dpg.theme_component(dpg.mvAll):
        for target in (dpg.mvPlotCol_PlotBg, dpg.mvPlotCol_FrameBg, dpg.mvPlotCol_PlotBorder):
            dpg.add_theme_color(target, _CLEAR, category=dpg.mvThemeCat_Plots)
        for variable in (dpg.mvPlotStyleVar_PlotPadding, dpg.mvPlotStyleVar_LabelPadding):
            dpg.add_theme_style(variable, 0, 0, category=dpg.mvThemeCat_Plots)
        dpg.add_theme_style(dpg.mvPlotStyleVar_PlotBorderSize, 0, category=dpg.mvThemeCat_Plots)
        dpg.add_theme_style(dpg.mvPlotStyleVar_PlotMinSize, 1, 1, category=dpg.mvThemeCat_Plots)
    return theme  # type: ignore[no-any-return]
