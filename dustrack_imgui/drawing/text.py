"""Sharp text on a picture, in the font of the window."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from dustrack_imgui.drawing.blending import Canvas, blend
from dustrack_imgui.drawing.palette import HALO, RGB
from dustrack_imgui.resources import font_path

Align = Literal["left", "middle", "right"]

FONT = "JetBrainsMono-Regular"
HALO_OPACITY = 0.75


class Lettering:
    """One size of the font.

    Parameters
    ----------
    size_px
        Height of a line.
    halo_px
        Width of the dark edge that keeps text legible on a picture; 0 for text on a plain ground.
    """

    def __init__(self, size_px: int, *, halo_px: int = 0) -> None:
        self.size_px = size_px
        self._halo_px = halo_px

    def width_px(self, text: str) -> int:
        """Width of a text."""
        return _length_px(text, self.size_px)

    def draw(
        self,
        canvas: Canvas,
        text: str,
        xy: tuple[float, float],
        colour: RGB,
        *,
        align: Align = "left",
        opacity: float = 1.0,
    ) -> None:
        """Draw a text about the height `y`; what falls outside the canvas is left out.

        Parameters
        ----------
        xy
            Canvas pixels: where the text begins, has its middle, or ends, and the middle of its line.
        """
        x = xy[0] - {"left": 0.0, "middle": 0.5, "right": 1.0}[align] * self.width_px(text)
        left, top = round(x) - self.size_px, round(xy[1] - 1.5 * self.size_px)
        if self._halo_px:
            halo = _mask(text, self.size_px, self._halo_px) * np.float32(HALO_OPACITY * opacity)
            blend(canvas, halo, left, top, HALO)
        blend(canvas, _mask(text, self.size_px, 0) * np.float32(opacity), left, top, colour)


@lru_cache(maxsize=16)
def _font(size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_path(FONT)), size_px)


@lru_cache(maxsize=512)
def _length_px(text: str, size_px: int) -> int:
    return round(_font(size_px).getlength(text))


@lru_cache(maxsize=512)
def _mask(text: str, size_px: int, stroke_px: int) -> NDArray[np.float32]:
    """Coverage of a text, 0 to 1, with a margin of the line's height around it."""
    font = _font(size_px)
    image = Image.new("L", (round(font.getlength(text)) + 2 * size_px, 3 * size_px))
    place = (size_px, size_px + size_px // 2)
    ImageDraw.Draw(image).text(place, text, fill=255, font=font, anchor="lm", stroke_width=stroke_px)
    mask = np.asarray(image, np.float32) / np.float32(255)
    mask.flags.writeable = False
    return mask
