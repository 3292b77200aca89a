"""The moving-average filter from file to file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np

from dustrack_imgui.batch.labels import chosen_tracks
from dustrack_imgui.batch.layer_file import read_layer, video_for
from dustrack_imgui.batch.opening import opened
from dustrack_imgui.batch.results import save_result
from dustrack_imgui.drawing.draft import require_free
from dustrack_imgui.formats.names import moving_average_path
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.tracking import BackendName, GrayKind, choose_backend, filter_labels
from dustrack_imgui.tracking.progress import CancelToken, ProgressCallback


@dataclass(frozen=True, slots=True)
class SmoothReport:
    """What the filter did.

    Attributes
    ----------
    path
        The file written.
    labels
        Labels smoothed.
    skipped
        Labels left out, with the number of frames on which they have no point.
    window_frames
        Length of the window.
    median_gap_px, p95_gap_px
        Of the distances between forward and backward tracks, the figure of merit.
    warnings
        Sentences about the annotation, the video, and a GPU that could not be used.
    """

    path: Path
    labels: tuple[str, ...]
    skipped: Mapping[str, int]
    window_frames: int
    median_gap_px: float
    p95_gap_px: float
    warnings: tuple[str, ...]


def smooth_file(
    annotation: Path,
    *,
    video: Path | None = None,
    labels: Sequence[str] | None = None,
    window_secs: float = 0.5,
    gray: GrayKind = "luma",
    backend: BackendName | None = None,
    threads: int | None = None,
    out: Path | None = None,
    overwrite: bool = False,
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> SmoothReport:
    """Smooth the complete labels of an annotation with the LK-RSTC moving average.

    Parameters
    ----------
    video
        By default the one beside the annotation.
    labels
        Labels to smooth; all by default.
    backend
        What tracks; see `choose_backend`.
    out
        By default ``{stem}_lkmovavg_{window:.3f}.json`` beside the annotation.

    Raises
    ------
    FormatError, VideoError, TrackingError
        When a file cannot be read or written, or there is nothing to smooth.
    CancelledError
        As soon as `cancel` is set; nothing is left behind.
    """
    source = read_layer(annotation)
    target = out or moving_average_path(annotation, window_secs)
    require_free(target, overwrite=overwrite)
    tracks = chosen_tracks(source.layer, labels)
    notices: list[str] = []
    with opened(video_for(annotation, video), cancel=cancel) as reader:
        result = filter_labels(
            reader,
            {label: track.array(len(reader)) for label, track in tracks.items()},
            window_secs=window_secs,
            fps=reader.meta.fps,
            gray=gray,
            threads=threads,
            backend=choose_backend(backend, notice=notices.append),
            progress=progress,
            cancel=cancel,
        )
        warnings = (*source.warnings, *reader.meta.warnings, *notices)
    smooth = {label: Track.from_array(one.positions, Source.FILTER) for label, one in result.labels.items()}
    save_result(target, MappingProxyType(smooth), overwrite=overwrite)
    gaps = np.concatenate([one.gap_px[np.isfinite(one.gap_px)] for one in result.labels.values()])
    median, p95 = np.percentile(gaps, (50, 95)) if gaps.size else (np.nan, np.nan)
    return SmoothReport(
        target, tuple(smooth), result.skipped, result.window_frames, float(median), float(p95), warnings
    )
