"""Blips of a dense layer found, and taken out or tracked anew, from file to file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dustrack_imgui.batch.labels import chosen_tracks
from dustrack_imgui.batch.layer_file import read_layer, video_for
from dustrack_imgui.batch.opening import opened
from dustrack_imgui.batch.results import beside, save_result
from dustrack_imgui.drawing.draft import require_free
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.operations.blip_tracking import interpolate_blips
from dustrack_imgui.operations.blips import (
    MAX_BLIP_LENGTH,
    RETURN_POSITION_FACTOR,
    THRESHOLD_FACTOR,
    BlipReport,
    detect_blips,
    remove_blips,
)
from dustrack_imgui.tracking import GrayKind
from dustrack_imgui.tracking.progress import CancelToken, ProgressCallback


@dataclass(frozen=True, slots=True)
class BlipSettings:
    """What counts as a blip; see `operations.blips.detect_blips`."""

    threshold_factor: float = THRESHOLD_FACTOR
    max_blip_length: int = MAX_BLIP_LENGTH
    return_position_factor: float = RETURN_POSITION_FACTOR


@dataclass(frozen=True, slots=True)
class BlipFileReport:
    """What was found, the file written (None when nothing was), and sentences about the input."""

    found: BlipReport
    path: Path | None
    warnings: tuple[str, ...]


def find_blips(
    annotation: Path, settings: BlipSettings | None = None, *, labels: Sequence[str] | None = None
) -> BlipFileReport:
    """Search the labels of a dense annotation; nothing is written.

    Raises
    ------
    FormatError, OperationError
        When the file cannot be read, or a label or setting is wrong.
    """
    source = read_layer(annotation)
    tracks = chosen_tracks(source.layer, labels)
    return BlipFileReport(_search(tracks, settings), None, source.warnings)


def remove_blips_of_file(
    annotation: Path,
    settings: BlipSettings | None = None,
    *,
    labels: Sequence[str] | None = None,
    drops_whole_frames: bool = False,
    out: Path | None = None,
    overwrite: bool = False,
) -> BlipFileReport:
    """Write the annotation without the points that blip.

    Parameters
    ----------
    drops_whole_frames
        Take all labels from a frame on which any of them blips.
    out
        By default ``{stem}_blip_removed.json`` beside the annotation.

    Raises
    ------
    FormatError, OperationError
        When a file cannot be read or written, or a label or setting is wrong.
    """
    source = read_layer(annotation)
    target = out or beside(annotation, "_blip_removed")
    require_free(target, overwrite=overwrite)
    found = _search(chosen_tracks(source.layer, labels), settings)
    kept = remove_blips(source.layer.tracks, found, drop_frame_if_any_blip=drops_whole_frames)
    save_result(target, kept, overwrite=overwrite)
    return BlipFileReport(found, target, source.warnings)


def interpolate_blips_of_file(
    annotation: Path,
    settings: BlipSettings | None = None,
    *,
    video: Path | None = None,
    labels: Sequence[str] | None = None,
    gray: GrayKind = "luma",
    out: Path | None = None,
    overwrite: bool = False,
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> BlipFileReport:
    """Write a sparse annotation with the blips tracked anew between the good points around them.

    Parameters
    ----------
    video
        By default the one beside the annotation.
    out
        By default ``{stem}_blip_corrections.json`` beside the annotation.

    Raises
    ------
    FormatError, VideoError, OperationError, TrackingError
        When a file cannot be read or written, or a label or setting is wrong.
    CancelledError
        As soon as `cancel` is set; nothing is left behind.
    """
    source = read_layer(annotation)
    target = out or beside(annotation, "_blip_corrections")
    require_free(target, overwrite=overwrite)
    tracks = chosen_tracks(source.layer, labels)
    found = _search(tracks, settings)
    with opened(video_for(annotation, video), cancel=cancel) as reader:
        corrections = interpolate_blips(
            tracks, found, frames=reader, gray=gray, progress=progress, cancel=cancel
        )
    save_result(target, corrections, overwrite=overwrite)
    return BlipFileReport(found, target, source.warnings)


def _search(tracks: Tracks, settings: BlipSettings | None) -> BlipReport:
    chosen = settings or BlipSettings()
    return detect_blips(
        tracks,
        threshold_factor=chosen.threshold_factor,
        max_blip_length=chosen.max_blip_length,
        return_position_factor=chosen.return_position_factor,
    )
