"""Where the parts of the trace panes stand, and which frames and values their pixels stand for; pure."""

from __future__ import annotations

from dataclasses import dataclass

from dustrack_imgui.views.colours import Palette
from dustrack_imgui.views.scene import Rect
from dustrack_imgui.views.trace_data import Axis, Range

GUTTER, RIGHT, TOP, BOTTOM, GAP = 56, 10, 6, 22, 8
INSET = 6
"""Room between a plot's edge and its range at scale 1, so that dots at the ends are whole."""

AXES = ("x", "y")


@dataclass(frozen=True, slots=True)
class TraceLayout:
    """Rectangles of the whole and of the two plots; screen pixels."""

    rect: Rect
    x_plot: Rect
    y_plot: Rect
    inset_px: float

    def frames_axis(self, shown: Range) -> Axis:
        """Axis of the frames that both plots share."""
        plot, inset = self.x_plot, self.inset_px
        return Axis(shown, plot.left + inset, max(plot.width - 2 * inset, 1.0))

    def values_axis(self, axis: str, shown: Range) -> Axis:
        """Axis of the values of the "x" or "y" plot, growing upwards."""
        plot, inset = self.plot(axis), self.inset_px
        return Axis(shown, plot.top + plot.height - inset, -max(plot.height - 2 * inset, 1.0))

    def plot(self, axis: str) -> Rect:
        """Rectangle of the "x" or "y" plot."""
        return self.x_plot if axis == "x" else self.y_plot

    def local_plot(self, axis: str) -> Rect:
        """Rectangle of a plot relative to the whole."""
        plot = self.plot(axis)
        return Rect(plot.left - self.rect.left, plot.top - self.rect.top, plot.width, plot.height)

    def axis_at(self, y_screen: float) -> str:
        """Plot that a vertical position belongs to."""
        return "x" if y_screen < (self.x_plot.top + self.x_plot.height + self.y_plot.top) / 2 else "y"


@dataclass(frozen=True, slots=True)
class Ground:
    """What everything in the trace panes is drawn on: places, visible ranges, scale and colours."""

    layout: TraceLayout
    frames: Axis
    x_values: Axis
    y_values: Axis
    scale: float
    colours: Palette

    def values(self, axis: str) -> Axis:
        """Axis of the values of the "x" or "y" plot."""
        return self.x_values if axis == "x" else self.y_values

    def x_of(self, frame: float) -> float:
        """Horizontal position of a frame relative to the whole rectangle."""
        return self.frames.screen_from_value(frame) - self.layout.rect.left

    def sees(self, frame: float) -> bool:
        """Whether a frame is in the visible range."""
        return self.frames.shown[0] <= frame <= self.frames.shown[1]


def trace_layout(rect: Rect, scale: float) -> TraceLayout:
    """Put two plots of equal height above each other, with room for the numbers left and below."""
    gutter, right, top, bottom, gap = (round(part * scale) for part in (GUTTER, RIGHT, TOP, BOTTOM, GAP))
    width = max(rect.width - gutter - right, 8)
    height = max((rect.height - top - bottom - gap) // 2, 8)
    left, first = rect.left + gutter, rect.top + top
    return TraceLayout(
        rect,
        Rect(left, first, width, height),
        Rect(left, first + height + gap, width, height),
        min(INSET * scale, width / 8, height / 8),
    )
