"""Makes a proxy: the same frames again, each decodable on its own, for the eye while it looks around.

Frames far from a key frame cost the decoding of everything between. A proxy spares that to the picture shown
while a hand drags; it is nearly lossless, and nothing but that picture ever comes from it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import av.error

from .errors import OpenCancelledError, ProxyError, VideoChangedError
from .fingerprint import Fingerprint, is_unchanged
from .meta import VideoMeta
from .pixels import ImageU8
from .proxy_cache import SCHEMA, UNFINISHED_SUFFIX, ProxyNote, proxy_file
from .sequential import read_span
from .source import FrameSource

LONG_GOP_FRAMES = 120
LONG_WAIT_SECS = 0.15
MAX_PROXY_BYTES = 24 << 30
FREE_BYTES_LEFT = 2 << 30
LOOK_EVERY_FRAMES = 100
ENCODER = "libx264"
QUALITY = {"preset": "ultrafast", "tune": "zerolatency", "crf": "17", "g": "1", "keyint_min": "1"}


def is_worth_a_proxy(meta: VideoMeta) -> bool:
    """Whether frames of this video may lie far behind the place where their decoding has to start."""
    return meta.max_gop > LONG_GOP_FRAMES


def make_proxy(
    source: FrameSource,
    fingerprint: Fingerprint,
    proxy_dir: Path,
    *,
    cancel: threading.Event,
    on_progress: Callable[[float], None] | None = None,
    max_bytes: int = MAX_PROXY_BYTES,
) -> Path:
    """Make the proxy of a video; blocks for minutes.

    Parameters
    ----------
    source : FrameSource
        The video.
    fingerprint : Fingerprint
        Of the file that `source` reads.
    proxy_dir : Path
        Folder of proxies.
    cancel : threading.Event
        Set it to give up; nothing is left behind then.
    on_progress : callable, optional
        Gets the done share, 0 to 1.
    max_bytes : int
        Largest proxy; judged by the first frames, so that it does not take long to learn.

    Raises
    ------
    OpenCancelledError
        It was cancelled.
    ProxyError
        It cannot be made: no room, too large, no encoder.
    VideoError
        The video cannot be read, or changed meanwhile.
    """
    video = source.meta.path
    room = _Room(source, proxy_dir, max_bytes)
    try:
        proxy_dir.mkdir(parents=True, exist_ok=True)
        room.check(0, 0)
        handle, name = tempfile.mkstemp(dir=proxy_dir, suffix=UNFINISHED_SUFFIX)
        os.close(handle)
    except OSError as error:
        raise ProxyError(f"the cache folder cannot be written ({error.strerror})", proxy_dir) from error
    unfinished, target = Path(name), proxy_file(video, fingerprint, proxy_dir)
    note = ProxyNote(SCHEMA, os.path.realpath(video), fingerprint)
    try:
        _encode(source, unfinished, note, room, cancel, on_progress)
        if not is_unchanged(video, fingerprint):
            raise VideoChangedError("the file was changed while its proxy was made", video)
        unfinished.replace(target)
    except (av.error.FFmpegError, OSError) as error:
        raise ProxyError(f"the proxy could not be written ({error.strerror or error})", video) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return target


class _Room:
    """Judges whether the proxy will fit, from how large it is so far."""

    def __init__(self, source: FrameSource, folder: Path, max_bytes: int) -> None:
        self._source = source
        self._folder = folder
        self._max_bytes = max_bytes

    def check(self, n_done: int, n_bytes: int) -> None:
        """Raise `ProxyError` when it will not."""
        n_frames = self._source.meta.n_frames
        expected = n_bytes * n_frames // max(n_done, 1)
        if expected > self._max_bytes:
            raise ProxyError(
                f"its proxy would take {_gib(expected)}, more than the {_gib(self._max_bytes)} allowed",
                self._source.meta.path,
            )
        free = shutil.disk_usage(self._folder).free
        if free - (expected - n_bytes) < FREE_BYTES_LEFT:
            raise ProxyError(
                f"there is too little room for a proxy ({_gib(free)} free); make room on this disk",
                self._folder,
            )


def _encode(
    source: FrameSource,
    file: Path,
    note: ProxyNote,
    room: _Room,
    cancel: threading.Event,
    on_progress: Callable[[float], None] | None,
) -> None:
    meta = source.meta
    frames = read_span(
        source, 0, meta.n_frames, lambda output: output.rgb() if meta.is_colour else output.luma()
    )
    try:
        with av.open(str(file), "w", format="mp4") as container:
            container.metadata["comment"] = note.as_text()
            stream = _add_stream(container, meta)
            for number, image in enumerate(frames):
                if cancel.is_set():
                    raise OpenCancelledError("the proxy was cancelled", meta.path)
                container.mux(stream.encode(_frame(image, number, meta)))
                if number % LOOK_EVERY_FRAMES == LOOK_EVERY_FRAMES - 1:
                    room.check(number + 1, file.stat().st_size)
                if on_progress is not None:
                    on_progress((number + 1) / meta.n_frames)
            container.mux(stream.encode(None))
    finally:
        frames.close()


def _add_stream(container: Any, meta: VideoMeta) -> Any:
    if ENCODER not in av.codecs_available:
        raise ProxyError(f"this FFmpeg has no encoder for proxies ({ENCODER}); reinstall PyAV", meta.path)
    stream = container.add_stream(ENCODER, rate=30, options=QUALITY)
    stream.width, stream.height = meta.width, meta.height
    stream.pix_fmt = "yuv444p" if meta.is_colour else "gray"
    return stream


def _frame(image: ImageU8, number: int, meta: VideoMeta) -> Any:
    frame = av.VideoFrame.from_ndarray(image, format="rgb24" if meta.is_colour else "gray")
    if meta.is_colour:
        frame = frame.reformat(format="yuv444p")
    frame.pts = number
    return frame


def _gib(n_bytes: int) -> str:
    return f"{n_bytes / (1 << 30):.1f} GB"
