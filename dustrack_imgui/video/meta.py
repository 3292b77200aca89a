"""The values a reader hands out: what the video is, one picture of it, and how the reader fares."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class VideoMeta:
    """What is known of a video once it is open.

    Attributes
    ----------
    path : Path
        The file or folder.
    width, height : int
        Size of the stored picture in pixels, before `rotation_deg`.
    n_frames : int
        Number of frames, those of a plain sequential decode.
    fps : float
        Mean frames per second (use the reader's `times` to place a frame in time).
    codec, pixel_format : str
        As FFmpeg names them; ``"dicom"`` and ``"images"`` for the other two kinds.
    is_colour : bool
        Whether real colour was seen in the frames probed at opening; a grey clip coded as colour is not.
    is_full_range : bool
        Whether stored luma uses 0..255; False means 16..235, which the display stretches.
    rotation_deg : int
        Rotation the container asks a player to apply. Pictures and coordinates are not rotated.
    duration_secs : float
        From the first frame's start to the last frame's end.
    max_gop : int
        Longest distance between two places where decoding can start, in frames.
    warnings : tuple of str
        Sentences for the user.
    n_missing : int
        Frames the container promised that cannot be read (a file cut short).
    container : str
        FFmpeg's name of the container format.
    has_exact_times : bool
        False when the file has no usable timestamps and times come from the frame rate.
    """

    path: Path
    width: int
    height: int
    n_frames: int
    fps: float
    codec: str
    pixel_format: str
    is_colour: bool
    is_full_range: bool
    rotation_deg: int
    duration_secs: float
    max_gop: int
    warnings: tuple[str, ...] = ()
    n_missing: int = 0
    container: str = ""
    has_exact_times: bool = True


@dataclass(frozen=True, eq=False)
class Picture:
    """One picture to show.

    Attributes
    ----------
    index : int
        The frame whose pixels these are.
    requested : int
        The frame that was asked for.
    image : uint8, (H, W) luma or (H, W, 3) RGB
        Read-only. Luma is as stored: show it through the reader's `display_lut`. RGB is ready to show.
    is_exact : bool
        Whether these are the requested frame's own pixels. Only then may points be placed.
    is_undecodable : bool
        The requested frame exists but its bytes are damaged; this is its neighbour's picture, for good.
    is_damaged : bool
        The decoder hid errors in this picture.
    is_proxied : bool
        It comes from a proxy and is nearly lossless only: a stand-in, also where `index == requested`.
    """

    index: int
    requested: int
    image: NDArray[np.uint8]
    is_exact: bool
    is_undecodable: bool = False
    is_damaged: bool = False
    is_proxied: bool = False


def ready_picture(image: NDArray[np.uint8]) -> Picture:
    """Frame 0 as RGB, whatever it is made of: shown as it is, before the reader is open.

    Parameters
    ----------
    image : uint8, (H, W) display grey or (H, W, 3) RGB
    """
    rgb = image if image.ndim == 3 else np.repeat(image[:, :, None], 3, axis=2)
    rgb.flags.writeable = False
    return Picture(0, 0, rgb, is_exact=True)


@dataclass(frozen=True)
class ReaderStats:
    """Figures for the developer panel.

    Attributes
    ----------
    cache_bytes, budget_bytes, strip_bytes : int
        Memory held by decoded frames, its limit, and memory held by the strip of key frames.
    n_cached : int
        Frames in the cache.
    n_decoded, n_converted, n_seeks, n_abandoned : int
        Packets decoded, frames copied into the cache, seeks, and requests given up for newer ones.
    n_undecodable, n_damaged : int
        Frames found to have no picture, and frames the decoder had to mend.
    decode_fps : float
        Measured speed of decoding, frames per second.
    is_idle : bool
        Nothing left to decode ahead.
    last_error : str
        Last failure of a decoder thread, empty when none.
    """

    cache_bytes: int
    budget_bytes: int
    strip_bytes: int
    n_cached: int
    n_decoded: int
    n_converted: int
    n_seeks: int
    n_abandoned: int
    n_undecodable: int
    n_damaged: int
    decode_fps: float
    is_idle: bool
    last_error: str
