"""Writes a picture of the window in so few colours that its file is small."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

GREY_CHROMA = 20
N_EXACT, N_COLOURS = 24, 88
"""Most frequent colours, kept as they are (panels, lines, buttons), and how many others are vivid."""


def save_small(picture: Image.Image, path: Path, max_bytes: int) -> None:
    """Write with few greys, which speckle needs most of, and the other colours nearly as they are."""
    packed = np.asarray(picture.convert("RGBA")).view(np.uint32)[..., 0]
    unique, numbers, counts = np.unique(packed, return_inverse=True, return_counts=True)
    rgb = unique.view(np.uint8).reshape(-1, 4)[:, :3]
    is_exact = np.zeros(len(unique), bool)
    is_exact[np.argsort(counts)[-N_EXACT:]] = True
    is_grey = np.ptp(rgb, axis=1) <= GREY_CHROMA
    for n_greys in (128, 64, 32, 24, 16):
        palette = rgb[is_exact].ravel().tolist()
        places = np.empty(len(unique), np.uint8)
        places[is_exact] = np.arange(is_exact.sum())
        for chosen, count in ((is_grey & ~is_exact, n_greys), (~is_grey & ~is_exact, N_COLOURS)):
            if chosen.any():
                few = Image.fromarray(rgb[chosen][np.newaxis]).quantize(
                    count, method=Image.Quantize.MEDIANCUT
                )
                places[chosen] = np.asarray(few)[0] + len(palette) // 3
                palette += few.getpalette() or []
        small = Image.fromarray(places[numbers].reshape(packed.shape))
        small.putpalette(palette)
        small.save(path, optimize=True)
        if path.stat().st_size <= max_bytes:
            return
