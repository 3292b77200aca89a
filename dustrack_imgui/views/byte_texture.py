"""A Dear PyGui texture that takes bytes, handed to OpenGL past Dear PyGui, which takes floats only.

Floats are what a large picture costs: Dear PyGui copies them one by one and the driver turns each into a byte
again, on the thread that renders. Bytes are copied once, and are on screen with the next render.
"""

from __future__ import annotations

import itertools

import dearpygui.dearpygui as dpg
import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.views.live_texture import Item
from dustrack_imgui.views.open_gl import OpenGl
from dustrack_imgui.views.screen_pixels import ScreenPixels

MARK_WIDTHS_PX, MARK_HEIGHT_PX = itertools.cycle(range(61, 189)), 3
"""Sizes by which a texture is found among all; nothing else is of this shape, least of all a font."""

PATIENCE_RENDERS = 3
"""Dear PyGui makes a texture with the first render after it was asked for."""


class ByteTexture:
    """One texture for pictures of any size.

    Dear PyGui tells nobody which texture of OpenGL stands behind an item, so ours is made in a size of its
    own and looked for. Until that is done, and where it fails, `is_usable` is not True and nothing may be
    shown.

    Attributes
    ----------
    item
        The texture, for `draw_image`.
    is_usable
        Whether pictures can be shown; None until that is known.
    pixels
        uint8 (height, width, 4) of the current size, for pixels that are made on the spot.
    uploads
        Pictures handed over, since the start.
    """

    lag_renders = 0
    is_warm = True

    def __init__(self, gl: OpenGl) -> None:
        self._gl = gl
        self._mark_px = (next(MARK_WIDTHS_PX), MARK_HEIGHT_PX)
        black = [0.0] * (4 * self._mark_px[0] * self._mark_px[1])
        self._registry: Item = dpg.add_texture_registry()
        self.item: Item = dpg.add_static_texture(*self._mark_px, black, parent=self._registry)
        self.is_usable: bool | None = None
        self.pixels: NDArray[np.uint8] = np.empty((0, 0, 4), np.uint8)
        self.uploads = 0
        self._name = 0
        self._renders_seen: int = dpg.get_frame_count()
        self._patience = PATIENCE_RENDERS
        self._is_rendered = True

    @property
    def is_settled(self) -> bool:
        """Whether the pixels shown last are on screen, so that no further render is needed for them."""
        return self._is_rendered and self.is_usable is not None

    def resize(self, width_px: int, height_px: int) -> bool:
        """Become so large; False when the driver will not have it, and `is_usable` is False from then on."""
        shape = (height_px, width_px, 4)
        if shape != self.pixels.shape:
            self.is_usable = self._gl.allocate(self._name, (width_px, height_px))
            self.pixels = np.empty(shape, np.uint8)
        return bool(self.is_usable)

    def show(self, pixels: ScreenPixels) -> None:
        """Show these pixels with the next render; they are the caller's again when this returns.

        Raises
        ------
        ValueError
            When they are not of the shape and kind of `pixels`: OpenGL would read past their end.
        """
        is_ours = pixels.shape == self.pixels.shape and pixels.dtype == np.uint8
        if not (is_ours and pixels.flags.c_contiguous):
            raise ValueError(f"pixels of {self.pixels.shape} uint8 are expected, got {pixels.shape}")
        self._gl.upload(self._name, pixels.view(np.uint8))
        self._is_rendered = False
        self.uploads += 1

    def note_renders(self) -> int:
        """Take into account the renders since the last call, and return how many there were."""
        now: int = dpg.get_frame_count()
        renders, self._renders_seen = now - self._renders_seen, now
        if renders:
            self._is_rendered = True
            if self.is_usable is None:
                self._find(renders)
        return renders

    def _find(self, renders: int) -> None:
        self._patience -= renders
        found = self._gl.textures_of_size(self._mark_px) if self._gl.has_context else []
        if len(found) == 1:
            self._name = found[0]
            self.is_usable = True
        elif found or self._patience <= 0:
            self.is_usable = False
