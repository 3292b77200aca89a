"""Rings on the picture, one for every point that a layer has on the visible frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import dearpygui.dearpygui as dpg

from dustrack_imgui.drawing.palette import label_words
from dustrack_imgui.model.layer_look import DrawnLayer
from dustrack_imgui.model.session import NO_NAMES, LabelPalette, MarkerStyle
from dustrack_imgui.views.colours import Colour, label_colour
from dustrack_imgui.views.draw_pool import shifted
from dustrack_imgui.views.image_transform import ImageTransform
from dustrack_imgui.views.wording import shortened

Item = int | str
Xy = tuple[float, float]

RADIUS, RADIUS_CURRENT = 7.0, 8.0
LINE, LINE_CURRENT, LINE_DIM = 1.75, 2.25, 1.25
HALO = 2.0
TICK_FROM, TICK_TO = 3.0, 8.0
TEXT_SIZE, TEXT_GAP = 15.0, 3.0
MAX_NAME = 18
HALO_ALPHA, OUTLINE_ALPHA = 150, 200
_CORNERS = ((-1, -1), (1, -1), (-1, 1), (1, 1))
"""Where the dark outline of a text lies: without one, digits are lost on speckle of their own brightness."""

SEGMENTS = 32
UNSURE_OPACITY, FAINTEST = 0.5, 0.22
"""Of a point that its model was not sure of, as a factor, and what no such point is fainter than."""
SELECTED_COLOUR: Colour = (255, 255, 255, 235)
_DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1))


@dataclass(frozen=True, slots=True)
class Look:
    """How a marker looks, apart from where it is; `text` stands beside it."""

    label: str
    is_active: bool
    is_current: bool
    text: str
    opacity: float
    colour: Colour
    scale: float
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker to draw: whose it is, its look, and its place on the drawing in pixels."""

    layer: str
    look: Look
    xy: Xy


@dataclass(frozen=True, slots=True)
class Labels:
    """What all markers share: the current label, hidden and selected ones, names, colours, style.

    `sure_from` is the likelihood below which a model's point is drawn faint, unless it is of the current
    label, which one wants to see; None draws all alike.
    """

    current: str
    hidden: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=lambda: NO_NAMES)
    colours: LabelPalette = LabelPalette.SET2
    selected: tuple[str, ...] = ()
    style: MarkerStyle = field(default_factory=MarkerStyle)
    sure_from: float | None = None


def marks_at(
    frame: int,
    drawn: Sequence[DrawnLayer],
    labels: Labels,
    transform: ImageTransform,
    scale: float,
    origin_xy_screen: Xy,
) -> list[Mark]:
    """Markers of a frame from front to back, placed relative to the drawing's origin.

    Of several rings of one label only the frontmost carries its number and name.
    """
    marks = []
    style = labels.style
    told: set[str] = set()
    for one in reversed(drawn):
        for label, track in one.layer.tracks.items():
            xy = None if label in labels.hidden else track.xy_at(frame)
            if xy is not None:
                text = "" if label in told or not style.has_words else worded(label, labels.names)
                is_current = label == labels.current
                colour = label_colour(label, labels.colours)
                sure = None if labels.sure_from is None else track.likelihood_at(frame)
                is_unsure = sure is not None and labels.sure_from is not None and sure < labels.sure_from
                opacity = one.opacity * style.opacity
                look = Look(
                    label,
                    one.is_active,
                    is_current,
                    text,
                    _dimmed(opacity) if is_unsure and not is_current else opacity,
                    colour,
                    scale * style.size,
                    is_selected=one.is_active and label in labels.selected,
                )
                x, y = transform.screen_from_image(xy)
                marks.append(Mark(one.layer.name, look, (x - origin_xy_screen[0], y - origin_xy_screen[1])))
                told.add(label)
    return marks


def _dimmed(opacity: float) -> float:
    return min(opacity, max(opacity * UNSURE_OPACITY, FAINTEST))


def worded(label: str, names: Mapping[str, str]) -> str:
    """Number of a label and its name, where it has one."""
    return label_words(label, shortened(names.get(label, ""), MAX_NAME))


class _Marker:
    """One ring of the pool: drawn about the origin of its own node, so that moving it is one call."""

    def __init__(self, parent: Item) -> None:
        self._node: Item = dpg.add_draw_node(parent=parent, show=False)
        centre = (0.0, 0.0)
        self._halo: Item = dpg.draw_circle(centre, RADIUS, segments=SEGMENTS, parent=self._node)
        self._ticks: list[tuple[Item, Item]] = []
        self._ring: Item = dpg.draw_circle(centre, RADIUS, segments=SEGMENTS, parent=self._node)
        self._outline: list[Item] = [dpg.draw_text(centre, "", parent=self._node) for _ in _CORNERS]
        self._text: Item = dpg.draw_text(centre, "", parent=self._node)
        self._selection: Item | None = None
        self._look: Look | None = None
        self._xy: Xy | None = None

    def show(self, mark: Mark) -> None:
        if mark.look != self._look:
            self._dress(mark.look)
        if mark.xy != self._xy:
            if self._xy is None:
                dpg.configure_item(self._node, show=True)
            dpg.apply_transform(self._node, dpg.create_translation_matrix(mark.xy))
            self._xy = mark.xy

    def hide(self) -> None:
        if self._xy is not None:
            dpg.configure_item(self._node, show=False)
            self._xy = None

    def _dress(self, look: Look) -> None:
        scale = look.scale
        is_bright = look.is_active and look.is_current
        radius = scale * (RADIUS_CURRENT if is_bright else RADIUS)
        line = scale * (LINE_CURRENT if is_bright else LINE if look.is_active else LINE_DIM)
        alpha = look.opacity
        colour = _faded(look.colour, alpha)
        dark = (0, 0, 0, round(HALO_ALPHA * alpha))
        dpg.configure_item(self._halo, radius=radius, thickness=line + HALO * scale, color=dark)
        dpg.configure_item(self._ring, radius=radius, thickness=line, color=colour)
        self._dress_selection(look, radius + 3.5 * scale)
        size = TEXT_SIZE * scale
        gap = TEXT_GAP * scale * (1.5 if is_bright else 1.0)
        place = (radius + gap, -radius - gap / 2 - size / 2)
        outline = (0, 0, 0, round(OUTLINE_ALPHA * alpha))
        for item, (right, down) in zip(self._outline, _CORNERS, strict=True):
            pos = (place[0] + right * scale, place[1] + down * scale)
            dpg.configure_item(item, text=look.text, size=size, pos=pos, color=outline)
        dpg.configure_item(self._text, text=look.text, size=size, pos=place, color=colour)
        self._dress_ticks(is_bright, radius, line, colour, dark)
        self._look = look

    def _dress_selection(self, look: Look, radius: float) -> None:
        if self._selection is None:
            if not look.is_selected:
                return
            self._selection = dpg.draw_circle((0.0, 0.0), radius, segments=SEGMENTS, parent=self._node)
        dpg.configure_item(
            self._selection,
            radius=radius,
            thickness=1.5 * look.scale,
            color=SELECTED_COLOUR,
            show=look.is_selected,
        )

    def _dress_ticks(self, is_shown: bool, radius: float, line: float, colour: Colour, dark: Colour) -> None:
        if is_shown and not self._ticks:
            self._ticks = [(self._line(), self._line()) for _ in _DIRECTIONS]
        scale = line / LINE_CURRENT
        inner, outer = radius + TICK_FROM * scale, radius + TICK_TO * scale
        for pair, (dx, dy) in zip(self._ticks, _DIRECTIONS, strict=False):
            for item, edge, width, tint in (
                (pair[0], scale, line + HALO * scale, dark),
                (pair[1], 0.0, line, colour),
            ):
                near, far = inner - edge, outer + edge
                p1, p2 = shifted((dx * near, dy * near)), shifted((dx * far, dy * far))
                dpg.configure_item(item, p1=p1, p2=p2, thickness=width, color=tint, show=is_shown)

    def _line(self) -> Item:
        return dpg.draw_line((0.0, 0.0), (0.0, 0.0), parent=self._node)  # type: ignore[no-any-return]


def _faded(colour: Colour, alpha: float) -> Colour:
    return (*colour[:3], round(colour[3] * alpha))


class Markers:
    """The pool of rings, one for each label and layer ever on screen; the active layer is in front."""

    def __init__(self, parent: Item) -> None:
        self._back: Item = dpg.add_draw_node(parent=parent)
        self._front: Item = dpg.add_draw_node(parent=parent)
        self._pool: dict[tuple[str, str, bool], _Marker] = {}
        self._shown: set[tuple[str, str, bool]] = set()

    def show(self, marks: Iterable[Mark]) -> None:
        """Show these marks and no others."""
        shown = set()
        for mark in marks:
            key = (mark.layer, mark.look.label, mark.look.is_active)
            marker = self._pool.get(key)
            if marker is None:
                marker = self._pool[key] = _Marker(self._front if mark.look.is_active else self._back)
            marker.show(mark)
            shown.add(key)
        for key in self._shown - shown:
            self._pool[key].hide()
        self._shown = shown
