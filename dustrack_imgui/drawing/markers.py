"""Rings with numbers on a picture, one for every point that a layer has on a frame."""

from __future__ import annotations

from collections.abc import Collection

from dustrack_imgui.drawing.blending import Canvas
from dustrack_imgui.drawing.palette import HALO, PLAIN_LOOK, RGB, LabelLook
from dustrack_imgui.drawing.shapes import ring
from dustrack_imgui.drawing.text import Align, Lettering
from dustrack_imgui.model.layer import Layer

RADIUS_PX = 7
LINE_PX, HALO_PX, HALO_OPACITY = 1.75, 3.75, 0.6
OVERLAY_OPACITY = 0.45
TEXT_SIZE_PX, TEXT_HALO_PX, TEXT_GAP_PX = 15, 2, 4

Points = dict[str, tuple[float, float]]


def draw_markers(
    canvas: Canvas,
    frame: int,
    layer: Layer,
    overlay: Layer | None,
    *,
    scale: int = 1,
    look: LabelLook = PLAIN_LOOK,
) -> None:
    """Draw the points of a frame onto its picture; the overlay's lie behind and are dim.

    A ring leaves its centre free, so that what was marked stays visible. A ring of the overlay carries its
    number only where the layer itself has no such point.

    Parameters
    ----------
    canvas
        The picture, enlarged `scale` times; changed in place. Points are in pixels of the original picture,
        whose first pixel is centred on (0, 0).
    """
    own = _points_at(layer, frame, scale)
    behind = _points_at(overlay, frame, scale) if overlay is not None and overlay is not layer else {}
    _draw(canvas, behind, OVERLAY_OPACITY, look, unnumbered=own)
    _draw(canvas, own, 1.0, look)


def _points_at(layer: Layer, frame: int, scale: int) -> Points:
    """Places on the enlarged picture by label."""
    found = {label: track.xy_at(frame) for label, track in layer.tracks.items()}
    return {
        label: ((xy[0] + 0.5) * scale - 0.5, (xy[1] + 0.5) * scale - 0.5)
        for label, xy in found.items()
        if xy is not None
    }


def _draw(
    canvas: Canvas, points: Points, opacity: float, look: LabelLook, *, unnumbered: Collection[str] = ()
) -> None:
    for xy in points.values():
        ring(canvas, xy, RADIUS_PX, HALO, HALO_PX, opacity=HALO_OPACITY * opacity)
    for label, xy in points.items():
        ring(canvas, xy, RADIUS_PX, look.colour(label), LINE_PX, opacity=opacity)
    letters = Lettering(TEXT_SIZE_PX, halo_px=TEXT_HALO_PX)
    for label, xy in points.items():
        if label not in unnumbered:
            _write(canvas, letters, look.words(label), xy, look.colour(label), opacity)


def _write(
    canvas: Canvas, letters: Lettering, words: str, xy: tuple[float, float], colour: RGB, opacity: float
) -> None:
    """Write number and name above right of the ring, or on the side where the picture has room."""
    away = RADIUS_PX + TEXT_GAP_PX
    fits_right = xy[0] + away + letters.width_px(words) < canvas.shape[1]
    fits_above = xy[1] - away - TEXT_SIZE_PX / 2 > 0
    place = xy[0] + (away if fits_right else -away), xy[1] + (-away if fits_above else away)
    align: Align = "left" if fits_right else "right"
    letters.draw(canvas, words, place, colour, align=align, opacity=opacity)
