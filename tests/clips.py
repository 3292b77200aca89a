"""Small clips that tests of several rooms work on."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from dustrack_imgui.demo.phantom import Phantom

PHANTOM = Phantom(width_px=240, height_px=180, frame_count=40, interface_px=84.0)


def write_colour_clip(path: Path) -> Path:
    """Write 12 frames of 97x65 in colour at uneven times, without loss, to an MKV file."""
    noise = np.random.default_rng(7).integers(0, 255, (12, 65, 97, 3), np.uint8)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=25)
        stream.width, stream.height, stream.pix_fmt = 97, 65, "yuv444p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for number, picture in enumerate(noise):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number * 40 + number % 3 * 7, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
