"""From a decoded picture to the float pixels that Dear PyGui uploads; pure, and fit for any thread."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

BORDER = 1
"""Pixels around the picture that repeat its edge, because OpenGL blends edges with the opposite side."""


def screen_shape(width_px: int, height_px: int) -> tuple[int, int, int]:
    """Shape of the pixels of a picture of a size, border included."""
    return (height_px + 2 * BORDER, width_px + 2 * BORDER, 4)


def paint(image: NDArray[np.uint8], levels: NDArray[np.float32], out: NDArray[np.float32]) -> None:
    """Write a picture as it is to be seen.

    Parameters
    ----------
    image
        uint8 grey (H, W) or RGB (H, W, 3).
    levels
        float32 (1, 256), level on screen of each decoded level.
    out
        float32 of `screen_shape`, 0..1.

    Raises
    ------
    ValueError
        When the picture is of another size or kind: Dear PyGui would read past its end.
    """
    height_px, width_px = out.shape[0] - 2 * BORDER, out.shape[1] - 2 * BORDER
    if (
        image.dtype != np.uint8
        or image.shape[:2] != (height_px, width_px)
        or image.shape[2:] not in ((), (3,))
    ):
        raise ValueError(
            f"a picture of {width_px}×{height_px} uint8 pixels is expected, got {image.shape} {image.dtype}"
        )
    levelled = np.empty((*out.shape[:2], *image.shape[2:]), np.float32)
    cv2.LUT(image, levels, levelled[BORDER:-BORDER, BORDER:-BORDER])
    levelled[0], levelled[-1] = levelled[1], levelled[-2]
    levelled[:, 0], levelled[:, -1] = levelled[:, 1], levelled[:, -2]
    cv2.cvtColor(levelled, cv2.COLOR_GRAY2RGBA if image.ndim == 2 else cv2.COLOR_RGB2RGBA, out)
