"""The one primitive of all tracking: advance many points by one frame pair."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.tracking.backends.protocol import Backend
from dustrack_imgui.tracking.frames import GrayFrame
from dustrack_imgui.tracking.settings import LKSettings

_FARTHEST_PX = 1e6


def advance(
    previous: GrayFrame,
    following: GrayFrame,
    xy_image: NDArray[np.float64],
    *,
    settings: LKSettings,
    backend: Backend,
) -> NDArray[np.float64]:
    """Return where points of one frame are in another, NaN where they are lost.

    Parameters
    ----------
    previous, following
        Grey frames of one size; they need not be neighbours.
    xy_image
        Any shape ``(..., 2)``, image pixels. A NaN or absurdly far point is lost already and stays so.

    Returns
    -------
    NDArray
        float64 of the shape of ``xy_image``.
    """
    points = xy_image.reshape(-1, 2)
    result = np.full_like(points, np.nan, dtype=np.float64)
    held = np.flatnonzero((np.abs(points) < _FARTHEST_PX).all(axis=1))
    if held.size:
        moved, found = backend.advance(previous, following, points[held], settings=settings)
        result[held[found]] = moved[found]
    return result.reshape(xy_image.shape)


def is_missing(xy_image: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which positions ``(..., 2)`` are not, or only half, known."""
    return np.asarray(~np.isfinite(xy_image).all(axis=-1))
