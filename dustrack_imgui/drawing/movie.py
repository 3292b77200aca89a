"""Pictures one after another into an H.264 file that every player shows."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError

from dustrack_imgui.drawing.blending import Canvas
from dustrack_imgui.drawing.draft import draft
from dustrack_imgui.formats.errors import WriteError

CODEC = "libx264"
LONGEST_PERIOD = 1001
"""Largest denominator of a frame rate: that of 30000/1001."""

_BT709 = 1
_LIMITED_RANGE = 1


class MovieError(WriteError):
    """The encoder cannot make the file."""


def write_movie(
    path: Path,
    pictures: Iterable[Canvas],
    *,
    fps: float,
    crf: int = 18,
    preset: str = "veryfast",
    overwrite: bool = False,
) -> int:
    """Write pictures as H.264 in an mp4 file at a constant rate.

    Parameters
    ----------
    pictures
        uint8 (height, width, 3) RGB, all of one size; an odd side is continued by one pixel, which the
        encoder needs. When they stop with an error, there is no file.
    crf, preset
        Quality (lower is better) and effort of the x264 encoder.

    Returns
    -------
    int
        Pictures written.

    Raises
    ------
    OutputExistsError, WriteError
        As `draft`.
    MovieError
        When there is no picture, or the encoder fails.
    """
    count = 0
    with draft(path, overwrite=overwrite) as temporary:
        try:
            with av.open(str(temporary), "w", format="mp4", options={"movflags": "+faststart"}) as container:
                stream = None
                for picture in pictures:
                    even = _even(picture)
                    if stream is None:
                        rate = Fraction(fps).limit_denominator(LONGEST_PERIOD)
                        stream = container.add_stream(
                            CODEC, rate=rate, options={"crf": str(crf), "preset": preset}
                        )
                        stream.height, stream.width = even.shape[:2]
                        stream.pix_fmt = "yuv420p"
                        context = stream.codec_context
                        context.colorspace = context.color_primaries = context.color_trc = _BT709
                        context.color_range = _LIMITED_RANGE
                    frame = av.VideoFrame.from_ndarray(even, format="rgb24")
                    container.mux(stream.encode(frame.reformat(format="yuv420p", dst_colorspace=_BT709)))
                    count += 1
                if stream is None:
                    raise MovieError("There is no picture to write", path)
                container.mux(stream.encode(None))
        except FFmpegError as error:
            raise MovieError(f"The video could not be encoded ({error.strerror or error})", path) from error
    return count


def _even(picture: Canvas) -> Canvas:
    height, width = picture.shape[:2]
    if height % 2 or width % 2:
        picture = np.pad(picture, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    return np.ascontiguousarray(picture)
