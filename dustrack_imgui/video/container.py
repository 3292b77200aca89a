"""Opening and closing a container with PyAV, with the guards that both need."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import av.error

from .errors import EmptyVideoError, NoPictureError, UnreadableVideoError, VideoNotFoundError

TEXT_CODECS = frozenset({"ansi"})

# PyAV 18 and older decode metadata strictly: a Latin-1 patient name would make the file unreadable.
# PyAV 19 removed the argument and is tolerant by itself.
_TAKES_METADATA_ERRORS = int(av.__version__.split(".")[0]) < 19


def open_container(path: Path, *, hwaccel: Any = None) -> Any:
    """Open a file for demuxing; `hwaccel` is PyAV's choice of a device to decode with.

    Raises
    ------
    VideoNotFoundError, EmptyVideoError, UnreadableVideoError
        With the file and the reason.
    """
    if path.is_dir():
        raise UnreadableVideoError("this is a folder, not a video file", path)
    options = {"protocol_whitelist": "file"}  # a playlist must not make us fetch other places
    try:
        if path.stat().st_size == 0:
            raise EmptyVideoError("the file is empty (0 bytes)", path)
        if _TAKES_METADATA_ERRORS:
            return av.open(str(path), options=options, metadata_errors="replace", hwaccel=hwaccel)
        return av.open(str(path), options=options, hwaccel=hwaccel)
    except FileNotFoundError as error:
        raise VideoNotFoundError("there is no such file", path) from error
    except PermissionError as error:
        raise VideoNotFoundError("no permission to read this file", path) from error
    except (av.error.FFmpegError, OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableVideoError(f"not a readable video ({reason})", path) from error


def open_stream(path: Path, stream_index: int | None = None, *, hwaccel: Any = None) -> tuple[Any, Any]:
    """Open a file and pick its video stream.

    Parameters
    ----------
    path : Path
        The file.
    stream_index : int, optional
        The stream to take; without it the largest one that is no cover picture.
    hwaccel : av.codec.hwaccel.HWAccel, optional
        A device to decode with.

    Returns
    -------
    container, stream
        PyAV objects. Close them with `close_container`.

    Raises
    ------
    NoPictureError
        There is sound only (a cover picture does not count).
    VideoNotFoundError, EmptyVideoError, UnreadableVideoError
        As for `open_container`.
    """
    container = open_container(path, hwaccel=hwaccel)
    try:
        if stream_index is not None:
            return container, container.streams[stream_index]
        streams = [s for s in container.streams.video if not _is_cover(s)]
        if not streams:
            raise NoPictureError("the file holds no video, only sound or data", path)
        stream = max(streams, key=lambda s: (s.width or 0) * (s.height or 0))
        if stream.codec_context is None:
            raise UnreadableVideoError("no decoder for this kind of video", path)
        if stream.codec_context.name in TEXT_CODECS:
            raise UnreadableVideoError("this is a text file, not a video", path)
    except BaseException:
        container.close()
        raise
    return container, stream


def close_container(container: Any, stream: Any) -> None:
    """Close, flushing the decoder first.

    Freeing a busy frame-threaded decoder waits for its threads while holding the GIL; a thread that
    logs through PyAV then waits for the GIL, and the process hangs. Flushing waits without the GIL.
    """
    context = stream.codec_context
    if context is not None and context.is_open:
        context.flush_buffers()
    container.close()


def _is_cover(stream: Any) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)
