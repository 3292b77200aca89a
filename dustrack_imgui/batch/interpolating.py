"""Gaps between labelled frames filled with LK-RSTC, from file to file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.batch.labels import chosen_tracks
from dustrack_imgui.batch.layer_file import read_layer, video_for
from dustrack_imgui.batch.opening import opened
from dustrack_imgui.batch.results import beside, save_result
from dustrack_imgui.drawing.draft import require_free
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.tracking import (
    BackendName,
    GrayKind,
    IntervalTooShortError,
    TrackResult,
    choose_backend,
    interpolate_gaps,
    summarise,
)
from dustrack_imgui.tracking.progress import CancelToken, ProgressCallback


@dataclass(frozen=True, slots=True)
class InterpolateReport:
    """What was filled.

    Attributes
    ----------
    path
        The file written.
    n_added
        Points added, by label.
    n_lost
        Frames on which the tracker lost a label in both directions, which stay unmarked, by label.
    median_gap_px, p95_gap_px
        Of the distances between forward and backward tracks, the figure of merit.
    warnings
        Sentences about the annotation, the video, and a GPU that could not be used.
    """

    path: Path
    n_added: Mapping[str, int]
    n_lost: Mapping[str, int]
    median_gap_px: float
    p95_gap_px: float
    warnings: tuple[str, ...]


def interpolate_file(
    annotation: Path,
    *,
    video: Path | None = None,
    labels: Sequence[str] | None = None,
    start: int | None = None,
    end: int | None = None,
    gray: GrayKind = "luma",
    backend: BackendName | None = None,
    out: Path | None = None,
    overwrite: bool = False,
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> InterpolateReport:
    """Track every label through the gaps between its marked frames; marked points stay as they are.

    Parameters
    ----------
    video
        By default the one beside the annotation.
    labels
        Labels to fill; the others are written unchanged. All by default.
    start, end
        First and last frame to look at, both included; gaps that reach outside are left.
    backend
        What tracks; see `choose_backend`.
    out
        By default ``{stem}_interpolated.json`` beside the annotation.

    Raises
    ------
    FormatError, VideoError, TrackingError
        When a file cannot be read or written, or no label has a gap.
    CancelledError
        As soon as `cancel` is set; nothing is left behind.
    """
    source = read_layer(annotation)
    target = out or beside(annotation, "_interpolated")
    require_free(target, overwrite=overwrite)
    tracks = chosen_tracks(source.layer, labels)
    notices: list[str] = []
    with opened(video_for(annotation, video), cancel=cancel) as reader:
        first, last = max(start or 0, 0), len(reader) - 1 if end is None else min(end, len(reader) - 1)
        frames, positions, filled = _known(tracks, first, last)
        result = interpolate_gaps(
            reader,
            frames,
            positions,
            gray=gray,
            backend=choose_backend(backend, notice=notices.append),
            progress=progress,
            cancel=cancel,
        )
        warnings = (*source.warnings, *reader.meta.warnings, *notices)
    added: dict[str, Track] = {}
    n_added: dict[str, int] = {}
    n_lost: dict[str, int] = {}
    for column, label in enumerate(filled):
        added[label], n_lost[label] = _filled(tracks[label], result, column, first, last)
        n_added[label] = added[label].count - tracks[label].count
    full = source.layer.with_tracks(added).tracks
    save_result(target, full, overwrite=overwrite)
    quality = summarise(result.gap_px, result.status)
    return InterpolateReport(target, n_added, n_lost, quality.median_gap_px, quality.p95_gap_px, warnings)


def _known(tracks: Tracks, first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.float64], list[str]]:
    """Marked frames, positions (frames, labels, 2) on them, and the labels that have a gap to fill."""
    marked = {label: _within(track, first, last) for label, track in tracks.items()}
    labels = [label for label, frames in marked.items() if len(frames) and _has_gap(frames)]
    if not labels:
        raise IntervalTooShortError("No label has a gap between two marked frames there.")
    frames = np.unique(np.concatenate([marked[label] for label in labels]))
    positions = np.stack([tracks[label].array(last + 1)[frames] for label in labels], axis=1)
    return frames, positions, labels


def _within(track: Track, first: int, last: int) -> NDArray[np.int64]:
    frames = track.frames()
    return frames[(frames >= first) & (frames <= last)]


def _has_gap(frames: NDArray[np.int64]) -> bool:
    return int(frames[-1] - frames[0]) + 1 > len(frames)


def _filled(track: Track, result: TrackResult, column: int, first: int, last: int) -> tuple[Track, int]:
    """The track with its gaps filled, and the number of frames that could not be."""
    own = _within(track, first, last)
    inside = (result.frames > own[0]) & (result.frames < own[-1]) & ~np.isin(result.frames, own)
    frames, xy = result.frames[inside], result.positions[inside, column]
    is_found = np.isfinite(xy).all(axis=1)
    return track.with_points(frames[is_found], xy[is_found], Source.RSTC), int((~is_found).sum())
