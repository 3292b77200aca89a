"""The surroundings of the cursor, magnified beside it, with the pixel that a click means."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

import dearpygui.dearpygui as dpg

from dustrack_imgui.views.draw_pool import LinePool
from dustrack_imgui.views.frame_texture import FrameTexture
from dustrack_imgui.views.image_transform import ImageTransform, Xy
from dustrack_imgui.views.scene import Rect
from dustrack_imgui.views.screen_pixels import BORDER

Item = int | str

SIZE, GAP = 176, 26
"""Side of the loupe, and its distance from the cursor, at scale 1."""

TIMES, MIN_ZOOM = 4.0, 6.0
FRAME_COLOUR, CROSS_COLOUR = (235, 238, 245, 230), (255, 255, 255, 150)
PIXEL_COLOUR, BACK = (255, 214, 92, 255), (14, 15, 17, 255)


@dataclass(frozen=True, slots=True)
class LoupeView:
    """What a loupe shows, relative to the pane.

    Attributes
    ----------
    corner
        Top left corner of the loupe.
    zoom
        Screen pixels per image pixel.
    middle
        Place of the cursor's position in the loupe.
    image_min, image_max
        Part of the picture that is seen, in image positions; inside the picture.
    shown_min, shown_max
        Where that part is drawn.
    pixel_min, pixel_max
        Outline of the pixel under the cursor.
    """

    corner: Xy
    zoom: float
    middle: Xy
    image_min: Xy
    image_max: Xy
    shown_min: Xy
    shown_max: Xy
    pixel_min: Xy
    pixel_max: Xy


def loupe_view(
    xy_mouse: Xy, transform: ImageTransform, pane: Rect, size_px: float, gap_px: float
) -> LoupeView:
    """Lay out a loupe for a mouse position: beside the cursor, which it never covers, and inside the pane."""
    zoom = max(transform.zoom * TIMES, MIN_ZOOM)
    at = transform.image_from_screen((xy_mouse[0] + 0.5, xy_mouse[1] + 0.5))
    x, y = xy_mouse[0] - pane.left, xy_mouse[1] - pane.top
    left = x + gap_px if x + gap_px + size_px <= pane.width else x - gap_px - size_px
    top = max(min(y - gap_px - size_px, pane.height - size_px), 0.0)
    corner = (float(round(left)), float(round(top)))
    middle = (corner[0] + size_px / 2, corner[1] + size_px / 2)

    def shown(xy: Xy) -> Xy:
        return middle[0] + (xy[0] - at[0]) * zoom, middle[1] + (xy[1] - at[1]) * zoom

    reach = size_px / 2 / zoom
    low = (max(at[0] - reach, -0.5), max(at[1] - reach, -0.5))
    width, height = transform.size_px
    high = (min(at[0] + reach, width - 0.5), min(at[1] + reach, height - 0.5))
    pixel = (floor(at[0] + 0.5), floor(at[1] + 0.5))
    return LoupeView(
        corner,
        zoom,
        middle,
        low,
        high,
        shown(low),
        shown(high),
        shown((pixel[0] - 0.5, pixel[1] - 0.5)),
        shown((pixel[0] + 0.5, pixel[1] + 0.5)),
    )


class Loupe:
    """Drawn from the texture that the pane shows, so that both are always of the same frame."""

    def __init__(self, parent: Item) -> None:
        self._node: Item = dpg.add_draw_node(parent=parent, show=False)
        self._back: Item = dpg.draw_rectangle((0, 0), (0, 0), parent=self._node)
        self._image: Item | None = None
        self._image_node: Item = dpg.add_draw_node(parent=self._node)
        self._cross = LinePool(self._node)
        self._pixel: Item = dpg.draw_rectangle((0, 0), (0, 0), color=PIXEL_COLOUR, parent=self._node)
        self._frame: Item = dpg.draw_rectangle((0, 0), (0, 0), color=FRAME_COLOUR, parent=self._node)
        self._drawn: tuple[object, ...] = ()

    def hide(self) -> None:
        """Show nothing."""
        if self._drawn:
            dpg.configure_item(self._node, show=False)
            self._drawn = ()

    def show(
        self, xy_mouse: Xy, texture: FrameTexture, transform: ImageTransform, pane: Rect, scale: float
    ) -> None:
        """Show the surroundings of a mouse position that lies on the picture."""
        drawn = (xy_mouse, texture, transform, pane, scale)
        if drawn == self._drawn:
            return
        size = round(min(SIZE * scale, pane.height, pane.width / 2 - GAP * scale))
        view = loupe_view(xy_mouse, transform, pane, size, GAP * scale)
        far = (view.corner[0] + size, view.corner[1] + size)
        dpg.configure_item(self._back, pmin=view.corner, pmax=far, fill=BACK, color=BACK)
        self._show_image(texture, view, transform)
        lines = []
        (x, y), (left, top) = view.middle, view.corner
        gap = max(view.zoom, 8 * scale)
        lines += [((left, y), (x - gap, y)), ((x + gap, y), (far[0], y))]
        lines += [((x, top), (x, y - gap)), ((x, y + gap), (x, far[1]))]
        self._cross.show(lines, CROSS_COLOUR, 1)
        dpg.configure_item(self._pixel, pmin=view.pixel_min, pmax=view.pixel_max, thickness=1.5 * scale)
        dpg.configure_item(self._frame, pmin=view.corner, pmax=far, thickness=2 * scale)
        dpg.configure_item(self._node, show=True)
        self._drawn = drawn

    def _show_image(self, texture: FrameTexture, view: LoupeView, transform: ImageTransform) -> None:
        width, height = (side + 2 * BORDER for side in transform.size_px)

        def uv(xy: Xy) -> Xy:
            return (xy[0] + 0.5 + BORDER) / width, (xy[1] + 0.5 + BORDER) / height

        if self._image is None:
            self._image = dpg.draw_image(
                texture.item, view.shown_min, view.shown_max, parent=self._image_node
            )
        dpg.configure_item(
            self._image,
            texture_tag=texture.item,
            pmin=view.shown_min,
            pmax=view.shown_max,
            uv_min=uv(view.image_min),
            uv_max=uv(view.image_max),
        )
