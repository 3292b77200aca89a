"""The current label's x and y against frames: two plots above each other that zoom and pan together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from dustrack_imgui.commands.kept_intervals import kept_of
from dustrack_imgui.commands.likelihood import judged_layer
from dustrack_imgui.commands.traces import frames_shown, values_chosen
from dustrack_imgui.model.confidence import ConfidenceLook
from dustrack_imgui.model.layer_look import DrawnLayer, TraceStyle
from dustrack_imgui.model.session import LabelPalette, Session, VideoState
from dustrack_imgui.model.track import Track
from dustrack_imgui.views.canvas import Canvas
from dustrack_imgui.views.colours import DARK, Colour, Palette, label_ink, palette
from dustrack_imgui.views.likelihood_strip import Judged, LikelihoodStrip
from dustrack_imgui.views.scene import Rect, Scene
from dustrack_imgui.views.trace_data import (
    Range,
    TrackExtents,
    decimated,
    joined_extents,
    lonely,
)
from dustrack_imgui.views.trace_fit import TraceFit
from dustrack_imgui.views.trace_grid import TraceGrid
from dustrack_imgui.views.trace_layout import AXES, Ground, trace_layout
from dustrack_imgui.views.trace_marks import TraceMarks
from dustrack_imgui.views.trace_plot import CROWDED_DOTS_PER_PX, Trace, TracePlot, TraceTheme

Item = int | str
Xy = tuple[float, float]
T = TypeVar("T")

DOTS_FROM_PX_PER_FRAME = 6.0
LIGHT_FAINTNESS = 0.6


class TracePanes:
    """Traces of active layer and overlay with interval, frames of interest, playhead, and any likelihood.

    Attributes
    ----------
    rect
        Where the panes are, in screen pixels.
    """

    def __init__(self) -> None:
        self.rect = Rect(0, 0, 1, 1)
        self._scale = 1.0
        self._canvas = Canvas(DARK.window)
        self._plots = {axis: TracePlot(row) for row, axis in enumerate(AXES, 1)}
        self._extents: list[TrackExtents] = []
        self._fit = TraceFit()
        self._strip = LikelihoodStrip()
        self._has_strip = False
        self._layout = trace_layout(self.rect, 1.0)
        self._ground = self._ground_for((0.0, 1.0), ((0.0, 1.0), (0.0, 1.0)), DARK)
        self._drawn: tuple[object, ...] = ()
        self._traced: tuple[object, ...] = ()
        self._marked: dict[str, tuple[object, ...]] = {}

    def build(self, parent: Item, rect: Rect, scale: float) -> None:
        """Create the items, once; `parent` is a window at the viewport's origin."""
        self._canvas.build(parent, rect)
        self._grid = TraceGrid(self._canvas.drawing)
        self._strip.build(self._canvas.window, self._canvas.drawing)
        self._marks = TraceMarks(self._canvas.drawing)
        self._themes: list[TraceTheme] = []
        for plot in self._plots.values():
            plot.build(self._canvas.window)
        self.place(rect, scale)

    def place(self, rect: Rect, scale: float) -> None:
        """Move to a rectangle at a UI scale."""
        self.rect, self._scale = rect, scale
        self._canvas.place(rect)
        self._share(has_strip=self._has_strip)
        self._drawn = ()

    def _share(self, *, has_strip: bool) -> None:
        """Share the height between the plots, and the strip when there is one."""
        self._has_strip = has_strip
        self._layout = trace_layout(self.rect, self._scale, has_strip=has_strip)
        for axis, plot in self._plots.items():
            plot.place(self._layout.local_plot(axis))
        self._strip.place(self._layout.local_strip)
        self._traced = ()

    @property
    def plot_width_px(self) -> int:
        """Screen pixels that the visible frames take."""
        return round(self._ground.frames.length_px)

    def frames_visible(self, session: Session) -> Range:
        """First and last visible frame coordinate."""
        state = session.active
        return (0.0, 1.0) if state is None else frames_shown(state)

    def value_range(self, axis: str) -> Range:
        """Visible range of the "x" or "y" trace in image pixels, as drawn last."""
        return self._ground.values(axis).shown

    def hovered_axis(self, xy_screen: Xy) -> str | None:
        """Trace under a mouse position, "x" or "y"; None outside the panes."""
        return self._layout.axis_at(xy_screen[1]) if self.rect.contains(xy_screen) else None

    def frame_at(self, xy_screen: Xy) -> float | None:
        """Frame coordinate under a mouse position, kept within what is visible; None outside the panes."""
        return self.frame_at_clamped(xy_screen[0]) if self.rect.contains(xy_screen) else None

    def frame_at_clamped(self, x_screen: float) -> float:
        """Nearest visible frame coordinate to a horizontal mouse position anywhere, for drags."""
        low, high = self._ground.frames.shown
        return min(max(self._ground.frames.value_from_screen(x_screen + 0.5), low), high)

    def x_of_frame(self, frame: int) -> float | None:
        """Horizontal screen position of a frame; None when it is out of sight."""
        low, high = self._ground.frames.shown
        return self._ground.frames.screen_from_value(frame) if low <= frame <= high else None

    def value_at(self, xy_screen: Xy) -> float | None:
        """Value of the trace under a mouse position, in image pixels; None outside the panes."""
        axis = self.hovered_axis(xy_screen)
        return None if axis is None else self._ground.values(axis).value_from_screen(xy_screen[1] + 0.5)

    def draw(self, scene: Scene) -> None:
        """Show a scene; a frame step moves the playhead and nothing else."""
        state, interface = scene.session.active, scene.session.interface
        drawn = (state, interface.is_dark, interface.label_palette, interface.confidence)
        if drawn == self._drawn:
            return
        self._drawn = drawn
        colours = palette(interface.is_dark)
        self._canvas.paint(colours.window)
        if state is not None:
            judged = self._judged(state, interface.confidence, interface.label_palette, colours)
            if (judged is not None) != self._has_strip:
                self._share(has_strip=judged is not None)
            self._show_traces(state, colours, interface.label_palette)
            if judged is not None:
                self._strip.show(judged, self._ground)
            self._show_marks(state)

    def _show_traces(self, state: VideoState, colours: Palette, label_palette: LabelPalette) -> None:
        view = state.view
        drawn = () if view.label in view.hidden_labels else state.drawn_layers
        tracks = tuple(one.layer.track(view.label) for one in drawn)
        looks = tuple((one.is_active, one.opacity, one.style) for one in drawn)
        name = state.data.label_names.get(view.label, "")
        traced = (tracks, looks, view.label, name, view.traces, state.video, colours, label_palette)
        if traced == self._traced:
            return
        ranges = self._value_ranges(state, tracks)
        ground = self._ground_for(frames_shown(state), ranges, colours)
        if ground != self._ground or not self._traced:
            self._ground = ground
            self._grid.show(ground)
            self._marks.show_playhead(ground)
        self._grid.show_caption(ground, f"{view.label} {name}" if name else "")
        traces = self._slots(drawn, tracks, state, label_ink(view.label, label_palette, colours))
        inset = self._layout.inset_px
        for axis, plot in self._plots.items():
            plot.show(traces)
            plot.limit(ground.frames.widened(inset), ground.values(axis).widened(inset))
        self._traced = traced

    @staticmethod
    def _judged(
        state: VideoState, look: ConfidenceLook, label_palette: LabelPalette, colours: Palette
    ) -> Judged | None:
        """What the strip shows; None where nothing is known or wanted."""
        label = state.view.label
        layer = judged_layer(state, label) if look.is_shown else None
        if layer is None or label in state.view.hidden_labels:
            return None
        colour = label_ink(label, label_palette, colours)
        return Judged(layer.track(label), state.video.n_frames, look.threshold, colour)

    def _slots(
        self, drawn: Sequence[DrawnLayer], tracks: Sequence[Track], state: VideoState, colour: Colour
    ) -> list[Trace]:
        """One trace for each slot of the plots: the active layer's, then the others from front to back."""
        traces = [Trace()]
        opacities = [1.0]
        for one, track in zip(reversed(drawn), reversed(tracks), strict=True):
            trace = self._trace(one.style, track, state)
            if one.is_active:
                traces[0], opacities[0] = trace, one.opacity
            else:
                traces.append(trace)
                opacities.append(one.opacity)
        while len(self._themes) < len(traces):
            self._themes.append(TraceTheme(is_dim=bool(self._themes)))
            for plot in self._plots.values():
                plot.add_slot(self._themes[-1])
        for theme, opacity in zip(self._themes, opacities, strict=False):
            theme.dress((*colour[:3], round(255 * self._seen(opacity))), self._scale)
        return traces + [Trace()] * (len(self._themes) - len(traces))

    def _seen(self, opacity: float) -> float:
        """Opacity of a line: what is faint on a dark panel is hardly there on a light one."""
        return opacity if self._ground.colours is DARK else opacity**LIGHT_FAINTNESS

    def _trace(self, style: TraceStyle, track: Track, state: VideoState) -> Trace:
        if not track.count:
            return Trace()
        frames = self._ground.frames
        points = decimated(track, state.video.n_frames, frames.shown, self.plot_width_px)
        if style is TraceStyle.DOT:
            n_dots = points.shape[1] - int(np.isnan(points[1]).sum())
            return Trace(dots=points, are_dots_crowded=n_dots > CROWDED_DOTS_PER_PX * self.plot_width_px)
        are_apart = frames.length_px >= DOTS_FROM_PX_PER_FRAME * (frames.shown[1] - frames.shown[0])
        return Trace(points, points if are_apart else lonely(points))

    def _value_ranges(self, state: VideoState, tracks: tuple[Track, ...]) -> tuple[Range, Range]:
        while len(self._extents) < len(tracks):
            self._extents.append(TrackExtents())
        parts = [known.of(track) for known, track in zip(self._extents, tracks, strict=False)]
        extents = joined_extents(parts)
        x_fit, y_fit = self._fit.shown_for(state, extents)
        x_px, y_px = values_chosen(state)
        return x_px or x_fit, y_px or y_fit

    def _ground_for(self, frames: Range, values: tuple[Range, Range], colours: Palette) -> Ground:
        layout = self._layout
        x_values, y_values = (
            layout.values_axis(axis, shown) for axis, shown in zip(AXES, values, strict=True)
        )
        return Ground(layout, layout.frames_axis(frames), x_values, y_values, self._scale, colours)

    def _show_marks(self, state: VideoState) -> None:
        self._mark("interval", state.interval, self._marks.show_interval)
        self._mark("kept", kept_of(state), self._marks.show_kept)
        self._mark("pending", state.view.pending_pick, self._marks.show_pending)
        self._mark("interests", state.data.frames_of_interest, self._marks.show_interests)
        self._mark("playhead", state.view.frame, self._marks.move_playhead)
        if self._has_strip:
            self._strip.tell(state.view.frame)

    def _mark(self, name: str, value: T, show: Callable[[T, Ground], None]) -> None:
        if self._marked.get(name) != (value, self._ground):
            show(value, self._ground)
            self._marked[name] = (value, self._ground)
