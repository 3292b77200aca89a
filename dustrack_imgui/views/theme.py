"""Dear PyGui themes made from the table, recoloured and rescaled in place while the window runs."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.views.colours import Colour, palette
from dustrack_imgui.views.theme_table import DISABLED, GLOBAL, STYLES, TICKS, UNSCALED, Measure, Spec, Style

Item = int | str
_TRANSPARENT: Colour = (0, 0, 0, 0)
TICKED = (dpg.mvCheckbox, dpg.mvRadioButton)
FIELDS = (dpg.mvInputText, dpg.mvCombo)


class Theme:
    """All themes of the window; items stay bound when colours and sizes change."""

    def __init__(self) -> None:
        self._themes: dict[Style, Item] = {}
        self._colours: list[tuple[Item, str]] = []
        self._measures: list[tuple[Item, int, Measure]] = []
        self._backgrounds: dict[Style, Item] = {}
        self._items: dict[int, Item] = {}

    def build(self) -> None:
        """Create the themes and bind the global one; needs a Dear PyGui context."""
        with dpg.theme() as everywhere:
            for kind, spec in {dpg.mvAll: GLOBAL, **dict.fromkeys(TICKED, TICKS)}.items():
                with dpg.theme_component(kind):
                    self._fill(spec)
            for kind in (*TICKED, *FIELDS):
                with dpg.theme_component(kind, enabled_state=False):
                    self._fill(DISABLED)
        dpg.bind_theme(everywhere)
        for style, spec in STYLES.items():
            self._themes[style] = self._build_spec(spec)
            if dpg.mvThemeCol_ChildBg in spec.colours:
                self._backgrounds[style] = self._items[dpg.mvThemeCol_ChildBg]

    def apply(self, is_dark: bool, scale: float) -> None:
        """Give every theme the colours of one palette and measures of one scale."""
        colours = palette(is_dark)
        for item, name in self._colours:
            dpg.set_value(item, getattr(colours, name))
        for item, variable, (x, y) in self._measures:
            factor = 1.0 if variable in UNSCALED else scale
            dpg.set_value(item, [x * factor, y * factor])

    def paint(self, style: Style, colour: Colour) -> None:
        """Change the background of everything that wears a style, until `apply`."""
        dpg.set_value(self._backgrounds[style], colour)

    def wear(self, item: Item, style: Style | None) -> None:
        """Give an item a look; None gives it the global one."""
        dpg.bind_item_theme(item, 0 if style is None else self._themes[style])

    def _build_spec(self, spec: Spec) -> Item:
        with dpg.theme() as theme, dpg.theme_component(dpg.mvAll):
            self._fill(spec)
        return theme  # type: ignore[no-any-return]

    def _fill(self, spec: Spec) -> None:
        for target, name in spec.colours.items():
            self._add_colour(target, name, dpg.mvThemeCat_Core)
        for target, name in spec.plot_colours.items():
            self._add_colour(target, name, dpg.mvThemeCat_Plots)
        for variable, measure in spec.measures.items():
            item = dpg.add_theme_style(variable, *measure, category=dpg.mvThemeCat_Core)
            self._measures.append((item, variable, measure))

    def _add_colour(self, target: int, name: str | None, category: int) -> None:
        item = dpg.add_theme_color(target, _TRANSPARENT, category=category)
        self._items[target] = item
        if name is not None:
            self._colours.append((item, name))
