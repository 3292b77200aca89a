"""What the window looks like, as data: which colour and which measure goes to which part of Dear PyGui."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

import dearpygui.dearpygui as dpg

Measure = tuple[float, float]
"""Width and height in pixels at scale 1."""


MENU_PADDING: Measure = (6.0, 8.0)
"""Room between the edge of an open menu and its rows."""


@dataclass(frozen=True, slots=True)
class Spec:
    """Colours (by name in `Palette`, None for transparent) and measures of one theme."""

    colours: dict[int, str | None] = field(default_factory=dict)
    measures: dict[int, Measure] = field(default_factory=dict)
    plot_colours: dict[int, str | None] = field(default_factory=dict)


class Style(Enum):
    """A look that single items wear over the global one."""

    PANEL = "panel"
    PANEL_TIGHT = "panel_tight"
    PANEL_FLUSH = "panel_flush"
    STATUS = "status"
    MESSAGE = "message"
    BARE = "bare"
    DESK = "desk"
    SCRIM = "scrim"
    CARD = "card"
    LIST = "list"
    ROW = "row"
    ROW_CURRENT = "row_current"
    ROW_REFUSED = "row_refused"
    ROW_DIM = "row_dim"
    LINES = "lines"
    MENU_BAR = "menu_bar"
    MENU_BAR_TIGHT = "menu_bar_tight"
    MENU = "menu"
    BUTTON_REFUSED = "button_refused"
    BUTTON_PRIMARY = "button_primary"
    BUTTON_LEFT = "button_left"
    BUTTON_LEFT_REFUSED = "button_left_refused"
    FLAT = "flat"
    FLAT_ON = "flat_on"
    FLAT_REFUSED = "flat_refused"
    TEXT_DIM = "text_dim"
    TEXT_REFUSED = "text_refused"
    TEXT_GOOD = "text_good"
    TEXT_WARNING = "text_warning"
    TEXT_ERROR = "text_error"
    TEXT_ACCENT = "text_accent"
    FAILED = "failed"
    FLOATING = "floating"
    TIP = "tip"


def _text(name: str) -> Spec:
    return Spec({dpg.mvThemeCol_Text: name})


def _button(fill: str | None, hover: str, active: str, text: str, *, is_left: bool = False) -> Spec:
    colours: dict[int, str | None] = {
        dpg.mvThemeCol_Button: fill,
        dpg.mvThemeCol_ButtonHovered: hover,
        dpg.mvThemeCol_ButtonActive: active,
        dpg.mvThemeCol_Text: text,
    }
    return Spec(colours, {dpg.mvStyleVar_ButtonTextAlign: (0.0, 0.5)} if is_left else {})


def _row(fill: str | None, hover: str, text: str) -> Spec:
    return Spec(
        {
            dpg.mvThemeCol_Header: fill,
            dpg.mvThemeCol_HeaderHovered: hover,
            dpg.mvThemeCol_HeaderActive: hover,
            dpg.mvThemeCol_Text: text,
        }
    )


def _surface(fill: str | None, padding: Measure, rounding: float = 0.0) -> Spec:
    return Spec(
        {dpg.mvThemeCol_ChildBg: fill, dpg.mvThemeCol_WindowBg: fill},
        {
            dpg.mvStyleVar_WindowPadding: padding,
            dpg.mvStyleVar_ChildRounding: (rounding, 0.0),
            dpg.mvStyleVar_WindowRounding: (rounding, 0.0),
        },
    )


def _outlined(fill: str, padding: Measure, rounding: float = 0.0) -> Spec:
    """Surface that lies over others of nearly its colour."""
    spec = _surface(fill, padding, rounding)
    return Spec(
        {**spec.colours, dpg.mvThemeCol_Border: "outline"},
        {**spec.measures, dpg.mvStyleVar_ChildBorderSize: (1.0, 0.0)},
    )


def _tight(spec: Spec) -> Spec:
    """The same with buttons that leave little room beside their words."""
    return Spec(spec.colours, {**spec.measures, dpg.mvStyleVar_FramePadding: (4.0, 4.0)})


GLOBAL = Spec(
    {
        dpg.mvThemeCol_Text: "text",
        dpg.mvThemeCol_TextDisabled: "text_dim",
        dpg.mvThemeCol_WindowBg: "window",
        dpg.mvThemeCol_ChildBg: None,
        dpg.mvThemeCol_PopupBg: "raised",
        dpg.mvThemeCol_Border: "border",
        dpg.mvThemeCol_BorderShadow: None,
        dpg.mvThemeCol_FrameBg: "control",
        dpg.mvThemeCol_FrameBgHovered: "control_hover",
        dpg.mvThemeCol_FrameBgActive: "control_hover",
        dpg.mvThemeCol_ScrollbarBg: None,
        dpg.mvThemeCol_ScrollbarGrab: "control_hover",
        dpg.mvThemeCol_ScrollbarGrabHovered: "control_active",
        dpg.mvThemeCol_ScrollbarGrabActive: "control_active",
        dpg.mvThemeCol_CheckMark: "accent",
        dpg.mvThemeCol_SliderGrab: "accent",
        dpg.mvThemeCol_SliderGrabActive: "accent",
        dpg.mvThemeCol_Button: "control",
        dpg.mvThemeCol_ButtonHovered: "control_hover",
        dpg.mvThemeCol_ButtonActive: "control_active",
        dpg.mvThemeCol_Header: "accent_fill",
        dpg.mvThemeCol_HeaderHovered: "control_hover",
        dpg.mvThemeCol_HeaderActive: "control_active",
        dpg.mvThemeCol_Separator: "border",
        dpg.mvThemeCol_PlotHistogram: "primary",
        dpg.mvThemeCol_TextSelectedBg: "accent_fill_hover",
        dpg.mvThemeCol_NavHighlight: "accent",
        dpg.mvThemeCol_TableBorderLight: "border",
        dpg.mvThemeCol_TableRowBg: None,
        dpg.mvThemeCol_TableRowBgAlt: None,
    },
    {
        dpg.mvStyleVar_WindowPadding: (10.0, 8.0),
        dpg.mvStyleVar_FramePadding: (8.0, 4.0),
        dpg.mvStyleVar_ItemSpacing: (6.0, 5.0),
        dpg.mvStyleVar_ItemInnerSpacing: (6.0, 4.0),
        dpg.mvStyleVar_CellPadding: (4.0, 2.0),
        dpg.mvStyleVar_IndentSpacing: (14.0, 0.0),
        dpg.mvStyleVar_ScrollbarSize: (11.0, 0.0),
        dpg.mvStyleVar_ScrollbarRounding: (6.0, 0.0),
        dpg.mvStyleVar_GrabMinSize: (11.0, 0.0),
        dpg.mvStyleVar_GrabRounding: (3.0, 0.0),
        dpg.mvStyleVar_FrameRounding: (4.0, 0.0),
        dpg.mvStyleVar_PopupRounding: (5.0, 0.0),
        dpg.mvStyleVar_WindowBorderSize: (0.0, 0.0),
        dpg.mvStyleVar_ChildBorderSize: (0.0, 0.0),
        dpg.mvStyleVar_PopupBorderSize: (1.0, 0.0),
        dpg.mvStyleVar_FrameBorderSize: (0.0, 0.0),
    },
    {
        dpg.mvPlotCol_FrameBg: None,
        dpg.mvPlotCol_PlotBg: "panel",
        dpg.mvPlotCol_PlotBorder: "border",
        dpg.mvPlotCol_LegendBg: "raised",
        dpg.mvPlotCol_LegendBorder: "border",
        dpg.mvPlotCol_LegendText: "text",
        dpg.mvPlotCol_AxisText: "text_dim",
        dpg.mvPlotCol_AxisGrid: "border",
    },
)

TICKS = Spec({dpg.mvThemeCol_Border: "outline"}, {dpg.mvStyleVar_FrameBorderSize: (1.0, 0.0)})
"""What boxes and circles to tick have over the global look: an edge, since an empty one is nothing else."""

DISABLED = Spec(
    {
        dpg.mvThemeCol_Text: "text_refused",
        dpg.mvThemeCol_CheckMark: "text_refused",
        dpg.mvThemeCol_FrameBg: None,
        dpg.mvThemeCol_FrameBgHovered: None,
        dpg.mvThemeCol_FrameBgActive: None,
        dpg.mvThemeCol_Border: "border",
    },
    {dpg.mvStyleVar_FrameBorderSize: (1.0, 0.0)},
)
"""What fields and ticks look like while they do not apply."""

STYLES: dict[Style, Spec] = {
    Style.PANEL: _surface("panel", (10.0, 8.0)),
    Style.PANEL_TIGHT: _surface("panel", (8.0, 5.0)),
    Style.STATUS: _surface("panel", (10.0, 1.0)),
    Style.MESSAGE: _surface("panel", (10.0, 1.0)),
    Style.PANEL_FLUSH: _surface("panel", (0.0, 0.0)),
    Style.BARE: _surface(None, (0.0, 0.0)),
    Style.DESK: _surface("window", (0.0, 0.0)),
    Style.SCRIM: _surface("scrim", (0.0, 0.0)),
    Style.CARD: _surface("raised", (18.0, 16.0), 8.0),
    Style.TIP: Spec({}, {dpg.mvStyleVar_WindowPadding: (10.0, 7.0), dpg.mvStyleVar_FramePadding: (4.0, 1.0)}),
    Style.FLOATING: _outlined("raised", (12.0, 10.0)),
    Style.FAILED: _surface("error_fill", (12.0, 10.0)),
    Style.LIST: Spec(
        {},
        {
            dpg.mvStyleVar_FramePadding: (4.0, 0.0),
            dpg.mvStyleVar_CellPadding: (5.0, 2.0),
            dpg.mvStyleVar_ItemSpacing: (6.0, 4.0),
        },
    ),
    Style.ROW: _row("control", "control", "text"),
    Style.ROW_CURRENT: _row("accent_fill", "accent_fill_hover", "text"),
    Style.ROW_REFUSED: _row("control", "control", "text_refused"),
    Style.ROW_DIM: _row("control", "control", "text_dim"),
    Style.MENU_BAR: _surface("panel", (4.0, 1.0)),
    Style.MENU_BAR_TIGHT: _tight(_surface("panel", (2.0, 1.0))),
    Style.MENU: _outlined("raised", MENU_PADDING, 6.0),
    Style.LINES: Spec(
        {dpg.mvThemeCol_ChildBg: None},
        {
            dpg.mvStyleVar_WindowPadding: (0.0, 0.0),
            dpg.mvStyleVar_ItemSpacing: (0.0, 0.0),
            dpg.mvStyleVar_SelectableTextAlign: (0.0, 0.5),
        },
    ),
    Style.BUTTON_REFUSED: _button("control", "control", "control", "text_refused"),
    Style.BUTTON_PRIMARY: _button("primary", "primary_hover", "primary_hover", "on_primary"),
    Style.BUTTON_LEFT: _button("control", "control_hover", "control_active", "text", is_left=True),
    Style.BUTTON_LEFT_REFUSED: _button("control", "control", "control", "text_refused", is_left=True),
    Style.FLAT: _button(None, "control_hover", "control_active", "text"),
    Style.FLAT_ON: _button("accent_fill", "accent_fill_hover", "accent_fill_hover", "text"),
    Style.FLAT_REFUSED: _button(None, "control", "control", "text_refused"),
    Style.TEXT_DIM: _text("text_dim"),
    Style.TEXT_REFUSED: _text("text_refused"),
    Style.TEXT_GOOD: _text("good"),
    Style.TEXT_WARNING: _text("warning"),
    Style.TEXT_ERROR: _text("error"),
    Style.TEXT_ACCENT: _text("accent"),
}

UNSCALED = frozenset(
    {
        dpg.mvStyleVar_ButtonTextAlign,
        dpg.mvStyleVar_SelectableTextAlign,
        dpg.mvStyleVar_PopupBorderSize,
        dpg.mvStyleVar_ChildBorderSize,
        dpg.mvStyleVar_FrameBorderSize,
    }
)
"""Measures that are no lengths, or stay hairlines at every scale."""
