"""The moving-average filter for labels that have names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dustrack_imgui.tracking.backends.choice import BackendName
from dustrack_imgui.tracking.backends.protocol import Backend
from dustrack_imgui.tracking.errors import NoCompleteLabelError, PointsError
from dustrack_imgui.tracking.frames import DEFAULT_MEMORY_BYTES, FrameSource, GrayKind
from dustrack_imgui.tracking.moving_average import lk_moving_average_filter
from dustrack_imgui.tracking.progress import CancelToken, ProgressCallback
from dustrack_imgui.tracking.settings import LKSettings


@dataclass(frozen=True, slots=True, eq=False)
class FilteredLabel:
    """One smoothed label; the columns of a `FilterResult` that belong to it.

    Attributes
    ----------
    positions
        float64 ``(frames, 2)``, image pixels; NaN only where every window lost the label.
    gap_px
        float64 ``(frames,)``: mean forward/backward distance.
    lost_count
        int64 ``(frames,)``: the windows that lost the label in some direction.
    """

    positions: NDArray[np.float64]
    gap_px: NDArray[np.float64]
    lost_count: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class LabelledFilterResult:
    """Smoothed labels by name.

    Attributes
    ----------
    labels
        The filtered labels, in the order they were given.
    skipped
        For each label that was left out, the number of frames on which it has no position.
    window_frames
        Length of the window.
    raw
        As in `FilterResult`, with one column per filtered label.
    """

    labels: dict[str, FilteredLabel]
    skipped: dict[str, int]
    window_frames: int
    raw: NDArray[np.float64] | None


def filter_labels(
    frames: FrameSource,
    tracks: Mapping[str, ArrayLike],
    *,
    window_frames: int | None = None,
    window_secs: float | None = None,
    fps: float | None = None,
    settings: LKSettings | None = None,
    gray: GrayKind = "luma",
    chunk_frames: int | None = None,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
    threads: int | None = None,
    save_raw: bool = False,
    backend: Backend | BackendName | None = None,
) -> LabelledFilterResult:
    """Smooth named labels with `lk_moving_average_filter`, which explains the arguments and errors.

    Parameters
    ----------
    tracks
        Label name to ``(frames, 2)`` image pixels, NaN where unmarked.
    """
    table: dict[str, NDArray[np.float64]] = {}
    for name, track in tracks.items():
        array = np.asarray(track, dtype=np.float64)
        if array.shape != (len(frames), 2):
            raise PointsError(f'Label "{name}" must come as ({len(frames)}, 2), not as {array.shape}.')
        table[name] = array
    missing = {name: int((~np.isfinite(array).all(axis=1)).sum()) for name, array in table.items()}
    complete = [name for name in table if not missing[name]]
    if not complete:
        gaps = ", ".join(f"{name} lacks {count}" for name, count in missing.items()) or "there are no labels"
        raise NoCompleteLabelError(f"No label has a position on every frame ({gaps}). Fill the gaps first.")
    result = lk_moving_average_filter(
        frames,
        np.stack([table[name] for name in complete], axis=1),
        window_frames=window_frames,
        window_secs=window_secs,
        fps=fps,
        settings=settings,
        gray=gray,
        chunk_frames=chunk_frames,
        memory_bytes=memory_bytes,
        progress=progress,
        cancel=cancel,
        threads=threads,
        save_raw=save_raw,
        backend=backend,
    )
    labels = {
        name: FilteredLabel(
            result.positions[:, column], result.gap_px[:, column], result.lost_count[:, column]
        )
        for column, name in enumerate(complete)
    }
    skipped = {name: count for name, count in missing.items() if count}
    return LabelledFilterResult(labels, skipped, result.window_frames, result.raw)
