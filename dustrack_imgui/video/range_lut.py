"""From stored luma to display grey: limited range (16..235) is stretched, full range is left alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BLACK, WHITE = 16, 235


def range_lut(is_full_range: bool) -> NDArray[np.uint8]:
    """Table from stored luma to display grey.

    Parameters
    ----------
    is_full_range : bool
        Whether the stored values use 0..255 already.

    Returns
    -------
    uint8, (256,)
        Identity, or ``round((y - 16) * 255 / 219)`` clipped: what FFmpeg's scaler does.
    """
    levels = np.arange(256, dtype=np.float64)
    if not is_full_range:
        levels = (levels - BLACK) * 255.0 / (WHITE - BLACK)
    return np.clip(np.round(levels), 0, 255).astype(np.uint8)
