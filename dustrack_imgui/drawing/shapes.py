"""Anti-aliased circles and lines on a picture, placed more finely than its pixels."""

from __future__ import annotations

from math import floor

import cv2
import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.drawing.blending import Canvas, blend
from dustrack_imgui.drawing.palette import RGB

_BITS = 4
_FARTHEST_PX = 20_000


def ring(
    canvas: Canvas,
    xy: tuple[float, float],
    radius_px: float,
    colour: RGB,
    line_px: float,
    *,
    opacity: float = 1.0,
) -> None:
    """Draw a circle of a line's width about a place in canvas pixels; far outside it draws nothing."""
    _cover(canvas, xy, radius_px, colour, line_px / 2, opacity)


def disc(canvas: Canvas, xy: tuple[float, float], radius_px: float, colour: RGB) -> None:
    """Draw a filled circle."""
    _cover(canvas, xy, 0.0, colour, radius_px, 1.0)


def polyline(canvas: Canvas, xy: NDArray[np.float64], colour: RGB, line_px: int = 1) -> None:
    """Draw a line through positions (points, 2) in canvas pixels."""
    near = np.clip(xy, -_FARTHEST_PX, _FARTHEST_PX)
    corners = np.rint(near * (1 << _BITS)).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(canvas, [corners], False, colour, line_px, cv2.LINE_AA, _BITS)


def _cover(
    canvas: Canvas, xy: tuple[float, float], radius_px: float, colour: RGB, reach_px: float, opacity: float
) -> None:
    """Colour every pixel by how much of it lies within `reach_px` of the circle."""
    if not all(-_FARTHEST_PX < value < _FARTHEST_PX for value in xy):
        return
    margin = radius_px + reach_px + 1
    left, top = floor(xy[0] - margin), floor(xy[1] - margin)
    across = np.arange(floor(2 * margin) + 2, dtype=np.float32)
    from_centre = np.hypot(across[np.newaxis] + (left - xy[0]), across[:, np.newaxis] + (top - xy[1]))
    coverage = np.clip(reach_px + 0.5 - np.abs(from_centre - radius_px), 0.0, 1.0) * opacity
    blend(canvas, coverage.astype(np.float32), left, top, colour)
