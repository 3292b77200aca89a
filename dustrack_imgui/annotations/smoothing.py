"""The LK-RSTC moving average of an annotation, kept beside it as long as its input stays the same."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.annotations.content_key import FilterInput
from dustrack_imgui.annotations.errors import AnnotationWarning, NoFileError, NoVideoError
from dustrack_imgui.annotations.filter_files import FilterFiles
from dustrack_imgui.annotations.linked_video import LinkedVideo
from dustrack_imgui.formats.raw_windows import RawWindows
from dustrack_imgui.model.layer import Layer, Tracks
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.tracking.errors import NoCompleteLabelError
from dustrack_imgui.tracking.filter_plan import require_window_fits, window_length
from dustrack_imgui.tracking.frames import GrayKind
from dustrack_imgui.tracking.labelled import filter_labels
from dustrack_imgui.tracking.progress import CancelToken, ProgressCallback
from dustrack_imgui.tracking.settings import LKSettings

Traces = Mapping[str, NDArray[np.float64]]


class Tracked(Protocol):
    """What the filter asks of an annotation."""

    @property
    def name(self) -> str:
        """Name of the layer, for messages."""
        ...

    @property
    def layer(self) -> Layer:
        """The layer with its file."""
        ...

    @property
    def video(self) -> LinkedVideo | None:
        """The video that it belongs to."""
        ...

    @property
    def n_frames(self) -> int:
        """Length of the video."""
        ...

    def to_traces(self) -> dict[str, NDArray[np.float64]]:
        """Positions (n_frames, 2) by label, NaN where unmarked."""
        ...


def smooth(
    annotation: Tracked,
    *,
    window_secs: float = 0.5,
    use_parallel: bool = True,
    save_raw: bool = True,
    settings: LKSettings | None = None,
    gray: GrayKind = "luma",
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
) -> Path:
    """File with the annotation's complete labels smoothed; `lk_filter.lk_moving_average_filter` says more."""
    video, source = _needed(annotation)
    length = window_length(None, window_secs, video.fps)
    require_window_fits(length, len(video))
    traces = _complete(annotation)
    settings = settings or LKSettings()
    key = FilterInput(traces, length, settings, gray, video.path).key()
    files = FilterFiles(source, window_secs)
    has_result = files.holds_result(key)
    windows = None if has_result and not save_raw else files.load_raw(key)
    if not has_result or (save_raw and windows is None):
        if windows is None:
            _explain_pickle(files)
            result = filter_labels(
                video.reader,
                traces,
                window_frames=length,
                settings=settings,
                gray=gray,
                threads=None if use_parallel else 1,
                save_raw=save_raw,
                progress=progress,
                cancel=cancel,
            )
            if result.raw is not None:
                files.save_raw(RawWindows(result.raw, tuple(traces), window_secs, video.fps, key))
            means: Traces = {label: one.positions for label, one in result.labels.items()}
        else:
            means = _mean_over_windows(windows)
        files.save_result(key, _tracks(means))
    return files.result


def _needed(annotation: Tracked) -> tuple[LinkedVideo, Path]:
    """Video and file of the annotation, which the filter cannot do without."""
    if annotation.video is None:
        raise NoVideoError(f"the filter tracks in the video of {annotation.name}: name it, vname=…")
    path = annotation.layer.path
    if path is None:
        raise NoFileError(f"the result is kept beside the file of {annotation.name}: give it one, fname=…")
    return annotation.video, path


def _complete(annotation: Tracked) -> dict[str, NDArray[np.float64]]:
    """Traces of the labels that are marked on every frame; the others are named in a warning.

    Raises
    ------
    NoCompleteLabelError
        When there are none.
    """
    traces = annotation.to_traces()
    n_frames = annotation.n_frames
    marked = {label: int((~np.isnan(xy[:, 0])).sum()) for label, xy in traces.items()}
    skipped = [f"{label} (on {count} of {n_frames})" for label, count in marked.items() if count < n_frames]
    complete = {label: xy for label, xy in traces.items() if marked[label] == n_frames}
    if not complete:
        raise NoCompleteLabelError(
            f"No label of {annotation.name} is marked on all {n_frames} frames: "
            f"{', '.join(skipped) or 'there are no labels'}. Fill the gaps first."
        )
    if skipped:
        warnings.warn(
            f"{annotation.name}: labels that are not marked on every frame are not smoothed: "
            f"{', '.join(skipped)}",
            AnnotationWarning,
            stacklevel=4,
        )
    return complete


def _explain_pickle(files: FilterFiles) -> None:
    if os.path.lexists(files.pickle):
        warnings.warn(
            f"{files.pickle.name} of DUSTrack is a pickle, which can run any program; it is not read, "
            "and the windows are tracked anew",
            AnnotationWarning,
            stacklevel=4,
        )


def _mean_over_windows(windows: RawWindows) -> Traces:
    """Mean (n_frames, 2) by label over all windows that cover a frame, NaN where none holds the label."""
    held = ~np.isnan(windows.paths)
    count = held.sum(axis=0)
    total = np.where(held, windows.paths, 0.0).sum(axis=0)
    mean = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return {label: mean[:, column] for column, label in enumerate(windows.labels)}


def _tracks(means: Traces) -> Tracks:
    return MappingProxyType({label: Track.from_array(xy, Source.FILTER) for label, xy in means.items()})
