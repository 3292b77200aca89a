"""The textures that pictures are shown from: one for bytes of any size, or one of floats for every size."""

from __future__ import annotations

import os

import numpy as np

from dustrack_imgui.views.byte_texture import ByteTexture
from dustrack_imgui.views.frame_texture import FrameTexture
from dustrack_imgui.views.live_texture import LiveTexture
from dustrack_imgui.views.open_gl import open_gl
from dustrack_imgui.views.screen_pixels import PixelType, screen_shape

Size = tuple[int, int]

FLOATS_ONLY = "DUSTRACK_FLOAT_TEXTURES"
"""Environment variable that keeps to floats when it is set, should a driver show nonsense."""


class PictureTextures:
    """Bytes where OpenGL can be reached, else floats through Dear PyGui.

    Make it when the window is there.

    Parameters
    ----------
    takes_bytes
        False for floats in any case.
    """

    def __init__(self, *, takes_bytes: bool = True) -> None:
        gl = open_gl() if takes_bytes and not os.environ.get(FLOATS_ONLY) else None
        self._bytes = ByteTexture(gl) if gl is not None else None
        self._of_bytes: dict[Size, FrameTexture] = {}
        self._of_floats: dict[Size, tuple[FrameTexture, LiveTexture]] = {}

    @property
    def pixel_type(self) -> PixelType | None:
        """What pictures are to be painted in; None until that is known, after the first render."""
        if self._bytes is None or self._bytes.is_usable is False:
            return np.float32
        return np.uint8 if self._bytes.is_usable else None

    @property
    def is_settled(self) -> bool:
        """Whether the picture written last is on screen."""
        is_shown = all(texture.is_settled for _, texture in self._of_floats.values())
        return is_shown and (self._bytes is None or self._bytes.is_settled)

    @property
    def uploads(self) -> int:
        """Uploads of pictures, since the start."""
        n_of_floats = sum(texture.uploads for _, texture in self._of_floats.values())
        return n_of_floats + (0 if self._bytes is None else self._bytes.uploads)

    def note_renders(self) -> None:
        """Take into account the renders since the last call; call before anything else in every loop."""
        if self._bytes is not None:
            self._bytes.note_renders()
        for frame_texture, _ in self._of_floats.values():
            frame_texture.note_renders()

    def of_size(self, width_px: int, height_px: int) -> FrameTexture | None:
        """The texture to write the next picture to, of a size; None until `pixel_type` is known.

        What other textures held may be gone then.
        """
        if self._bytes is not None and self._bytes.is_usable is None:
            return None
        size = (width_px, height_px)
        height, width, _ = screen_shape(*size)
        if self._bytes is not None and self._bytes.is_usable and self._bytes.resize(width, height):
            return self._of_bytes.setdefault(size, FrameTexture(*size, self._bytes))
        if size not in self._of_floats:
            texture = LiveTexture(width, height)
            self._of_floats[size] = FrameTexture(*size, texture), texture
        return self._of_floats[size][0]
