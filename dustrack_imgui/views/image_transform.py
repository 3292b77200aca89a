"""Between image and screen: where the picture lies in its pane, and what the mouse points at; pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

from dustrack_imgui.model.view import ImageView
from dustrack_imgui.views.scene import Rect

Xy = tuple[float, float]

SNAP_PX = 0.5 + 1e-6
"""Reach of the snap to pixel centres, in screen pixels: what a mouse of whole pixels cannot tell apart."""

FIT_MARGIN_PX = 6
"""Room around a fitted picture at UI scale 1."""


@dataclass(frozen=True, slots=True)
class ImageTransform:
    """A picture laid on the screen.

    Image positions are centred on pixels: pixel x covers [x - 0.5, x + 0.5). Screen positions are continuous:
    screen pixel m covers [m, m + 1) and its centre is m + 0.5. A mouse position is the number m of a screen
    pixel.

    Attributes
    ----------
    zoom
        Screen pixels per image pixel.
    offset_xy_screen
        Screen position of the picture's top left corner, which is the image position (-0.5, -0.5).
    size_px
        Width and height of the picture in image pixels.
    """

    zoom: float
    offset_xy_screen: Xy
    size_px: tuple[int, int]

    def screen_from_image(self, xy_image: Xy) -> Xy:
        """Screen position of an image position."""
        return (
            self.offset_xy_screen[0] + self.zoom * (xy_image[0] + 0.5),
            self.offset_xy_screen[1] + self.zoom * (xy_image[1] + 0.5),
        )

    def image_from_screen(self, xy_screen: Xy) -> Xy:
        """Image position of a screen position, the inverse of `screen_from_image`; it may lie outside."""
        return (
            (xy_screen[0] - self.offset_xy_screen[0]) / self.zoom - 0.5,
            (xy_screen[1] - self.offset_xy_screen[1]) / self.zoom - 0.5,
        )

    def contains(self, xy_image: Xy) -> bool:
        """Whether an image position lies in the picture."""
        return all(-0.5 <= value < size - 0.5 for value, size in zip(xy_image, self.size_px, strict=True))

    def picked(self, xy_mouse: Xy) -> Xy | None:
        """Image position that a mouse position means, None outside the picture.

        The mouse knows whole screen pixels only, so its position is uncertain by half a screen pixel. Where
        the centre of an image pixel lies within that half pixel, the centre is meant: pointing at the middle
        of a pixel gives whole numbers at every zoom, also where an even zoom puts the middle between two
        screen pixels (then both mean it). Nothing moves by more than the half pixel that was never known.
        """
        x, y = self.image_from_screen((xy_mouse[0] + 0.5, xy_mouse[1] + 0.5))
        if not self.contains((x, y)):
            return None
        return self._snapped(x), self._snapped(y)

    def _snapped(self, value: float) -> float:
        centre = float(floor(value + 0.5))
        return centre if abs(value - centre) * self.zoom <= SNAP_PX else value


NO_PICTURE = ImageTransform(1.0, (0.0, 0.0), (0, 0))
"""Stands for the transform while there is no video: nothing lies inside."""


def transform_of(
    view: ImageView, size_px: tuple[int, int], pane: Rect, *, margin_px: float = 0.0
) -> ImageTransform:
    """Lay a picture into a pane as a view asks.

    The picture's corner falls on a whole screen pixel, so that at whole zooms image pixels and screen pixels
    share their edges.

    Parameters
    ----------
    view
        Zoom and centre; no zoom fits the whole picture.
    size_px
        Width and height of the picture in image pixels.
    pane
        Where the picture may be drawn.
    margin_px
        Room to keep around a fitted picture, in screen pixels.
    """
    width, height = size_px
    if view.zoom is None:
        room = max(pane.width - 2 * margin_px, 1.0), max(pane.height - 2 * margin_px, 1.0)
        zoom = min(room[0] / width, room[1] / height)
        centre = ((width - 1) / 2, (height - 1) / 2)
    else:
        zoom, centre = view.zoom, view.centre_xy_image
    middle = pane.left + pane.width / 2, pane.top + pane.height / 2
    offset = (
        float(floor(middle[0] - zoom * (centre[0] + 0.5) + 0.5)),
        float(floor(middle[1] - zoom * (centre[1] + 0.5) + 0.5)),
    )
    return ImageTransform(zoom, offset, size_px)
