"""Opening a video for work that can be cancelled."""

from __future__ import annotations

from pathlib import Path

from dustrack_imgui.batch.cancelling import Brake
from dustrack_imgui.drawing.steps import CancelToken, WorkCancelledError
from dustrack_imgui.model.video import Video
from dustrack_imgui.video import OpenCancelledError, VideoReader, open_video


def opened(video: Path, *, cancel: CancelToken | None = None) -> VideoReader:
    """Open a video; close it, or use it as a context manager.

    Raises
    ------
    VideoError
        When it cannot be read.
    WorkCancelledError
        As soon as `cancel` is set.
    """
    try:
        return open_video(video, cancel=None if cancel is None else Brake(cancel))
    except OpenCancelledError as error:
        raise WorkCancelledError("The work was cancelled; no file was left behind.") from error


def facts_of(path: Path, *, cancel: CancelToken | None = None) -> Video:
    """What is known of a video, without keeping it open; its frames' times are always given.

    Raises
    ------
    VideoError
        When it cannot be read.
    WorkCancelledError
        As soon as `cancel` is set.
    """
    with opened(path, cancel=cancel) as reader:
        meta = reader.meta
        return Video(
            path, meta.n_frames, meta.width, meta.height, meta.fps, reader.times.copy(), meta.warnings
        )
