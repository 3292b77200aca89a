"""From a decoded picture to the pixels that are uploaded, bytes or floats; pure, and fit for any thread."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ScreenPixels = NDArray[np.uint8] | NDArray[np.float32]
PixelType = type[np.uint8] | type[np.float32]

BORDER = 1
"""Pixels around the picture that repeat its edge, because OpenGL blends edges with the opposite side."""

_AS_DECODED = np.arange(256, dtype=np.uint8)


def screen_shape(width_px: int, height_px: int) -> tuple[int, int, int]:
    """Shape of the pixels of a picture of a size, border included."""
    return (height_px + 2 * BORDER, width_px + 2 * BORDER, 4)


def empty_pixels(width_px: int, height_px: int, pixel_type: PixelType) -> ScreenPixels:
    """Room for the pixels of a picture of a size."""
    shape = screen_shape(width_px, height_px)
    return np.empty(shape, np.uint8) if pixel_type is np.uint8 else np.empty(shape, np.float32)


def paint(image: NDArray[np.uint8], levels: NDArray[np.float32], out: ScreenPixels) -> None:
    """Write a picture as it is to be seen.

    Parameters
    ----------
    image
        uint8 grey (H, W) or RGB (H, W, 3).
    levels
        float32 (1, 256), level on screen of each decoded level.
    out
        Contiguous, of `screen_shape`: float32 from 0 to 1, or uint8 from 0 to 255.

    Raises
    ------
    ValueError
        When the picture is of another size or kind: what uploads it would read past its end.
    """
    import cv2  # late: the window opens before there is a picture

    height_px, width_px = out.shape[0] - 2 * BORDER, out.shape[1] - 2 * BORDER
    if (
        image.dtype != np.uint8
        or image.shape[:2] != (height_px, width_px)
        or image.shape[2:] not in ((), (3,))
    ):
        raise ValueError(
            f"a picture of {width_px}×{height_px} uint8 pixels is expected, got {image.shape} {image.dtype}"
        )
    inside = out[BORDER:-BORDER, BORDER:-BORDER]
    table = levels if out.dtype == np.float32 else np.rint(levels * 255).astype(np.uint8)
    is_as_decoded = out.dtype == np.uint8 and np.array_equal(table[0], _AS_DECODED)
    levelled = image if is_as_decoded else cv2.LUT(image, table)
    cv2.cvtColor(levelled, cv2.COLOR_GRAY2RGBA if image.ndim == 2 else cv2.COLOR_RGB2RGBA, inside)
    out[0], out[-1] = out[1], out[-2]
    out[:, 0], out[:, -1] = out[:, 1], out[:, -2]
