"""A small plot of a job's figures over the epochs, updated in place as they come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.dlc_job import Curve
from dustrack_imgui.views.colours import Colour, palette
from dustrack_imgui.views.dlc_job_words import thinned, value_range
from dustrack_imgui.views.fonts import Font
from dustrack_imgui.views.look import Look
from dustrack_imgui.views.theme import Item

MAX_POINTS = 400
FEW_POINTS = 60
MIN_STEPS = 5.0
LINE, DOT = 2.0, 2.5
_NOTHING: list[list[float]] = [[], []]


class CurvePlot:
    """Curves over a shared axis of epochs, their names and last values above in their own colours.

    Parameters
    ----------
    title
        What the values are, with their unit.
    names
        Name of each curve in the job, with the word for it.
    colours
        Name of the colour of each in the palette.
    span
        Least and greatest value there can be, for a low plot below another one, which has the epochs; without
        it the plot fits the values.
    """

    def __init__(
        self,
        look: Look,
        title: str,
        names: Mapping[str, str],
        colours: Sequence[str],
        *,
        span: tuple[float, float] | None = None,
    ) -> None:
        self._look = look
        self._title = title
        self._names = names
        self._colour_names = tuple(colours)
        self._span = span
        self._shown: tuple[Curve, ...] = ()
        self._is_dark: bool | None = None
        self._scale = 0.0

    def build(self, parent: Item) -> None:
        """Create the items, hidden until there is something to show."""
        with dpg.group(parent=parent, show=False) as self._group:
            with dpg.group(horizontal=True):
                self._look.text(self._title, font=Font.STRONG)
                self._words = [self._look.text(font=Font.SMALL) for _ in self._names]
            self._plot: Item = dpg.add_plot(
                width=-1, no_title=True, no_menus=True, no_mouse_pos=True, no_inputs=True, no_frame=True
            )
            dpg.bind_item_theme(self._plot, _plot_theme())
            flags = {"no_label": True, "no_menus": True, "no_highlight": True, "parent": self._plot}
            is_low = self._span is not None
            self._steps = dpg.add_plot_axis(dpg.mvXAxis, no_gridlines=True, no_tick_labels=is_low, **flags)
            self._values = dpg.add_plot_axis(dpg.mvYAxis, **flags)
            if self._span is not None:
                dpg.set_axis_ticks(self._values, tuple((f"{value:g}", value) for value in self._span))
            self._series, self._themes = [], []
            for word in self._words:
                line = dpg.add_line_series(*_NOTHING, parent=self._values)
                dots = dpg.add_scatter_series(*_NOTHING, parent=self._values)
                theme = _SeriesTheme()
                dpg.bind_item_theme(line, theme.line)
                dpg.bind_item_theme(dots, theme.dots)
                dpg.bind_item_theme(word, theme.text)
                self._series.append((line, dots))
                self._themes.append(theme)

    def place(self, height_px: int) -> None:
        """Give the plot a height."""
        dpg.configure_item(self._plot, height=height_px)

    def show(self, curves: Sequence[Curve]) -> bool:
        """Draw the curves of a job, those of them that have the names of this plot; whether there are any."""
        found = {curve.name: curve for curve in curves}
        shown = tuple(found.get(name, Curve(name)) for name in self._names)
        has_any = any(curve.steps for curve in shown)
        if (self._look.is_dark, self._look.scale) != (self._is_dark, self._scale):
            self._dress()
        if all(new is old for new, old in zip(shown, self._shown, strict=False)) and self._shown:
            return has_any
        if shown != self._shown:
            self._fill(shown)
            dpg.configure_item(self._group, show=has_any)
        self._shown = shown
        return has_any

    def _fill(self, shown: tuple[Curve, ...]) -> None:
        rows = zip(shown, self._series, self._words, self._names.values(), strict=True)
        for curve, (line, dots), word, name in rows:
            points = thinned(curve, MAX_POINTS)
            dpg.set_value(line, [*points])
            dpg.set_value(dots, [*points] if len(points[0]) <= FEW_POINTS else _NOTHING)
            dpg.set_value(word, f"{name} {curve.values[-1]:.4g}" if curve.values else "")
        last = max((curve.steps[-1] for curve in shown if curve.steps), default=1)
        dpg.set_axis_limits(self._steps, 0.0, max(last * 1.03, MIN_STEPS))
        dpg.set_axis_limits(
            self._values, *(value_range(shown) if self._span is None else _roomy(*self._span))
        )

    def _dress(self) -> None:
        self._is_dark, self._scale = self._look.is_dark, self._look.scale
        colours = palette(self._look.is_dark)
        for theme, name in zip(self._themes, self._colour_names, strict=True):
            theme.dress(getattr(colours, name), self._scale)


def _roomy(least: float, most: float) -> tuple[float, float]:
    """A span with room for whole dots at its ends."""
    room = 0.15 * (most - least)
    return least - room, most + room


def _plot_theme() -> Item:
    """Little room around: the plot is small."""
    with dpg.theme() as theme, dpg.theme_component(dpg.mvAll):
        for variable, size in ((dpg.mvPlotStyleVar_PlotPadding, 3), (dpg.mvPlotStyleVar_LabelPadding, 3)):
            dpg.add_theme_style(variable, size, size, category=dpg.mvThemeCat_Plots)
    return theme  # type: ignore[no-any-return]


class _SeriesTheme:
    """Colour of a curve, of its dots and of the words about it."""

    def __init__(self) -> None:
        plots = dpg.mvThemeCat_Plots
        with dpg.theme() as self.line, dpg.theme_component(dpg.mvAll):
            self._colours = [dpg.add_theme_color(dpg.mvPlotCol_Line, (0, 0, 0, 0), category=plots)]
            self._width = dpg.add_theme_style(dpg.mvPlotStyleVar_LineWeight, LINE, category=plots)
        with dpg.theme() as self.dots, dpg.theme_component(dpg.mvAll):
            for target in (dpg.mvPlotCol_MarkerFill, dpg.mvPlotCol_MarkerOutline):
                self._colours.append(dpg.add_theme_color(target, (0, 0, 0, 0), category=plots))
            dpg.add_theme_style(dpg.mvPlotStyleVar_Marker, dpg.mvPlotMarker_Circle, category=plots)
            self._size = dpg.add_theme_style(dpg.mvPlotStyleVar_MarkerSize, DOT, category=plots)
        with dpg.theme() as self.text, dpg.theme_component(dpg.mvAll):
            self._colours.append(dpg.add_theme_color(dpg.mvThemeCol_Text, (0, 0, 0, 0)))

    def dress(self, colour: Colour, scale: float) -> None:
        """Change colour and sizes."""
        for item in self._colours:
            dpg.set_value(item, colour)
        for item, size in ((self._width, LINE), (self._size, DOT)):
            dpg.set_value(item, [size * scale, -1.0])
