"""How the pyramid of a frame lies in the memory of a device."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.tracking.settings import LKSettings

_ROW_ALIGNMENT = 32
_LEVEL_ALIGNMENT = 256


@dataclass(frozen=True, slots=True, eq=False)
class PyramidGeometry:
    """The levels of a frame's pyramid, one after the other, each with mirrored borders around it.

    Attributes
    ----------
    height_px, width_px
        Of the frame.
    levels
        int64 ``(levels, 4)``: width, height, bytes from row to row, and where the level begins; the kernels'
        ``struct Level``.
    frame_bytes
        Size of one pyramid.
    pad_px
        Width of the borders.
    """

    height_px: int
    width_px: int
    levels: NDArray[np.int64]
    frame_bytes: int
    pad_px: int

    @property
    def raw_bytes(self) -> int:
        """Size of the frame itself."""
        return self.height_px * self.width_px

    def padded_pixels(self, level: int) -> int:
        """Return the number of pixels of a level with its borders."""
        width, height = (int(side) + 2 * self.pad_px for side in self.levels[level, :2])
        return width * height


def pyramid_geometry(height_px: int, width_px: int, settings: LKSettings) -> PyramidGeometry:
    """Lay out the levels that OpenCV would make: none whose parent's half does not exceed the window."""
    pad_px = settings.window_px + 1
    levels = []
    width, height, offset = width_px, height_px, 0
    for _ in range(settings.max_level + 1):
        pitch = _aligned(width + 2 * pad_px, _ROW_ALIGNMENT)
        levels.append((width, height, pitch, offset))
        offset = _aligned(offset + pitch * (height + 2 * pad_px), _LEVEL_ALIGNMENT)
        width, height = (width + 1) // 2, (height + 1) // 2
        if width <= settings.window_px or height <= settings.window_px:
            break
    return PyramidGeometry(height_px, width_px, np.array(levels, dtype=np.int64), offset, pad_px)


def _aligned(size: int, alignment: int) -> int:
    return -(-size // alignment) * alignment
