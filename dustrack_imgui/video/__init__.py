"""Frame-exact random access to long videos. Importing this package loads no decoder."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .errors import (
        EmptyVideoError,
        FrameError,
        FrameTimeoutError,
        FrameUndecodableError,
        NoPictureError,
        OpenCancelledError,
        UnreadableVideoError,
        VideoChangedError,
        VideoClosedError,
        VideoError,
        VideoNotFoundError,
    )
    from .meta import Picture, ReaderStats, VideoMeta
    from .opening import open_video
    from .reader import VideoReader

_HOMES = {
    **dict.fromkeys(
        [
            "EmptyVideoError",
            "FrameError",
            "FrameTimeoutError",
            "FrameUndecodableError",
            "NoPictureError",
            "OpenCancelledError",
            "UnreadableVideoError",
            "VideoChangedError",
            "VideoClosedError",
            "VideoError",
            "VideoNotFoundError",
        ],
        "errors",
    ),
    **dict.fromkeys(["Picture", "ReaderStats", "VideoMeta"], "meta"),
    "open_video": "opening",
    "VideoReader": "reader",
}

__all__ = [
    "EmptyVideoError",
    "FrameError",
    "FrameTimeoutError",
    "FrameUndecodableError",
    "NoPictureError",
    "OpenCancelledError",
    "Picture",
    "ReaderStats",
    "UnreadableVideoError",
    "VideoChangedError",
    "VideoClosedError",
    "VideoError",
    "VideoMeta",
    "VideoNotFoundError",
    "VideoReader",
    "open_video",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
