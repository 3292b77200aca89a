"""A short video of the picture with its points drawn in, to look at a result anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.model.track import Track

RING_RADIUS_PX = 7
_SUBPIXEL_BITS = 4
_COLOURS = ((102, 194, 165), (252, 141, 98), (141, 160, 203), (231, 138, 195), (166, 216, 84), (255, 217, 47))


def write_labelled_video(
    path: Path, frames: Iterable[tuple[int, NDArray[np.uint8]]], tracks: Mapping[str, Track], fps: float
) -> int:
    """Write an H.264 mp4 of the frames with a ring and the label's number at every point.

    Parameters
    ----------
    frames
        (frame number, uint8 (H, W, 3) RGB picture) in the order of the video.

    Returns
    -------
    int
        Frames written.
    """
    count = 0
    with av.open(str(path), "w") as container:
        stream = None
        for number, picture in frames:
            drawn = _drawn(picture, number, tracks)
            if stream is None:
                stream = container.add_stream("libx264", rate=Fraction(fps).limit_denominator(1000))
                stream.height, stream.width = drawn.shape[0] // 2 * 2, drawn.shape[1] // 2 * 2
                stream.pix_fmt = "yuv420p"
                stream.options = {"crf": "20", "preset": "veryfast"}
            even = np.ascontiguousarray(drawn[: stream.height, : stream.width])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(even, format="rgb24")))
            count += 1
        if stream is not None:
            container.mux(stream.encode(None))
    return count


def _drawn(picture: NDArray[np.uint8], number: int, tracks: Mapping[str, Track]) -> NDArray[np.uint8]:
    drawn = picture.copy()
    scale = 1 << _SUBPIXEL_BITS
    for row, (label, track) in enumerate(tracks.items()):
        xy = track.xy_at(number)
        if xy is None:
            continue
        colour = _COLOURS[row % len(_COLOURS)]
        centre = (round(xy[0] * scale), round(xy[1] * scale))
        for shade, thickness in (((0, 0, 0), 3), (colour, 1)):
            cv2.circle(drawn, centre, RING_RADIUS_PX * scale, shade, thickness, cv2.LINE_AA, _SUBPIXEL_BITS)
        corner = (round(xy[0]) + RING_RADIUS_PX + 3, round(xy[1]) - RING_RADIUS_PX + 2)
        for shade, thickness in (((0, 0, 0), 3), (colour, 1)):
            cv2.putText(drawn, label, corner, cv2.FONT_HERSHEY_SIMPLEX, 0.45, shade, thickness, cv2.LINE_AA)
    return drawn
