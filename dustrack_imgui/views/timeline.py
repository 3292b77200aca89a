"""The whole video from left to right: what is annotated, selected and decoded, and where one is."""

from __future__ import annotations

import dearpygui.dearpygui as dpg

from dustrack_imgui.commands.kept_intervals import kept_of
from dustrack_imgui.model.session import LabelPalette, VideoState
from dustrack_imgui.views.badge import Badge, badge_width
from dustrack_imgui.views.canvas import Canvas
from dustrack_imgui.views.colours import DARK, Palette, label_ink, palette
from dustrack_imgui.views.draw_pool import LinePool, crisp
from dustrack_imgui.views.scene import Rect, Scene
from dustrack_imgui.views.timeline_data import (
    column_of,
    column_span,
    frame_of,
    layer_density,
    range_density,
    track_density,
)
from dustrack_imgui.views.timeline_strip import TimelineStrip, columns

Item = int | str
Xy = tuple[float, float]

MARGIN = 10
BODY, INTEREST, ANY, CURRENT, CACHED = (4, 32), (5, 10), (12, 20), (22, 30), (34, 37)
"""Top and bottom of the parts at scale 1 in a strip of height 40."""

HEIGHT, KEPT_Y = 40, 2.5
ANY_LANE, CURRENT_LANE, CACHED_LANE = range(3)
INTERVAL_ALPHA = 46


class Timeline:
    """A strip to see and scrub the video.

    Attributes
    ----------
    rect
        Where the strip is, in screen pixels.
    """

    def __init__(self) -> None:
        self.rect = Rect(0, 0, 1, 1)
        self._scale = 1.0
        self._colours: Palette = DARK
        self._canvas = Canvas(DARK.window)
        self._n_frames = 0
        self._drawn: tuple[object, ...] = ()
        self._painted: object = None
        self._annotated: tuple[object, ...] = ()
        self._cached: tuple[object, ...] = ()
        self._marked: tuple[object, ...] = ()
        self._playhead: tuple[object, ...] = ()
        self._hovered: tuple[object, ...] = ()

    def build(self, parent: Item, rect: Rect, scale: float) -> None:
        """Create the items, once; `parent` is a window at the viewport's origin."""
        self._canvas.build(parent, rect)
        drawing = self._canvas.drawing
        self._body: Item = dpg.draw_rectangle((0, 0), (0, 0), rounding=3, parent=drawing)
        self._interval: Item = dpg.draw_rectangle((0, 0), (0, 0), show=False, parent=drawing)
        self._strip = TimelineStrip(drawing, n_lanes=3)
        self._interests = LinePool(drawing)
        self._kept = LinePool(drawing)
        self._hover_line = LinePool(drawing)
        self._head: Item = dpg.add_draw_node(parent=drawing, show=False)
        self._head_line = LinePool(self._head)
        self._head_grip: Item = dpg.draw_triangle((0, 0), (0, 0), (0, 0), parent=self._head)
        self._badge = Badge(drawing)
        self.place(rect, scale)

    def place(self, rect: Rect, scale: float) -> None:
        """Move to a rectangle at a UI scale."""
        self.rect, self._scale = rect, scale
        self._canvas.place(rect)
        self._drawn = self._annotated = self._cached = self._marked = self._playhead = self._hovered = ()
        self._painted = None

    @property
    def is_settled(self) -> bool:
        """Whether everything drawn is on screen, so that the loop may sleep."""
        return self._strip.is_settled

    def frame_at(self, xy_screen: Xy) -> int | None:
        """Frame under a mouse position; None outside the strip or without a video."""
        if not self.rect.contains(xy_screen) or self._n_frames == 0:
            return None
        return self.frame_at_clamped(xy_screen[0])

    def frame_at_clamped(self, x_screen: float) -> int:
        """Frame at a horizontal mouse position anywhere, kept within the video, for drags."""
        if self._n_frames == 0:
            return 0
        return frame_of(x_screen + 0.5 - self.rect.left - self._left, self._n_frames, self._width)

    def x_of_frame(self, frame: int) -> float:
        """Horizontal screen position of a frame."""
        return self.rect.left + self._x(frame)

    def draw(self, scene: Scene) -> None:
        """Show a scene; a frame step moves the playhead and nothing else."""
        self._strip.note_renders()
        state, interface = scene.session.active, scene.session.interface
        hovered = self.frame_at(scene.xy_mouse) if scene.session.dialog is None else None
        drawn = (state, interface.is_dark, interface.label_palette, scene.cached_ranges, hovered)
        if drawn == self._drawn:
            return
        self._drawn = drawn
        self._n_frames = 0 if state is None else state.video.n_frames
        self._paint(palette(interface.is_dark))
        if state is None:
            return
        self._show_annotated(state, interface.label_palette)
        self._show_cached(scene.cached_ranges)
        self._show_marks(state)
        self._show_playhead(state.view.frame)
        self._show_hover(hovered)

    @property
    def _left(self) -> int:
        return round(MARGIN * self._scale)

    @property
    def _width(self) -> int:
        return max(self.rect.width - 2 * self._left, 1)

    def _y(self, part: float) -> int:
        return round(part * self.rect.height / HEIGHT)

    def _x(self, frame: int) -> float:
        return self._left + column_of(frame, self._n_frames, self._width)

    def _paint(self, colours: Palette) -> None:
        if colours is self._painted:
            return
        self._painted = self._colours = colours
        self._marked = self._playhead = ()
        left, right = self._left, self._left + self._width
        self._canvas.paint(colours.window)
        top, bottom = (self._y(part) for part in BODY)
        dpg.configure_item(
            self._body, pmin=(left, top), pmax=(right, bottom), fill=colours.panel, color=colours.panel
        )
        for lane, (top_part, bottom_part) in (
            (ANY_LANE, ANY),
            (CURRENT_LANE, CURRENT),
            (CACHED_LANE, CACHED),
        ):
            y = self._y(top_part)
            self._strip.place(lane, left, y, self._width, self._y(bottom_part) - y)
        self._strip.tint(ANY_LANE, (*colours.text_dim[:3], 130))
        self._strip.tint(CACHED_LANE, (*colours.accent[:3], 120))
        grip, first, last = 5 * self._scale, self._y(1), self._y(38)
        self._head_line.show((((0.0, first), (0.0, last)),), colours.text, round(2 * self._scale))
        dpg.configure_item(
            self._head_grip,
            p1=(-grip, first),
            p2=(grip, first),
            p3=(0, first + 1.4 * grip),
            color=colours.text,
            fill=colours.text,
        )

    def _show_annotated(self, state: VideoState, colours: LabelPalette) -> None:
        annotated = (state.layer, state.view.label, self._n_frames, colours, self._colours)
        if annotated == self._annotated:
            return
        width = columns(self._width)
        track = state.layer.track(state.view.label)
        self._strip.mark(ANY_LANE, layer_density(state.layer, self._n_frames, width))
        self._strip.mark(CURRENT_LANE, track_density(track, self._n_frames, width))
        self._strip.tint(CURRENT_LANE, label_ink(state.view.label, colours, self._colours))
        self._annotated = annotated

    def _show_cached(self, ranges: tuple[tuple[int, int], ...]) -> None:
        cached = (ranges, self._n_frames)
        if cached != self._cached:
            self._strip.mark(CACHED_LANE, range_density(ranges, self._n_frames, columns(self._width)))
            self._cached = cached

    def _show_marks(self, state: VideoState) -> None:
        interval, interests = state.interval, state.data.frames_of_interest
        kept = kept_of(state)
        marked = (interval, interests, kept, self._n_frames)
        if marked == self._marked:
            return
        accent = self._colours.accent[:3]
        if interval is None:
            dpg.configure_item(self._interval, show=False)
        else:
            start, stop = column_span(interval.start, interval.end, self._n_frames, self._width)
            dpg.configure_item(
                self._interval,
                pmin=(self._left + start, self._y(BODY[0])),
                pmax=(self._left + stop, self._y(BODY[1])),
                fill=(*accent, INTERVAL_ALPHA),
                color=(*accent, 110),
                show=True,
            )
        top, bottom = (self._y(part) for part in INTEREST)
        width = max(round(2 * self._scale), 1)
        places = dict.fromkeys(crisp(self._x(frame), width) for frame in interests)
        lines = [((x, top), (x, bottom)) for x in places]
        self._interests.show(lines, self._colours.warning, width)
        bars = []
        for one in kept:
            start, stop = column_span(one.start, one.end, self._n_frames, self._width)
            bars.append(((self._left + start, self._y(KEPT_Y)), (self._left + stop, self._y(KEPT_Y))))
        self._kept.show(bars, self._colours.accent, max(round(2 * self._scale), 1))
        self._marked = marked

    def _show_playhead(self, frame: int) -> None:
        playhead = (frame, self._n_frames)
        if playhead != self._playhead:
            if not self._playhead:
                dpg.configure_item(self._head, show=True)
            dpg.apply_transform(self._head, dpg.create_translation_matrix((round(self._x(frame)), 0.0)))
            self._playhead = playhead

    def _show_hover(self, hovered: int | None) -> None:
        shown = (hovered, self._n_frames, self._colours)
        if shown == self._hovered:
            return
        self._hovered = shown
        if hovered is None:
            self._hover_line.show((), self._colours.text_dim, 1.0)
            self._badge.hide()
            return
        x, gap = crisp(self._x(hovered), 1), 10 * self._scale
        line = ((x, self._y(BODY[0])), (x, self._y(CACHED[1])))
        self._hover_line.show((line,), self._colours.text_dim, 1.0)
        text = str(hovered)
        width = badge_width(text, self._scale)
        left = x + gap if x + gap + width < self.rect.width else x - gap - width
        self._badge.show(
            text, (left, self._y(8)), self._colours.text, self._scale, plate=self._colours.raised
        )
