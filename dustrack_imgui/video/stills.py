"""The decoder for frames that stand alone: DICOM clips and folders of images."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from .decoder import Output
from .pixels import DecodedFrame, ImageU8, keep_rgb

ReadImage = Callable[[int], ImageU8]
"""Reads frame i as uint8 (H, W) grey or (H, W, 3) RGB."""

DECODE_FAILURES = (OSError, ValueError, RuntimeError, EOFError, SyntaxError, struct.error)
"""What Pillow and pydicom raise on damaged pixel data."""

COLOUR_PROBES = 5


@dataclass(frozen=True, eq=False)
class StillOutput:
    """An image that has been read.

    Attributes
    ----------
    number : int
        The frame's number.
    image : uint8, (H, W) or (H, W, 3)
        Grey or RGB.
    """

    number: int
    image: ImageU8

    def keep(self) -> DecodedFrame:
        """Grey as it is; of RGB the luma, and the colours when there are any."""
        luma = self.luma()
        return DecodedFrame(luma) if self.image.ndim == 2 else keep_rgb(self.image, luma=luma)

    def luma(self) -> ImageU8:
        """Grey by the weights of ITU-R BT.601, as OpenCV and FFmpeg compute it."""
        luma = (
            self.image if self.image.ndim == 2 else np.asarray(cv2.cvtColor(self.image, cv2.COLOR_RGB2GRAY))
        )
        luma.flags.writeable = False
        return luma

    def rgb(self) -> ImageU8:
        """The image; grey three times."""
        rgb = self.image if self.image.ndim == 3 else np.repeat(self.image[:, :, None], 3, axis=2)
        rgb.flags.writeable = False
        return rgb


class StillDecoder:
    """Reads one image a step. An image that cannot be read makes no output, like a damaged packet.

    Parameters
    ----------
    read : callable
        Reads one image; must be usable from several threads.
    n_frames : int
        Length of the sequence.
    """

    is_skipping = False

    def __init__(self, read: ReadImage, n_frames: int) -> None:
        self._read = read
        self._n_frames = n_frames
        self.next_packet = 0

    @property
    def is_at_end(self) -> bool:
        """Whether the last image has been read."""
        return self.next_packet >= self._n_frames

    def seek(self, packet: int, *, skip_below: int | None = None) -> None:
        """Go to an image; there is nothing to skip."""
        self.next_packet = packet

    def aim(self, frame: int, *, skip_below: int) -> bool:
        """There are no runs to turn."""
        return False

    def step(self) -> list[Output]:
        """Read one image."""
        if self.is_at_end:
            return []
        number = self.next_packet
        self.next_packet += 1
        try:
            return [StillOutput(number, self._read(number))]
        except DECODE_FAILURES:
            return []  # the caller sees that the frame did not come and gives it up with its number

    def packets_to(self, frame: int) -> int | None:
        """1 for the next image; going anywhere else is a seek, which is free."""
        return 1 if frame == self.next_packet else None

    def has_passed(self, frame: int) -> bool:
        """Whether the image was read, or failed to be."""
        return self.next_packet > frame

    def key_picture(self, frame: int) -> Output | None:
        """Every image is a key frame."""
        self.seek(frame)
        return next(iter(self.step()), None)

    def close(self) -> None:
        """Nothing is held open."""


def finds_colour(read: ReadImage, n_frames: int) -> bool:
    """Whether a few images spread over the sequence show real colour."""
    for number in np.unique(np.linspace(0, n_frames - 1, COLOUR_PROBES).astype(int)):
        try:
            if StillOutput(int(number), read(int(number))).keep().colour is not None:
                return True
        except DECODE_FAILURES:
            continue
    return False
