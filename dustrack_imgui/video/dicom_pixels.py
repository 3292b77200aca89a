"""From the pixel values of one DICOM frame to 8 bits of grey or RGB, alike for every frame of a clip."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.pixels import apply_color_lut

from .pixels import ImageU8

WHITE = np.uint8(255)


def to_image(values: NDArray[Any], header: Any) -> ImageU8:
    """One frame as an image.

    8-bit values stay as they are. Deeper grey goes through the first window of the header, or loses its
    low bits. MONOCHROME1 is turned round, a palette is looked up; pydicom has made RGB of YBR already.

    Parameters
    ----------
    values : (H, W) or (H, W, 3)
        As `pydicom.pixels.pixel_array` gives one frame.
    header : pydicom Dataset
        The file's header.

    Returns
    -------
    uint8, (H, W) or (H, W, 3)
        Writable and contiguous.
    """
    photometric = str(header.get("PhotometricInterpretation", ""))
    if photometric == "PALETTE COLOR":
        values = apply_color_lut(values, header)
        return _top_8_bits(values, 8 * values.dtype.itemsize)
    bits = int(header.get("BitsStored", 8))
    if values.ndim == 3:
        return _top_8_bits(values, bits)
    window = _window(header)
    if bits > 8 and window is not None:
        grey = _windowed(values, *window, _scale(header))
    else:
        is_signed = int(header.get("PixelRepresentation", 0)) == 1
        unsigned = values.astype(np.int64) + (1 << (bits - 1)) if is_signed else values
        grey = _top_8_bits(unsigned, bits)
    return WHITE - grey if photometric == "MONOCHROME1" else grey


def _top_8_bits(values: NDArray[Any], bits: int) -> ImageU8:
    values = np.ascontiguousarray(values)
    top: ImageU8 = (values if bits <= 8 else np.clip(values >> (bits - 8), 0, 255)).astype(np.uint8)
    return top


def _window(header: Any) -> tuple[float, float] | None:
    centre, width = (_first(header.get(name)) for name in ("WindowCenter", "WindowWidth"))
    return None if centre is None or width is None or width <= 1 else (centre, width)


def _scale(header: Any) -> tuple[float, float]:
    slope, intercept = (_first(header.get(name)) for name in ("RescaleSlope", "RescaleIntercept"))
    return (1.0 if slope is None else slope, intercept or 0.0)


def _windowed(values: NDArray[Any], centre: float, width: float, scale: tuple[float, float]) -> ImageU8:
    """Linear window of DICOM PS3.3, C.11.2.1.2.1."""
    slope, intercept = scale
    real = values * slope + intercept
    share = (real - (centre - 0.5)) / (width - 1) + 0.5
    return np.clip(np.round(share * 255), 0, 255).astype(np.uint8)


def _first(value: Any) -> float | None:
    """A number, or the first of several."""
    if value is None or (isinstance(value, str) and not value):
        return None
    if hasattr(value, "__len__") and not isinstance(value, str):
        return float(value[0]) if len(value) else None
    return float(value)
