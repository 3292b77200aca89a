"""Decoded pictures on their way to the screen, and which of them the next render shows."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.video.meta import Picture
from dustrack_imgui.views.live_texture import LAG_RENDERS, Item, LiveTexture

BORDER = 1
"""Pixels around the picture that repeat its edge, because OpenGL blends edges with the opposite side."""


@dataclass(frozen=True, eq=False, slots=True)
class Shown:
    """A picture together with the video that it belongs to."""

    picture: Picture
    video: str

    @property
    def frame(self) -> int:
        """Frame whose points belong on this picture: an undecodable frame keeps its number."""
        return self.picture.requested if self.picture.is_undecodable else self.picture.index


class FrameTexture:
    """A texture for the pictures of one size.

    Attributes
    ----------
    uv_min, uv_max
        Where the picture lies in the texture.
    """

    def __init__(self, width_px: int, height_px: int) -> None:
        self._size = (height_px, width_px)
        padded = (height_px + 2 * BORDER, width_px + 2 * BORDER)
        self._texture = LiveTexture(padded[1], padded[0])
        self._grey: NDArray[np.float32] | None = None
        self._rgb: NDArray[np.float32] | None = None
        self._padded = padded
        self._written: Shown | None = None
        self._rendered: Shown | None = None
        self.uv_min = (BORDER / padded[1], BORDER / padded[0])
        self.uv_max = (1 - BORDER / padded[1], 1 - BORDER / padded[0])

    @property
    def item(self) -> Item:
        """The texture, for `draw_image`."""
        return self._texture.item

    @property
    def uploads(self) -> int:
        """Renders that uploaded pixels, since the start."""
        return self._texture.uploads

    @property
    def is_settled(self) -> bool:
        """Whether the picture written last is on screen."""
        return self._texture.is_settled

    @property
    def visible(self) -> Shown | None:
        """What the next render shows; draw overlays for this picture, not for the one written last."""
        if not self._texture.is_warm:
            return None
        return self._rendered if LAG_RENDERS else self._written

    def write(self, shown: Shown, levels: NDArray[np.float32]) -> None:
        """Put a picture into the texture.

        Parameters
        ----------
        shown
            uint8 picture of this texture's size, grey (H, W) or RGB (H, W, 3).
        levels
            float32 (1, 256), level on screen of each decoded level.

        Raises
        ------
        ValueError
            When the picture is not of this texture's size or kind: Dear PyGui would read past its end.
        """
        image = shown.picture.image
        if image.dtype != np.uint8 or image.shape[:2] != self._size or image.shape[2:] not in ((), (3,)):
            raise ValueError(
                f"a picture of {self._size[1]}×{self._size[0]} uint8 pixels is expected, "
                f"got {image.shape} {image.dtype}"
            )
        levelled = self._scratch(is_grey=image.ndim == 2)
        cv2.LUT(image, levels, levelled[BORDER:-BORDER, BORDER:-BORDER])
        _repeat_edges(levelled)
        code = cv2.COLOR_GRAY2RGBA if image.ndim == 2 else cv2.COLOR_RGB2RGBA
        cv2.cvtColor(levelled, code, self._texture.pixels)
        self._written = shown
        self._texture.changed()

    def note_renders(self) -> None:
        """Take into account the renders since the last call; call before anything else in every loop."""
        if self._texture.note_renders():
            self._rendered = self._written

    def _scratch(self, *, is_grey: bool) -> NDArray[np.float32]:
        if is_grey:
            if self._grey is None:
                self._grey = np.empty(self._padded, np.float32)
            return self._grey
        if self._rgb is None:
            self._rgb = np.empty((*self._padded, 3), np.float32)
        return self._rgb


def _repeat_edges(padded: NDArray[np.float32]) -> None:
    padded[0], padded[-1] = padded[1], padded[-2]
    padded[:, 0], padded[:, -1] = padded[:, 1], padded[:, -2]
