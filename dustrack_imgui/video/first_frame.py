"""The first frame of a file and what it says of the stream: shown while the index is still being made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .errors import EmptyVideoError
from .index import StreamInfo
from .meta import Picture, ready_picture
from .pixel_layout import is_full_range
from .pixels import DecodedFrame, keep_frame
from .range_lut import range_lut
from .stamped import decode_stamped, drain


def read_first_frame(path: Path, container: Any, stream: Any) -> tuple[StreamInfo, DecodedFrame]:
    """Decode until the first frame comes out, which is frame 0.

    Parameters
    ----------
    path : Path
        The file, for the message.
    container, stream
        Freshly opened; moved afterwards.

    Raises
    ------
    EmptyVideoError
        Not one frame can be decoded.
    """
    context = stream.codec_context
    context.thread_type = "NONE"
    context.thread_count = 1
    frames = decode_stamped(container, stream)
    _, frame = next(frames, (0, None))
    frames.close()
    if frame is None:
        raise EmptyVideoError("the file holds no frame that can be decoded (cut short or damaged)", path)
    time_base = stream.time_base
    info = StreamInfo(
        stream_index=stream.index,
        container=container.format.name,
        codec=context.name,
        pixel_format=frame.format.name,
        width=frame.width,
        height=frame.height,
        rotation_deg=int(frame.rotation),
        color_range=int(frame.color_range or context.color_range or 0),
        rate=float(stream.average_rate or stream.guessed_rate or 0),
        time_base=(time_base.numerator, time_base.denominator),
        is_interlaced=bool(frame.interlaced_frame),
    )
    kept = keep_frame(frame)
    drain(context)
    return info, kept


def picture_of_first(info: StreamInfo, frame: DecodedFrame) -> Picture:
    """The first frame as RGB, to be shown before there is a reader and its display table."""
    if frame.colour is not None:
        return ready_picture(frame.colour.to_rgb())
    return ready_picture(range_lut(is_full_range(info.pixel_format, info.color_range))[frame.luma])
