"""Crops as DeepLabCut means them: `x1, x2, y1, y2`, ends excluded; labels are shifted into the crop."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from dustrack_imgui.dlc.errors import BrokenProjectError


class Crop(NamedTuple):
    """Part of a picture in pixels; the ends are excluded."""

    x1: int
    x2: int
    y1: int
    y2: int

    @property
    def width_px(self) -> int:
        """Width of the part."""
        return self.x2 - self.x1

    @property
    def height_px(self) -> int:
        """Height of the part."""
        return self.y2 - self.y1

    @property
    def shift_px(self) -> tuple[int, int]:
        """Position of its top-left pixel in the whole picture."""
        return self.x1, self.y1

    def is_whole(self, width_px: int, height_px: int) -> bool:
        """Whether it is the whole of a picture."""
        return self == Crop(0, width_px, 0, height_px)


def crop_of(text: str, config: Path) -> Crop | None:
    """Crop as a configuration writes it; None for an empty text.

    Raises
    ------
    BrokenProjectError
        When it is not four whole numbers that leave something of a picture.
    """
    if not text.strip():
        return None
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() for part in parts):
        raise BrokenProjectError(f"The crop {text!r:.40} is not x1, x2, y1, y2 in whole pixels", config)
    crop = Crop(*map(int, parts))
    if crop.width_px < 1 or crop.height_px < 1:
        raise BrokenProjectError(f"The crop {text!r:.40} (x1, x2, y1, y2) is empty", config)
    return crop
