"""Lucas-Kanade tracking under the names and argument forms of DUSTrack's scripts."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dustrack_imgui.annotations.linked_video import LinkedVideo
from dustrack_imgui.annotations.lk_options import lk_settings
from dustrack_imgui.tracking import FrameRangeError, GrayKind, PointsError, TrackMode
from dustrack_imgui.tracking import lucas_kanade as track
from dustrack_imgui.tracking import lucas_kanade_rstc as track_rstc
from dustrack_imgui.tracking.frames import FrameSource
from dustrack_imgui.tracking.rstc import compute_sigmoid_weights
from dustrack_imgui.video.opening import open_video
from dustrack_imgui.video.reader import VideoReader

VideoLike = str | os.PathLike[str] | LinkedVideo | VideoReader | Sequence[NDArray[np.uint8]]
TrackPaths = NDArray[np.float64]
"""float64 (frames, points, 2), image pixels."""


def lucas_kanade(
    video: VideoLike,
    start_frame: int,
    end_frame: int,
    init_points: ArrayLike,
    mode: TrackMode = "full",
    *,
    gray: GrayKind = "luma",
    **lk_config: Any,
) -> TrackPaths:
    """Track points of one frame to another, backwards when `end_frame` comes first.

    Parameters
    ----------
    video
        Path, open video, or frames uint8 (H, W) or (H, W, 3).
    init_points
        (points, 2) image pixels on `start_frame`; a single [x, y] and OpenCV's (points, 1, 2) will do.
    mode
        "full": from frame to frame. "direct": in one jump.
    gray
        "luma" tracks in the brightness as it lies in the file; "rgb" in grey made from red, green and blue,
        as DUSTrack does.
    **lk_config
        `winSize`, `maxLevel` and `criteria` of OpenCV; ((45, 45), 2 and (EPS|COUNT, 10, 0.03)) by default.

    Returns
    -------
    NDArray
        float64 (frames, points, 2), both ends included; (1, points, 2) in "direct" mode: where the points are
        on `end_frame`. NaN from where a point was lost.

    Raises
    ------
    TrackingError
        When frames, points or settings do not fit the video. It is a `ValueError`.
    VideoError
        When the video cannot be opened.
    """
    settings = lk_settings(lk_config)
    points = points_array(init_points)
    with frames_of(video) as frames:
        start, end = int(start_frame), int(end_frame)
        positions = track(frames, start, end, points, mode=mode, settings=settings, gray=gray).positions
    return positions[-1:] if mode == "direct" else positions


def lucas_kanade_rstc(
    video: VideoLike,
    start_frame: int,
    end_frame: int,
    start_points: ArrayLike,
    end_points: ArrayLike,
    target_frame: int | None = None,
    *,
    gray: GrayKind = "luma",
    **lk_config: Any,
) -> TrackPaths:
    """Track points between two frames on which they are known, with reverse sigmoid tracking correction.

    Source: Magana-Salgado et al. (2023), BioMedical Engineering OnLine 22:52.

    Parameters
    ----------
    video, gray, **lk_config
        As in `lucas_kanade`.
    start_points, end_points
        (points, 2) image pixels on `start_frame` and on the later `end_frame`.
    target_frame
        Give only the positions on this frame between the two: it is reached in one jump from either end.

    Returns
    -------
    NDArray
        float64 (frames, points, 2), whose first and last row are the given points; (1, points, 2) with a
        `target_frame`. Where one direction lost a point, the other stands alone; where both did, NaN.

    Raises
    ------
    TrackingError, VideoError
        As `lucas_kanade`; also unless `end_frame` comes after `start_frame`.
    """
    settings = lk_settings(lk_config)
    start, end = int(start_frame), int(end_frame)
    ends = points_array(start_points), points_array(end_points)
    with frames_of(video) as frames:
        if target_frame is None:
            return track_rstc(frames, start, end, *ends, settings=settings, gray=gray).positions
        target = int(target_frame)
        if not start <= target <= end:
            raise FrameRangeError(f"The target frame {target} must lie between frames {start} and {end}.")
        weights = compute_sigmoid_weights(end - start + 1)
        _require_same_count(*ends)
        forward = track(frames, start, target, ends[0], mode="direct", settings=settings, gray=gray)
        reverse = track(frames, end, target, ends[1], mode="direct", settings=settings, gray=gray)
    at = slice(target - start, target - start + 1)
    return weighted(forward.positions[-1:], reverse.positions[-1:], weights[0][at], weights[1][at])


def lucas_kanade_2(
    frame_list: Sequence[NDArray[np.uint8]], init_points: ArrayLike, **lk_config: Any
) -> TrackPaths:
    """Track points of the first frame of a list through all others.

    Parameters
    ----------
    frame_list
        Grey frames uint8 (H, W), or RGB ones.
    init_points
        (points, 2) image pixels on the first frame.
    **lk_config
        As in `lucas_kanade`.

    Returns
    -------
    NDArray
        float64 (frames, points, 2), NaN from where a point was lost.

    Raises
    ------
    TrackingError
        When frames, points or settings do not fit each other. It is a `ValueError`.
    """
    return lucas_kanade(frame_list, 0, len(frame_list) - 1, init_points, **lk_config)


def lucas_kanade_rstc_2(
    frame_list: Sequence[NDArray[np.uint8]],
    start_points: ArrayLike,
    end_points: ArrayLike,
    sigmoid_forward: ArrayLike | None = None,
    sigmoid_reverse: ArrayLike | None = None,
    **lk_config: Any,
) -> TrackPaths:
    """Track points between the first and the last frame of a list, with correction (RSTC).

    Parameters
    ----------
    frame_list
        Grey frames uint8 (H, W), or RGB ones; at least two.
    start_points, end_points
        (points, 2) image pixels on the first and on the last frame.
    sigmoid_forward, sigmoid_reverse
        (frames,) weights of the two tracks; `compute_sigmoid_weights` makes them when one is missing.
    **lk_config
        As in `lucas_kanade`.

    Returns
    -------
    NDArray
        float64 (frames, points, 2); see `lucas_kanade_rstc`.

    Raises
    ------
    TrackingError
        When frames, points or settings do not fit each other. It is a `ValueError`.
    """
    last = len(frame_list) - 1
    if sigmoid_forward is None or sigmoid_reverse is None:
        return lucas_kanade_rstc(frame_list, 0, last, start_points, end_points, **lk_config)
    weights = [np.asarray(given, np.float64) for given in (sigmoid_forward, sigmoid_reverse)]
    if any(given.shape != (len(frame_list),) for given in weights):
        raise PointsError(f"Weights come as ({len(frame_list)},), one for each frame.")
    _require_same_count(points_array(start_points), points_array(end_points))
    forward = lucas_kanade(frame_list, 0, last, start_points, **lk_config)
    reverse = lucas_kanade(frame_list, last, 0, end_points, **lk_config)[::-1]
    return weighted(forward, reverse, weights[0], weights[1])


def process_window(
    video_frame_buffer: Sequence[NDArray[np.uint8]],
    start_points: ArrayLike,
    end_points: ArrayLike,
    sigmoid_forward: ArrayLike,
    sigmoid_reverse: ArrayLike,
) -> TrackPaths:
    """Track one window of the moving average; see `lucas_kanade_rstc_2`."""
    return lucas_kanade_rstc_2(video_frame_buffer, start_points, end_points, sigmoid_forward, sigmoid_reverse)


@contextmanager
def frames_of(video: VideoLike) -> Iterator[FrameSource]:
    """Yield the frames of a video; one that is opened here is closed again.

    Raises
    ------
    VideoError
        When it cannot be opened.
    """
    if isinstance(video, str | os.PathLike):
        with open_video(Path(video)) as reader:
            yield reader
    elif isinstance(video, LinkedVideo):
        yield video.reader
    else:
        yield cast(FrameSource, video)


def points_array(points: ArrayLike) -> NDArray[np.float64]:
    """Return points (K, 2) given as such, as OpenCV's (K, 1, 2), or as a single [x, y]."""
    array = np.asarray(points, np.float64)
    if array.size == 0 or array.shape[-1] != 2 or array.ndim > 3:
        raise PointsError(f"Points come as (points, 2), not as {array.shape}.")
    return array.reshape(-1, 2)


def weighted(
    forward: TrackPaths,
    reverse: TrackPaths,
    forward_weights: NDArray[np.float64],
    reverse_weights: NDArray[np.float64],
) -> TrackPaths:
    """Sum two paths (frames, points, 2) by weights (frames,); where one is lost the other stands alone."""
    by_frame = (slice(None), np.newaxis, np.newaxis)
    path = forward * forward_weights[by_frame] + reverse * reverse_weights[by_frame]
    path = np.where(np.isnan(path), forward, path)
    return np.where(np.isnan(path), reverse, path)


def _require_same_count(start: NDArray[np.float64], end: NDArray[np.float64]) -> None:
    if start.shape != end.shape:
        raise PointsError(f"{len(start)} points at the start do not match {len(end)} at the end.")
