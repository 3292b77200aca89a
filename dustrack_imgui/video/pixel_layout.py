"""Where the luma and the chroma of a pixel format lie, when they lie in planes of their own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

# Formats that keep their bits at the top of 16-bit words; all others keep them at the bottom.
_TOP_ALIGNED = ("p01", "p21", "p41")


@dataclass(frozen=True)
class PixelLayout:
    """How to read luma and chroma without a conversion.

    Attributes
    ----------
    shift : int
        Bits to drop from a sample to get 8 bits.
    dtype : str
        numpy type of a sample.
    chroma_planes : tuple of int
        Planes that hold chroma, empty for grey.
    """

    shift: int
    dtype: str
    chroma_planes: tuple[int, ...]


@lru_cache(maxsize=64)
def pixel_layout(name: str) -> PixelLayout | None:
    """Layout of a pixel format, or None when its luma needs a conversion (RGB, palette, packed).

    Parameters
    ----------
    name : str
        FFmpeg's name of the format, such as ``yuv420p``.
    """
    import av  # late: readers are named in places that open no video

    pixel_format = av.VideoFormat(name, 16, 16)
    first, *others = pixel_format.components
    is_packed = any(component.plane == 0 for component in others)
    if pixel_format.is_rgb or pixel_format.has_palette or is_packed or not 8 <= first.bits <= 16:
        return None
    if name.startswith(("bayer", "xyz", "gbr")) or "f32" in name or "f16" in name:
        return None
    if first.bits == 8:
        shift, dtype = 0, "u1"
    else:
        shift = 8 if name.startswith(_TOP_ALIGNED) else first.bits - 8
        dtype = ">u2" if pixel_format.is_big_endian else "<u2"
    chroma = sorted({component.plane for component in others if not component.is_alpha})
    return PixelLayout(shift, dtype, tuple(chroma))


def is_full_range(pixel_format: str, color_range: int) -> bool:
    """Whether stored luma uses 0..255.

    Formats whose luma we convert ourselves come out of the scaler in full range. Nobody stretches
    plain grey, even when its file is flagged as limited (x265 does so), hence neither do we.

    Parameters
    ----------
    pixel_format : str
        FFmpeg's name.
    color_range : int
        AVColorRange of the stream: 0 not said, 1 limited, 2 full.
    """
    if pixel_format.startswith(("yuvj", "gray")) or pixel_layout(pixel_format) is None:
        return True
    return color_range == 2
