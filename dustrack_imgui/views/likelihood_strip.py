"""The strip below the traces: how sure a model was of the current label, against the same frames."""

from __future__ import annotations

from dataclasses import dataclass

import dearpygui.dearpygui as dpg

from dustrack_imgui.model.track import Track
from dustrack_imgui.views.colours import Colour
from dustrack_imgui.views.draw_pool import LinePool, TextPool, crisp
from dustrack_imgui.views.scene import Rect
from dustrack_imgui.views.text_size import text_width
from dustrack_imgui.views.trace_data import decimated_likelihood, lonely, unsure_points
from dustrack_imgui.views.trace_layout import Ground
from dustrack_imgui.views.trace_plot import Trace, TracePlot, TraceTheme

Item = int | str

NAME_SIZE, VALUE_SIZE = 11, 14
CROWDED_PER_PX = 0.2
LEAST, MOST = -0.06, 1.06
"""Values at the edges of the strip, so that dots at 0 and 1 are whole."""
_LINE_ALPHA, _THRESHOLD_ALPHA = 200, 150


@dataclass(frozen=True, eq=False, slots=True)
class Judged:
    """What the strip is of: a track with likelihoods, length of the video, threshold, colour of the label."""

    track: Track
    n_frames: int
    threshold: float
    colour: Colour


class LikelihoodStrip:
    """A line of the least likelihood of each pixel column; what is below the threshold stands out.

    It exists on screen only while there is a likelihood to show.
    """

    def __init__(self) -> None:
        self._plot = TracePlot(row=1)
        self._judged: Judged | None = None
        self._ground: Ground | None = None
        self._told: tuple[object, ...] = ()

    def build(self, window: Item, drawing: Item) -> None:
        """Create the items, once."""
        self._node: Item = dpg.add_draw_node(parent=drawing, show=False)
        self._plate: Item = dpg.draw_rectangle((0, 0), (0, 0), parent=self._node)
        self._limit = LinePool(self._node)
        self._name = TextPool(self._node)
        self._value = TextPool(self._node)
        self._plot.build(window)
        self._themes = [TraceTheme(is_dim=False), TraceTheme(is_dim=True)]
        for theme in self._themes:
            self._plot.add_slot(theme)

    def place(self, rect: Rect | None) -> None:
        """Move to a rectangle relative to the traces' own; None takes it off the screen."""
        self._plot.set_shown(rect is not None)
        dpg.configure_item(self._node, show=rect is not None)
        if rect is not None:
            self._plot.place(rect)
        self._ground = None

    def show(self, judged: Judged, ground: Ground) -> None:
        """Draw the likelihood of a track on the given ground, which has room for it."""
        rect = ground.layout.local_strip
        if rect is None:
            return
        before, self._judged = self._judged, judged
        is_same_ground, self._ground = ground == self._ground, ground
        if not is_same_ground:
            self._show_ground(rect, ground)
        unchanged = (
            before is not None
            and is_same_ground
            and before.track is judged.track
            and (before.threshold, before.colour) == (judged.threshold, judged.colour)
        )
        if unchanged:
            return
        self._told = ()
        colours, scale = ground.colours, ground.scale
        width_px = round(ground.frames.length_px)
        points = decimated_likelihood(judged.track, judged.n_frames, ground.frames.shown, width_px)
        unsure = unsure_points(points, judged.threshold)
        is_crowded = unsure.shape[1] > CROWDED_PER_PX * width_px
        self._themes[0].dress(colours.warning, scale)
        self._themes[1].dress((*judged.colour[:3], _LINE_ALPHA), scale)
        self._plot.show([Trace(dots=unsure, are_dots_crowded=is_crowded), Trace(points, lonely(points))])
        self._plot.limit(ground.frames.widened(ground.layout.inset_px), (LEAST, MOST))
        height = rect.height * (MOST - judged.threshold) / (MOST - LEAST)
        y = crisp(rect.top + height, 1)
        line = ((float(rect.left), y), (float(rect.left + rect.width), y))
        self._limit.show([line], (*colours.warning[:3], _THRESHOLD_ALPHA), 1.0)

    def tell(self, frame: int) -> None:
        """Say the likelihood at the current frame in the gutter."""
        judged, ground = self._judged, self._ground
        if judged is None or ground is None:
            return
        likelihood = judged.track.likelihood_at(frame)
        told = (likelihood, judged.threshold)
        if told == self._told:
            return
        self._told = told
        rect = ground.layout.local_strip
        if rect is None:
            return
        scale, colours = ground.scale, ground.colours
        text = "–" if likelihood is None else f"{likelihood:.2f}"
        is_unsure = likelihood is not None and likelihood < judged.threshold
        size = VALUE_SIZE * scale
        place = (
            round(rect.left - 6 * scale - text_width(text, size)),
            round(rect.top + rect.height - size - scale),
        )
        self._value.show([(place, text)], colours.warning if is_unsure else colours.text, size)

    def _show_ground(self, rect: Rect, ground: Ground) -> None:
        colours, scale = ground.colours, ground.scale
        dpg.configure_item(
            self._plate,
            pmin=(rect.left, rect.top),
            pmax=(rect.left + rect.width, rect.top + rect.height),
            fill=colours.panel,
            color=colours.panel,
        )
        self._name.show([((round(4 * scale), rect.top), "likelihood")], colours.text_dim, NAME_SIZE * scale)
