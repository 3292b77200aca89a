"""A Dear PyGui texture that costs nothing while its pixels stay the same."""

from __future__ import annotations

import sys

import dearpygui.dearpygui as dpg
import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.views.screen_pixels import ScreenPixels

Item = int | str

LAG_RENDERS = 1 if sys.platform.startswith("linux") else 0
"""Renders after which new pixels are on screen: OpenGL shows the buffer before the current one."""

WARM_UP_RENDERS = 2 * LAG_RENDERS
"""First renders of a new texture that show nothing of use; with OpenGL the second is black."""


class LiveTexture:
    """A texture written in place and uploaded only while that is needed.

    Dear PyGui uploads every texture of a registry on every render, changed or not. One in a stage is not
    uploaded and still drawn, so it is parked there once its pixels have arrived.

    Never deleted: the OpenGL backend would leak its transfer buffer.

    Attributes
    ----------
    item
        The texture, for `draw_image`.
    pixels
        float32 (height, width, 4), 0..1; write here, then call `changed`.
    uploads
        Renders that uploaded pixels, since the start.
    """

    lag_renders = LAG_RENDERS

    def __init__(self, width_px: int, height_px: int) -> None:
        self.pixels: NDArray[np.float32] = np.zeros((height_px, width_px, 4), np.float32)
        self.pixels[..., 3] = 1.0
        self._shown: ScreenPixels = self.pixels
        self._registry: Item = dpg.add_texture_registry()
        self._stage: Item = dpg.add_stage()
        self.item: Item = dpg.add_raw_texture(
            width_px, height_px, self.pixels, format=dpg.mvFormat_Float_rgba, parent=self._registry
        )
        self._renders_seen: int = dpg.get_frame_count()
        self._renders_left = WARM_UP_RENDERS + 1
        self._warm_up_left = WARM_UP_RENDERS
        self._is_parked = False
        self.uploads = 0

    @property
    def is_settled(self) -> bool:
        """Whether the pixels written last have arrived, so that no further render is needed for them."""
        return self._renders_left == 0

    @property
    def is_warm(self) -> bool:
        """Whether the next render shows pixels that were written, and not what a new texture holds."""
        return self._warm_up_left <= 0

    def show(self, pixels: ScreenPixels) -> None:
        """Upload these pixels instead, which are the caller's and of the shape of `pixels`.

        Raises
        ------
        ValueError
            When they are not: Dear PyGui would read past their end.
        """
        if pixels is not self._shown:
            if (
                pixels.shape != self.pixels.shape
                or pixels.dtype != np.float32
                or not pixels.flags.c_contiguous
            ):
                raise ValueError(f"pixels of {self.pixels.shape} float32 are expected, got {pixels.shape}")
            dpg.set_value(self.item, pixels)
            self._shown = pixels
        self.changed()

    def changed(self) -> None:
        """Upload the pixels with the coming renders."""
        self._renders_left = max(self._renders_left, LAG_RENDERS + 1)
        if self._is_parked:
            dpg.move_item(self.item, parent=self._registry)
            self._is_parked = False

    def note_renders(self) -> int:
        """Take into account the renders since the last call, and return how many there were."""
        now: int = dpg.get_frame_count()
        renders, self._renders_seen = now - self._renders_seen, now
        if renders and not self._is_parked:
            self.uploads += renders
            self._warm_up_left -= renders
            self._renders_left = max(self._renders_left - renders, 0)
            if self._renders_left == 0:
                dpg.move_item(self.item, parent=self._stage)
                self._is_parked = True
        return renders
