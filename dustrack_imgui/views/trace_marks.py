"""What the traces mark along the frames: intervals, half-picked one, frames of interest, playhead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.interval import Interval, KeptInterval
from dustrack_imgui.views.draw_pool import LinePool, TextPool, crisp
from dustrack_imgui.views.text_size import text_width
from dustrack_imgui.views.trace_layout import AXES, Ground

Item = int | str
Line = tuple[tuple[float, float], tuple[float, float]]

BAND_ALPHA, EDGE_ALPHA, PENDING_ALPHA, PLAYHEAD_ALPHA, KEPT_ALPHA = 34, 120, 220, 235, 200
INTEREST_HEIGHT, INTEREST_WIDTH, PENDING_WIDTH = 8, 2, 2
KEPT_WIDTH, KEPT_END_HEIGHT, KEPT_TEXT_SIZE = 2, 5, 13


class TraceMarks:
    """Marks in both plots, drawn behind the traces."""

    def __init__(self, parent: Item) -> None:
        self._bands: dict[str, Item] = {
            axis: dpg.draw_rectangle((0, 0), (0, 0), color=(0, 0, 0, 0), show=False, parent=parent)
            for axis in AXES
        }
        self._edges = LinePool(parent)
        self._interests = LinePool(parent)
        self._pending = LinePool(parent)
        self._kept = LinePool(parent)
        self._kept_names = TextPool(parent)
        self._head: Item = dpg.add_draw_node(parent=parent, show=False)
        self._head_lines = LinePool(self._head)

    def show_interval(self, interval: Interval | None, ground: Ground) -> None:
        """Shade the selected interval, with a line at each end that is in sight."""
        accent = ground.colours.accent[:3]
        ends = () if interval is None else (interval.start, interval.end)
        for axis, band in self._bands.items():
            plot = ground.layout.local_plot(axis)
            first, last = plot.left, plot.left + plot.width
            left, right = (min(max(ground.x_of(end), first), last) for end in ends or (0, 0))
            dpg.configure_item(
                band,
                pmin=(left, plot.top),
                pmax=(right, plot.top + plot.height),
                fill=(*accent, BAND_ALPHA),
                show=right > left,
            )
        lines = [line for end in ends if ground.sees(end) for line in _across(ground, ground.x_of(end), 1)]
        self._edges.show(lines, (*accent, EDGE_ALPHA), 1)

    def show_kept(self, kept: Sequence[KeptInterval], ground: Ground) -> None:
        """Draw kept intervals as brackets at the top of both plots; names where there is room, in the lower.

        Parameters
        ----------
        kept
            By their first frame.
        """
        scale = ground.scale
        width = max(round(KEPT_WIDTH * scale), 1)
        first, last = ground.frames.shown
        lines: list[Line] = []
        names: list[tuple[tuple[float, float], str]] = []
        free_from = 0.0
        for one in kept:
            if one.end < first or one.start > last:
                continue
            left, right = (ground.x_of(min(max(end, first), last)) for end in (one.start, one.end))
            for axis in AXES:
                top = ground.layout.local_plot(axis).top
                y, low = crisp(top + width / 2, width), top + KEPT_END_HEIGHT * scale
                lines.append(((left, y), (right, y)))
                ends = [x for x, end in ((left, one.start), (right, one.end)) if ground.sees(end)]
                lines += [((crisp(x, 1), float(top)), (crisp(x, 1), low)) for x in ends]
            place = left + 3 * scale
            if place >= free_from:
                size = KEPT_TEXT_SIZE * scale
                names.append(
                    ((round(place), round(ground.layout.local_plot(AXES[1]).top + 2 * scale)), one.name)
                )
                free_from = place + text_width(one.name, size) + 6 * scale
        accent = ground.colours.accent
        self._kept.show(lines, (*accent[:3], KEPT_ALPHA), width)
        self._kept_names.show(names, accent, KEPT_TEXT_SIZE * scale)

    def show_pending(self, pending: int | None, ground: Ground) -> None:
        """Mark the first end of an interval that is being picked."""
        is_shown = pending is not None and ground.sees(pending)
        width = round(PENDING_WIDTH * ground.scale)
        lines = _across(ground, ground.x_of(pending), width) if pending is not None and is_shown else []
        self._pending.show(lines, (*ground.colours.accent[:3], PENDING_ALPHA), width)

    def show_interests(self, interests: Iterable[int], ground: Ground) -> None:
        """Mark frames of interest at the foot of both plots, once per pixel column."""
        width = max(round(INTEREST_WIDTH * ground.scale), 1)
        columns = dict.fromkeys(crisp(ground.x_of(frame), width) for frame in interests if ground.sees(frame))
        lines: list[Line] = []
        for axis in AXES:
            plot = ground.layout.local_plot(axis)
            bottom = plot.top + plot.height
            lines += [((x, bottom - INTEREST_HEIGHT * ground.scale), (x, bottom)) for x in columns]
        self._interests.show(lines, ground.colours.warning, width)

    def show_playhead(self, ground: Ground) -> None:
        """Make the playhead as tall as the plots."""
        width = max(round(ground.scale), 1)
        offset = crisp(0.0, width)
        lines = [
            ((x + offset, top), (x + offset, bottom)) for (x, top), (_, bottom) in _across(ground, 0.0, 2)
        ]
        self._head_lines.show(lines, (*ground.colours.text[:3], PLAYHEAD_ALPHA), width)

    def move_playhead(self, frame: int, ground: Ground) -> None:
        """Put the playhead at a frame; it is not drawn when that is out of sight."""
        is_shown = ground.sees(frame)
        dpg.configure_item(self._head, show=is_shown)
        if is_shown:
            x = float(int(ground.x_of(frame)))
            dpg.apply_transform(self._head, dpg.create_translation_matrix((x, 0.0)))


def _across(ground: Ground, x: float, width: int) -> list[Line]:
    """Upright lines through all plots at a horizontal position relative to the rectangle."""
    at = crisp(x, width)
    return [((at, plot.top), (at, plot.top + plot.height)) for plot in ground.layout.local_plots]
