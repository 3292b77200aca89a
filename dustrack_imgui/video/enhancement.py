"""Contrast, gamma and brightness for the eye, as the predecessor computes them; tracking never sees it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

ImageU8 = NDArray[np.uint8]
GRID = 8
"""Tiles of CLAHE along each side."""

CLIP_RANGE, GAMMA_RANGE = (1.0, 4.0), (1.0, 2.0)
"""What the sliders and the automatic choice reach; the lower end is off."""

_FLAT_CONTRAST, _DARK_MEDIAN = 75.0, 25.0


def is_equalising(clip: float) -> bool:
    """Whether CLAHE is on: a clip limit of 1 or less is off."""
    return clip > 1.0


@lru_cache(maxsize=64)
def gamma_table(gamma: float) -> ImageU8:
    """Grey level shown for each grey level, uint8 (256,): ``(i / 255) ** (1 / gamma) * 255``, truncated."""
    table = ((np.arange(256) / 255.0) ** (1.0 / gamma) * 255).astype(np.uint8)
    table.flags.writeable = False
    return table


def grey_of(image: ImageU8, stretch: bytes = b"") -> ImageU8:
    """Grey levels as displayed, uint8 (H, W), of RGB (H, W, 3) or of stored luma (H, W).

    Parameters
    ----------
    stretch
        256 levels that bring stored luma to display range; empty where it is there already. RGB is.
    """
    import cv2

    if image.ndim == 3:
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    return np.asarray(cv2.LUT(image, np.frombuffer(stretch, np.uint8)), np.uint8) if stretch else image


def equalised(grey: ImageU8, *, clip: float, grid: int = GRID) -> ImageU8:
    """Contrast-limited adaptive histogram equalisation of a grey picture, uint8 (H, W)."""
    import cv2

    return np.asarray(cv2.createCLAHE(clip, (grid, grid)).apply(grey), np.uint8)


@lru_cache(maxsize=64)
def level_table(gamma: float, brightness: int) -> ImageU8:
    """Grey level shown for each grey level, uint8 (256,): gamma if it is above 1, then brightness added."""
    levels = gamma_table(gamma) if gamma > 1.0 else np.arange(256)
    table = np.clip(levels.astype(np.int16) + brightness, 0, 255).astype(np.uint8)
    table.flags.writeable = False
    return table


def enhanced(
    image: ImageU8, *, clip: float = 1.0, gamma: float = 1.0, brightness: int = 0, grid: int = GRID
) -> ImageU8:
    """The whole pipeline on one picture: CLAHE of its grey if that is on, then gamma and brightness.

    Parameters
    ----------
    image
        uint8, RGB (H, W, 3) or displayed grey (H, W).
    gamma
        Above 1 dark parts are lifted; of every channel where CLAHE is off.
    brightness
        Grey levels to add.

    Returns
    -------
    uint8
        RGB (H, W, 3) for RGB, grey (H, W) for grey; the picture itself when nothing is on.
    """
    import cv2

    is_levelled = gamma > 1.0 or brightness != 0
    if not is_equalising(clip):
        return np.asarray(cv2.LUT(image, level_table(gamma, brightness)), np.uint8) if is_levelled else image
    grey = equalised(grey_of(image), clip=clip, grid=grid)
    if is_levelled:
        grey = np.asarray(cv2.LUT(grey, level_table(gamma, brightness)), np.uint8)
    return as_rgb(grey) if image.ndim == 3 else grey


def as_rgb(grey: ImageU8) -> ImageU8:
    """A grey picture (H, W) as RGB (H, W, 3)."""
    return np.repeat(grey[:, :, None], 3, axis=2)


def grey_percentiles(grey: ImageU8) -> tuple[float, float, float]:
    """The 5th, 50th and 95th percentile, as `numpy.percentile` gives them, from a histogram."""
    counts = np.cumsum(np.bincount(grey.ravel(), minlength=256))
    found = []
    for percent in (5, 50, 95):
        place = (grey.size - 1) * percent / 100
        below = int(place)
        low, high = np.searchsorted(counts, [below, min(below + 1, grey.size - 1)], side="right")
        found.append(float(low + (high - low) * (place - below)))
    return found[0], found[1], found[2]


def automatic(percentiles: tuple[float, float, float]) -> tuple[float, float]:
    """Clip limit and gamma for a picture by its 5th, 50th and 95th percentile of grey.

    The flatter the picture, the more CLAHE; the darker its median, the more gamma.
    """
    p5, p50, p95 = percentiles
    flat = min(max((_FLAT_CONTRAST - (p95 - p5)) / _FLAT_CONTRAST, 0.0), 1.0)
    dark = min(max((_DARK_MEDIAN - p50) / _DARK_MEDIAN, 0.0), 1.0)
    clips, gammas = CLIP_RANGE, GAMMA_RANGE
    return clips[0] + (clips[1] - clips[0]) * flat, gammas[0] + (gammas[1] - gammas[0]) * dark
