"""Laying a colour over part of a picture by its coverage, from 0 (nothing) to 1 (all)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.drawing.palette import RGB

Canvas = NDArray[np.uint8]
"""uint8 (height, width, 3), RGB, writable."""


def blend(canvas: Canvas, coverage: NDArray[np.float32], left: int, top: int, colour: RGB) -> None:
    """Lay a colour over the canvas where a patch at (left, top) covers it; what lies outside is left out.

    Parameters
    ----------
    coverage
        float32 (rows, columns), 0 to 1.
    """
    rows = slice(max(top, 0), max(min(top + coverage.shape[0], canvas.shape[0]), 0))
    columns = slice(max(left, 0), max(min(left + coverage.shape[1], canvas.shape[1]), 0))
    seen = coverage[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    under = canvas[rows, columns].astype(np.float32)
    over = under + (np.array(colour, np.float32) - under) * seen[..., np.newaxis]
    canvas[rows, columns] = np.rint(over).astype(np.uint8)
