"""Decoded pictures on their way to the screen, and which of them the next render shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.video.meta import Picture
from dustrack_imgui.views.byte_texture import ByteTexture
from dustrack_imgui.views.live_texture import Item, LiveTexture
from dustrack_imgui.views.screen_pixels import BORDER, ScreenPixels, paint, screen_shape


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
    """A texture with the pictures of one size, and what the next render shows of them.

    Parameters
    ----------
    width_px, height_px
        Size of the pictures.
    texture
        Texture of `screen_shape`; the pictures of this size are the last that were written to it.

    Attributes
    ----------
    uv_min, uv_max
        Where the picture lies in the texture.
    """

    def __init__(self, width_px: int, height_px: int, texture: LiveTexture | ByteTexture) -> None:
        padded = screen_shape(width_px, height_px)
        self._texture = texture
        self._written: Shown | None = None
        self._rendered: Shown | None = None
        self.uv_min = (BORDER / padded[1], BORDER / padded[0])
        self.uv_max = (1 - BORDER / padded[1], 1 - BORDER / padded[0])

    @property
    def item(self) -> Item:
        """The texture, for `draw_image`."""
        return self._texture.item

    @property
    def visible(self) -> Shown | None:
        """What the next render shows; draw overlays for this picture, not for the one written last."""
        if not self._texture.is_warm:
            return None
        return self._rendered if self._texture.lag_renders else self._written

    def write(self, shown: Shown, levels: NDArray[np.float32], painted: ScreenPixels | None = None) -> None:
        """Put a picture into the texture.

        Parameters
        ----------
        shown
            uint8 picture of this texture's size, grey (H, W) or RGB (H, W, 3).
        levels
            float32 (1, 256), level on screen of each decoded level.
        painted
            What `paint` makes of both, where that is at hand; not to be written to while it is shown.

        Raises
        ------
        ValueError
            When the picture is not of this texture's size or kind: Dear PyGui would read past its end.
        """
        if painted is None or painted.dtype != self._texture.pixels.dtype:
            painted = self._texture.pixels
            paint(shown.picture.image, levels, painted)
        self._texture.show(painted)
        self._written = shown

    def note_renders(self) -> None:
        """Take into account the renders since the last call; call before anything else in every loop."""
        if self._texture.note_renders():
            self._rendered = self._written
