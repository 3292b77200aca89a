"""Where the parts of the trace panes stand, and which frames and values their pixels stand for; pure."""

from __future__ import annotations

from dataclasses import dataclass

from dustrack_imgui.views.colours import Palette
from dustrack_imgui.views.scene import Rect
from dustrack_imgui.views.trace_data import Axis, Range

GUTTER, RIGHT, TOP, BOTTOM, GAP, STRIP = 60, 10, 6, 22, 8, 34
INSET = 6
"""Room between a plot's edge and its range at scale 1, so that dots at the ends are whole."""

AXES = ("x", "y")


@dataclass(frozen=True, slots=True)
class TraceLayout:
    """Rectangles of the whole, of the two plots and of the strip below them, if any; screen pixels."""

    rect: Rect
    x_plot: Rect
    y_plot: Rect
    inset_px: float
    strip: Rect | None = None

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
        return self._local(self.plot(axis))

    @property
    def local_strip(self) -> Rect | None:
        """Rectangle of the strip relative to the whole; None without one."""
        return None if self.strip is None else self._local(self.strip)

    @property
    def local_plots(self) -> tuple[Rect, ...]:
        """Rectangles of everything that shares the frames, relative to the whole, from top to bottom."""
        strip = self.local_strip
        return (*(self.local_plot(axis) for axis in AXES), *(() if strip is None else (strip,)))

    def _local(self, part: Rect) -> Rect:
        return Rect(part.left - self.rect.left, part.top - self.rect.top, part.width, part.height)

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


def trace_layout(rect: Rect, scale: float, *, has_strip: bool = False) -> TraceLayout:
    """Put two plots of equal height above each other, with room for the numbers left and below.

    A strip, where there is one, stands between the plots and the numbers of the frames.
    """
    parts = (GUTTER, RIGHT, TOP, BOTTOM, GAP, STRIP if has_strip else 0)
    gutter, right, top, bottom, gap, strip = (round(part * scale) for part in parts)
    taken = strip + gap if has_strip else 0
    width = max(rect.width - gutter - right, 8)
    height = max((rect.height - top - bottom - gap - taken) // 2, 8)
    left, first = rect.left + gutter, rect.top + top
    second = first + height + gap
    return TraceLayout(
        rect,
        Rect(left, first, width, height),
        Rect(left, second, width, height),
        min(INSET * scale, width / 8, height / 8),
        Rect(left, second + height + gap, width, strip) if has_strip else None,
    )
