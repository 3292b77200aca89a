"""From decoded grey levels to the levels on screen: range, gamma and brightness in one lookup table; pure."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.model.view import Enhancement
from dustrack_imgui.video.enhancement import gamma_table


def look_of(enhancement: Enhancement, stretch: bytes) -> tuple[float, int, bytes]:
    """What `display_levels` depends on: equal looks have equal levels."""
    return enhancement.gamma, enhancement.brightness, stretch


@lru_cache(maxsize=16)
def display_levels(enhancement: Enhancement, stretch: bytes = b"") -> NDArray[np.float32]:
    """Level on screen of each decoded level.

    Parameters
    ----------
    enhancement
        Gamma above 1 by the table of `gamma_table`, then brightness added in grey levels.
    stretch
        256 levels that bring stored luma to display range first; empty for pictures that are there already.

    Returns
    -------
    float32, (1, 256)
        0 is black, 1 is white.
    """
    levels = np.arange(256, dtype=np.uint8) if not stretch else np.frombuffer(stretch, np.uint8)
    if enhancement.gamma > 1.0:
        levels = gamma_table(enhancement.gamma)[levels]
    shown = (levels.astype(np.float64) + enhancement.brightness) / 255.0
    found = np.clip(shown, 0.0, 1.0).astype(np.float32)[None]
    found.flags.writeable = False
    return found
