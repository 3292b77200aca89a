"""Opens a video file: its index from the cache or made now, and what the user is told of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from .av_decoder import AvDecoder
from .decoder import FrameDecoder
from .fingerprint import Fingerprint, is_unchanged, take_fingerprint
from .index import VideoIndex
from .index_build import build_index
from .index_cache import load_index, save_index
from .meta import Picture, VideoMeta
from .pixel_layout import is_full_range
from .progress import Progress
from .source import FrameSource


def open_file(
    path: Path,
    *,
    cache_dir: Path,
    progress: Progress,
    on_first_frame: Callable[[Picture], None] | None = None,
) -> FrameSource:
    """Open a video file through FFmpeg.

    Parameters
    ----------
    path : Path
        The file.
    cache_dir : Path
        Where indexes are kept.
    progress : Progress
        Gets the done share while the index is made.
    on_first_frame : callable, optional
        Gets the first picture, when the index has to be made.

    Raises
    ------
    VideoError
        With the file and the reason.
    """
    fingerprint = take_fingerprint(path)
    index = load_index(path, fingerprint, cache_dir)
    if index is None:
        index = build_index(path, fingerprint, progress=progress, on_first_frame=on_first_frame)
        save_index(index, path, fingerprint, cache_dir)
    return source_of(path, index, fingerprint)


def source_of(path: Path, index: VideoIndex, fingerprint: Fingerprint) -> FrameSource:
    """What a reader needs of a video file whose index is there."""
    return FrameSource(
        meta=_meta(path, index),
        times_secs=index.times_secs,
        gops=index.gops,
        make_decoder=partial(_make_decoder, path, index, fingerprint),
        is_unchanged=partial(is_unchanged, path, fingerprint),
        fingerprint=fingerprint,
        make_hardware_decoder=partial(_make_hardware_decoder, path, index, fingerprint),
    )


def _make_decoder(path: Path, index: VideoIndex, fingerprint: Fingerprint, n_threads: int) -> FrameDecoder:
    return AvDecoder(path, index, fingerprint, n_threads=n_threads)


def _make_hardware_decoder(
    path: Path, index: VideoIndex, fingerprint: Fingerprint, device: str
) -> FrameDecoder:
    return AvDecoder(path, index, fingerprint, n_threads=1, device=device)


def _meta(path: Path, index: VideoIndex) -> VideoMeta:
    info = index.info
    return VideoMeta(
        path=path,
        width=info.width,
        height=info.height,
        n_frames=len(index.gops),
        fps=index.fps,
        codec=info.codec,
        pixel_format=info.pixel_format,
        is_colour=index.is_colour,
        is_full_range=is_full_range(info.pixel_format, info.color_range),
        rotation_deg=info.rotation_deg,
        duration_secs=float(index.times_secs[-1]) + 1.0 / index.fps,
        max_gop=index.gops.max_gop,
        warnings=index.warnings,
        n_missing=index.n_missing,
        container=info.container,
        has_exact_times=index.has_exact_times,
    )
