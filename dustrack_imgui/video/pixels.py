"""From a decoded frame to what is kept of it: the luma as stored, and colour only where there is some."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from .pixel_layout import PixelLayout, pixel_layout

NEUTRAL_CHROMA = 128
CHROMA_NOISE = 8
"""Compression moves the chroma of a grey picture by a few levels; beyond this it counts as colour."""
MIN_COLOURED_SAMPLES = 8
COLOURED_SHARE = 1 / 5000

ImageU8 = NDArray[np.uint8]


class ColourSource(Protocol):
    """Something that can give the colours of a frame when they are wanted."""

    @property
    def nbytes(self) -> int:
        """Memory held."""

    def to_rgb(self) -> ImageU8:
        """The picture as uint8 (H, W, 3) RGB, read-only."""


@dataclass(frozen=True, eq=False)
class DecodedFrame:
    """One frame as the cache keeps it.

    Attributes
    ----------
    luma : uint8, (H, W)
        As stored, never stretched; read-only.
    colour : ColourSource or None
        None when the chroma is neutral: then the luma is all there is to see.
    is_damaged : bool
        The decoder had to hide errors.
    """

    luma: ImageU8
    colour: ColourSource | None = None
    is_damaged: bool = False

    @property
    def nbytes(self) -> int:
        """Memory held in bytes."""
        return int(self.luma.nbytes) + (self.colour.nbytes if self.colour is not None else 0)


class RgbPixels:
    """Colours kept as an RGB image (DICOM, image files)."""

    def __init__(self, rgb: ImageU8) -> None:
        rgb.flags.writeable = False
        self._rgb = rgb

    @property
    def nbytes(self) -> int:
        """Memory held."""
        return int(self._rgb.nbytes)

    def to_rgb(self) -> ImageU8:
        """The image itself."""
        return self._rgb


class PlanarPixels:
    """Colours kept as the decoder's own planes (1.5 bytes a pixel); converted when shown."""

    def __init__(self, frame: Any) -> None:
        self._frame = frame
        self._lock = threading.Lock()  # PyAV's converter belongs to the frame and serves one thread
        self._nbytes = sum(int(plane.buffer_size) for plane in frame.planes)

    @property
    def nbytes(self) -> int:
        """Memory held."""
        return self._nbytes

    def to_rgb(self) -> ImageU8:
        """Convert by FFmpeg's scaler."""
        with self._lock:
            return rgb_of(self._frame)


def rgb_of(frame: Any) -> ImageU8:
    """RGB of a PyAV frame, exactly as ``frame.to_ndarray(format="rgb24")`` gives it; read-only."""
    rgb: ImageU8 = frame.to_ndarray(format="rgb24")
    rgb.flags.writeable = False
    return rgb


def luma_of(frame: Any) -> ImageU8:
    """Stored luma of a PyAV frame as a read-only uint8 (H, W) copy.

    A plane is copied as it is (deeper samples lose their low bits). RGB, palette and packed formats
    go through FFmpeg's scaler to full-range grey.
    """
    layout = pixel_layout(frame.format.name)
    luma: ImageU8
    if layout is None:
        luma = frame.to_ndarray(format="gray")
    else:
        samples = _plane_samples(frame.planes[0], layout)
        luma = _to_8_bits(samples, layout).copy() if layout.shift == 0 else _to_8_bits(samples, layout)
    luma.flags.writeable = False
    return luma


def keep_frame(frame: Any) -> DecodedFrame:
    """What the cache keeps of a PyAV frame."""
    is_damaged = bool(frame.is_corrupt)
    layout = pixel_layout(frame.format.name)
    if layout is None:
        kept = keep_rgb(rgb_of(frame), luma=luma_of(frame))
        return DecodedFrame(kept.luma, kept.colour, is_damaged)
    colour = PlanarPixels(frame) if _has_colour(frame, layout) else None
    return DecodedFrame(luma_of(frame), colour, is_damaged)


def keep_rgb(rgb: ImageU8, *, luma: ImageU8) -> DecodedFrame:
    """What the cache keeps of an RGB image and its luma."""
    spread = rgb.max(axis=2) - rgb.min(axis=2)
    luma.flags.writeable = False
    return DecodedFrame(luma, RgbPixels(rgb) if _is_coloured(spread) else None)


def _plane_samples(plane: Any, layout: PixelLayout) -> NDArray[Any]:
    """View of a plane without its row padding. It pins the decoder's buffer: copy what is kept."""
    raw = np.frombuffer(plane, np.uint8)
    stride = int(plane.line_size)
    rows = raw[: abs(stride) * plane.height].reshape(plane.height, abs(stride))
    if stride < 0:
        rows = rows[::-1]
    row_bytes = plane.width * np.dtype(layout.dtype).itemsize
    return rows[:, :row_bytes].view(layout.dtype)


def _to_8_bits(samples: NDArray[Any], layout: PixelLayout) -> ImageU8:
    return samples if layout.shift == 0 else (samples >> layout.shift).astype(np.uint8)


def _has_colour(frame: Any, layout: PixelLayout) -> bool:
    for number in layout.chroma_planes:
        samples = _to_8_bits(_plane_samples(frame.planes[number], layout), layout)
        low, high = int(samples.min()), int(samples.max())
        if low >= NEUTRAL_CHROMA - CHROMA_NOISE and high <= NEUTRAL_CHROMA + CHROMA_NOISE:
            continue
        if _is_coloured(np.abs(samples.astype(np.int16) - NEUTRAL_CHROMA)):
            return True
    return False


def _is_coloured(distance_from_grey: NDArray[Any]) -> bool:
    """Whether enough samples stand out of the noise; a few stray ones do not make a colour picture."""
    coloured = int(np.count_nonzero(distance_from_grey > CHROMA_NOISE))
    return coloured >= max(MIN_COLOURED_SAMPLES, distance_from_grey.size * COLOURED_SHARE)
