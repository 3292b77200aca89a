"""Draw the icon into assets/icons: a marker ring on ultrasound speckle (run by hand, rarely)."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

SIZE_PX = 1024
ACCENT = (255, 181, 46)
OUT = Path(__file__).parents[1] / "assets" / "icons"


def speckle_sector(rng: np.random.Generator) -> NDArray[np.uint8]:
    """Grey picture of a scan sector: log-compressed speckle with two bright arcs, uint8 (SIZE, SIZE)."""
    y, x = np.mgrid[0:SIZE_PX, 0:SIZE_PX].astype(np.float32)
    radius = np.hypot(x - SIZE_PX / 2, y + 330) / SIZE_PX
    brightness = 0.16 + 0.06 * np.cos(radius * 9)
    for centre in (0.72, 1.08):
        brightness = brightness + 1.9 * np.exp(-(((radius - centre) / 0.018) ** 2))
    field = [
        cv2.GaussianBlur(rng.standard_normal((SIZE_PX, SIZE_PX)), (0, 0), 13, sigmaY=7) for _ in range(2)
    ]
    envelope = np.hypot(*field)
    envelope = envelope / envelope.mean() * brightness
    grey = np.clip(0.62 + 0.38 * np.log10(envelope + 1e-3), 0.05, 1)
    return (255 * grey).astype(np.uint8)


def marker(scale: float = 1.0) -> Image.Image:
    """Ring, four ticks and a dot at the centre, on transparent ground; `scale` thickens the strokes."""
    layer = Image.new("RGBA", (SIZE_PX, SIZE_PX))
    draw = ImageDraw.Draw(layer)
    middle, ring = SIZE_PX / 2, 250

    def strokes(extra: float, color: tuple[int, int, int, int]) -> None:
        width = 50 * scale + extra
        outer = ring + width / 2
        draw.ellipse(
            [middle - outer, middle - outer, middle + outer, middle + outer],
            outline=color,
            width=round(width),
        )
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            inner, reach = ring - 95 - extra / 2, ring + 125 + extra / 2
            ends = [(middle + dx * inner, middle + dy * inner), (middle + dx * reach, middle + dy * reach)]
            draw.line(ends, fill=color, width=round(width))
        dot = 42 * scale + extra / 2
        draw.ellipse([middle - dot, middle - dot, middle + dot, middle + dot], fill=color)

    strokes(34, (9, 13, 20, 235))
    strokes(0, (*ACCENT, 255))
    return layer


def icon(size_px: int) -> Image.Image:
    """The icon at one size; small sizes get bolder strokes."""
    tint = np.array([0.80, 0.93, 1.0], np.float32)
    grey = speckle_sector(np.random.default_rng(7))
    picture = Image.fromarray((grey[..., None] * tint).astype(np.uint8)).convert("RGBA")
    picture.alpha_composite(marker(1.0 if size_px >= 64 else 1.5))
    mask = Image.new("L", (SIZE_PX, SIZE_PX))
    ImageDraw.Draw(mask).rounded_rectangle([0, 0, SIZE_PX - 1, SIZE_PX - 1], radius=210, fill=255)
    picture.putalpha(mask)
    return picture.resize((size_px, size_px), Image.Resampling.LANCZOS)


def main() -> None:
    """Write the PNG files and the Windows icon."""
    icon(256).save(OUT / "dustrack.png", optimize=True)
    icon(64).save(OUT / "dustrack-64.png", optimize=True)
    sizes = [16, 24, 32, 48, 64]
    images = [icon(size) for size in sizes]
    images[-1].save(OUT / "dustrack.ico", sizes=[(size, size) for size in sizes], append_images=images[:-1])


if __name__ == "__main__":
    main()
