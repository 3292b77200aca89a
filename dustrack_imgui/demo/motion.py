"""How the phantom's tissue moves: a map from tissue to image and back, both in closed form.

The map is a chain of steps that each have an exact inverse, so the picture can be drawn by looking up, for
every pixel, which bit of tissue lies there, while the truth of a point is where the same chain takes it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pose:
    """What the steps of the chain are set to in one frame (pixels, or fractions of length)."""

    slide_px: float
    bend_px: float
    squeeze: float
    spread: float
    shift_x_px: float
    shift_y_px: float


@dataclass(frozen=True, slots=True)
class TissueMotion:
    """Tissue under a probe that presses on it, while a muscle slides beneath its fascia.

    Tissue coordinates are the image pixels of frame 0. Pixel (0, 0) is the centre of the top-left pixel.

    Parameters
    ----------
    width_px, height_px : int
        Size of the picture.
    interface_px : float
        Depth at which the lower layer slides against the upper one.
    transition_px : float
        Thickness over which the slide sets in (a hyperbolic tangent's half width).
    fps : float
        Frames a second, so that speeds do not depend on the frame rate.
    """

    width_px: int
    height_px: int
    interface_px: float
    transition_px: float
    fps: float

    def pose(self, frame: int) -> Pose:
        """The setting of every step in `frame`; in frame 0 all are zero."""
        secs = frame / self.fps
        press = 0.5 - 0.5 * np.cos(2 * np.pi * secs / 4.7)
        squeeze = 0.055 * press
        return Pose(
            slide_px=11.0 * np.sin(2 * np.pi * secs / 3.1) + 2.5 * np.sin(2 * np.pi * secs / 1.3),
            bend_px=3.0 * np.sin(2 * np.pi * secs / 2.3),
            squeeze=squeeze,
            spread=0.5 * squeeze,
            shift_x_px=4.0 * np.sin(2 * np.pi * secs / 5.9),
            shift_y_px=2.5 * np.sin(2 * np.pi * secs / 3.7),
        )

    def image_from_tissue(self, xy_tissue: Points, frame: int) -> Points:
        """Where points of tissue, ``(..., 2)``, lie in the image of `frame`."""
        pose = self.pose(frame)
        x, y = xy_tissue[..., 0], xy_tissue[..., 1]
        x = x + pose.slide_px * self._slide_share(y)
        y = y + pose.bend_px * self._bend_share(x)
        x = self._middle_px + (x - self._middle_px) * (1 + pose.spread) + pose.shift_x_px
        y = y * (1 - pose.squeeze) + pose.shift_y_px
        return np.stack([x, y], axis=-1)

    def tissue_from_image(self, xy_image: Points, frame: int) -> Points:
        """Which points of tissue lie at image positions, ``(..., 2)``: the chain undone step by step."""
        pose = self.pose(frame)
        x, y = xy_image[..., 0], xy_image[..., 1]
        y = (y - pose.shift_y_px) / (1 - pose.squeeze)
        x = self._middle_px + (x - pose.shift_x_px - self._middle_px) / (1 + pose.spread)
        y = y - pose.bend_px * self._bend_share(x)
        x = x - pose.slide_px * self._slide_share(y)
        return np.stack([x, y], axis=-1)

    @property
    def _middle_px(self) -> float:
        return (self.width_px - 1) / 2

    def _slide_share(self, depth_px: Points) -> Points:
        """0 in the upper layer, 1 in the lower one."""
        return np.asarray(0.5 + 0.5 * np.tanh((depth_px - self.interface_px) / self.transition_px))

    def _bend_share(self, x_px: Points) -> Points:
        """-1 to 1 along the picture's width: one side is pushed down while the other comes up."""
        return np.asarray(np.sin(np.pi * (x_px - self._middle_px) / self.width_px))
