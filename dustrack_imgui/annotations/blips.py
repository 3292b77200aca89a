"""Blips of an annotation: found, tracked anew, taken out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dustrack_imgui.annotations.errors import NoFileError, NoVideoError
from dustrack_imgui.annotations.layer_data import with_tracks_only
from dustrack_imgui.annotations.lk_options import lk_settings
from dustrack_imgui.drawing.draft import OutputExistsError
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.operations import blip_tracking, blips
from dustrack_imgui.operations.blips import (
    MAX_BLIP_LENGTH,
    RETURN_POSITION_FACTOR,
    THRESHOLD_FACTOR,
    Blip,
    BlipReport,
)
from dustrack_imgui.tracking.frames import GrayKind
from dustrack_imgui.tracking.progress import CancelToken, ProgressCallback

if TYPE_CHECKING:
    from dustrack_imgui.annotations.video_annotation import VideoAnnotation

__all__ = [
    "Blip",
    "BlipReport",
    "detect_and_interpolate_blips",
    "detect_blips",
    "interpolate_blips",
    "remove_blips",
]

CORRECTIONS_SUFFIX = "_blip_corrections"
REMOVED_SUFFIX = "_blip_removed"


def detect_blips(
    ann: VideoAnnotation,
    *,
    threshold_factor: float = THRESHOLD_FACTOR,
    max_blip_length: int = MAX_BLIP_LENGTH,
    return_position_factor: float = RETURN_POSITION_FACTOR,
) -> BlipReport:
    """Find short runs of frames in which a label jumps away and comes back; no picture is looked at.

    Parameters
    ----------
    ann
        A dense annotation: labels marked on (nearly) every frame.
    threshold_factor
        A step from frame to frame is a jump beyond the label's median step plus this many robust standard
        deviations.
    max_blip_length
        Longest run in frames.
    return_position_factor
        How near the label must come back: this many median steps for each frame of the run and one.

    Raises
    ------
    OperationError
        For settings out of range.
    """
    return blips.detect_blips(
        ann.layer.tracks,
        n_frames=ann.n_frames,
        threshold_factor=threshold_factor,
        max_blip_length=max_blip_length,
        return_position_factor=return_position_factor,
    )


def interpolate_blips(
    ann: VideoAnnotation,
    report: BlipReport,
    *,
    lk_config: Mapping[str, Any] | None = None,
    gray: GrayKind = "luma",
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> VideoAnnotation:
    """Track every blip anew with LK-RSTC, from the good position before it to the good one after it.

    Parameters
    ----------
    report
        What `detect_blips` found in `ann`.
    lk_config
        `winSize`, `maxLevel` and `criteria` of OpenCV.
    gray, progress, cancel
        As in `lk_moving_average_filter`.

    Returns
    -------
    VideoAnnotation
        A sparse annotation of the same video and labels, with points on the frames of blips only. It is not
        saved; its file is ``{stem}_blip_corrections.json``.

    Raises
    ------
    NoVideoError
        When the video is not known.
    TrackingError, Cancelled
        When tracking is impossible or was cancelled.
    """
    if ann.video is None:
        raise NoVideoError(f"blips are tracked in the video of {ann.name}: name it, vname=…")
    tracks = blip_tracking.interpolate_blips(
        ann.labels,
        report,
        frames=ann.video.reader,
        settings=lk_settings(lk_config or {}),
        progress=progress,
        cancel=cancel,
        gray=gray,
    )
    return _derived(ann, tracks, CORRECTIONS_SUFFIX)


def remove_blips(
    ann: VideoAnnotation, report: BlipReport, *, drop_frame_if_any_blip: bool = False
) -> VideoAnnotation:
    """Return a copy of an annotation without the points that blip.

    Parameters
    ----------
    report
        What `detect_blips` found in `ann`.
    drop_frame_if_any_blip
        Unmark all labels on a frame on which any of them blips.

    Returns
    -------
    VideoAnnotation
        Not saved; its file is ``{stem}_blip_removed.json``.
    """
    tracks = blips.remove_blips(ann.layer.tracks, report, drop_frame_if_any_blip=drop_frame_if_any_blip)
    return _derived(ann, tracks, REMOVED_SUFFIX)


def detect_and_interpolate_blips(
    ann: VideoAnnotation,
    *,
    save: bool = True,
    threshold_factor: float = THRESHOLD_FACTOR,
    max_blip_length: int = MAX_BLIP_LENGTH,
    return_position_factor: float = RETURN_POSITION_FACTOR,
    lk_config: Mapping[str, Any] | None = None,
    gray: GrayKind = "luma",
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> tuple[VideoAnnotation, BlipReport]:
    """`detect_blips`, then `interpolate_blips`; the corrections are saved unless `save` is False.

    Raises
    ------
    NoFileError
        When they are to be saved and the annotation has no file.
    OutputExistsError
        When their file exists already. It is looked for first.
    NoVideoError, OperationError, TrackingError, Cancelled
        As the two.
    """
    if save:
        _require_free(ann)
    report = detect_blips(
        ann,
        threshold_factor=threshold_factor,
        max_blip_length=max_blip_length,
        return_position_factor=return_position_factor,
    )
    corrections = interpolate_blips(
        ann, report, lk_config=lk_config, gray=gray, progress=progress, cancel=cancel
    )
    if save:
        corrections.save()
    return corrections, report


def _require_free(ann: VideoAnnotation) -> None:
    target = _derived_path(ann, CORRECTIONS_SUFFIX)
    if target is None:
        raise NoFileError(f"corrections are kept beside the file of {ann.name}: give it one, or save=False")
    if target.exists():
        raise OutputExistsError("There is a file of that name already; move it away first", target)


def _derived(ann: VideoAnnotation, tracks: Tracks, suffix: str) -> VideoAnnotation:
    """Annotation of the same video with other tracks, and a file beside that of `ann`; nothing is saved."""
    from dustrack_imgui.annotations.video_annotation import VideoAnnotation

    name = f"{ann.name}{suffix}"
    derived = VideoAnnotation(_derived_path(ann, suffix), name=name, video=ann.video, preloaded_json={})
    derived._replace(with_tracks_only(derived.layer, tracks), name)
    return derived


def _derived_path(ann: VideoAnnotation, suffix: str) -> Path | None:
    path = ann.layer.path
    return None if path is None else path.with_name(f"{path.stem}{suffix}.json")
