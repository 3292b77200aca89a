"""LK-RSTC tracking and the jitter filter, under the import path that scripts for DUSTrack use."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.annotations.errors import AnnotationUseError
from dustrack_imgui.annotations.lk import (
    lucas_kanade,
    lucas_kanade_2,
    lucas_kanade_rstc,
    lucas_kanade_rstc_2,
    process_window,
)
from dustrack_imgui.annotations.lk_options import lk_settings
from dustrack_imgui.annotations.smoothing import smooth
from dustrack_imgui.annotations.video_annotation import VideoAnnotation
from dustrack_imgui.formats.raw_windows import load_raw_windows
from dustrack_imgui.tracking import GrayKind, LKSettings, compute_sigmoid_weights, gray
from dustrack_imgui.tracking.progress import CancelToken, ProgressCallback

__all__ = [
    "LKSettings",
    "compute_sigmoid_weights",
    "gray",
    "lk_moving_average_filter",
    "lk_settings",
    "lucas_kanade",
    "lucas_kanade_2",
    "lucas_kanade_rstc",
    "lucas_kanade_rstc_2",
    "process_window",
    "raw_windows",
]


def lk_moving_average_filter(
    tracked_points: str | os.PathLike[str] | VideoAnnotation,
    video_name: str | os.PathLike[str] | None = None,
    window_size: float = 0.5,
    use_parallel: bool = True,
    save_raw: bool = True,
    *,
    settings: LKSettings | None = None,
    gray: GrayKind = "luma",
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> VideoAnnotation:
    """Smooth the labels that are marked on every frame by the mean of LK-RSTC tracks.

    A window of `window_size` seconds starts on every frame; in it each label is tracked from the first frame
    forwards and from the last backwards, blended so that both ends are kept. A frame's result is the mean
    over all windows that cover it.

    The result is saved as ``{stem}_lkmovavg_{window_size:.3f}.json`` beside the annotation file. It is used
    again as long as positions, window, settings and video are the same; otherwise it is computed anew. A file
    of that name that was changed by hand, or by DUSTrack, is kept under another name first.

    Parameters
    ----------
    tracked_points
        An annotation, or the path of an annotation file.
    video_name
        Path of the video; needed with a path, ignored with an annotation.
    window_size
        Length of the window in seconds, usually 0.1 to 1.
    use_parallel
        Track in several threads.
    save_raw
        Also keep the track of every window in an .npz file beside the result; see `raw_windows`.
    settings, gray
        How points are followed, and in which grey: "luma" as it lies in the file, or "rgb" as DUSTrack does.
    progress, cancel
        Told the finished share, 0 to 1; asked whether to stop (`threading.Event` will do).

    Returns
    -------
    VideoAnnotation
        The smoothed labels, of the same video.

    Raises
    ------
    AnnotationUseError
        When a path comes without a video. It is an `AssertionError`.
    NoCompleteLabelError
        When no label is marked on every frame. It is a `ValueError`.
    WindowTooShortError, WindowTooLongError
        When the window holds fewer than 2 frames, or more than the video.
    Cancelled
        As soon as `cancel` is set; no file is changed then.
    """
    if isinstance(tracked_points, VideoAnnotation):
        annotation = tracked_points
    elif not isinstance(tracked_points, str | os.PathLike):
        raise AnnotationUseError(
            f"give an annotation or the path of its file, not a {type(tracked_points).__name__}"
        )
    elif video_name is None:
        raise AnnotationUseError("with the path of an annotation file, name the video too: video_name=…")
    else:
        annotation = VideoAnnotation(tracked_points, video_name)
    made = smooth(
        annotation,
        window_secs=window_size,
        use_parallel=use_parallel,
        save_raw=save_raw,
        settings=settings,
        gray=gray,
        progress=progress,
        cancel=cancel,
    )
    return VideoAnnotation(made, video=annotation.video)


def raw_windows(path: str | os.PathLike[str]) -> NDArray[np.float64]:
    """Return the window tracks that `lk_moving_average_filter` kept in an .npz file.

    Returns
    -------
    NDArray
        float64 (window, frames, labels, 2): the track of the window that starts on frame k stands in slot
        k % window at rows k to k + window - 1; NaN elsewhere.

    Raises
    ------
    FormatError
        When the file is missing or damaged, or is a pickle of DUSTrack, which is never read.
    """
    return load_raw_windows(Path(path)).paths
