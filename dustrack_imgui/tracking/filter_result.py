"""The running mean over windows, and what the moving-average filter gives back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.tracking.backends.protocol import WindowSums
from dustrack_imgui.tracking.rstc import blend


@dataclass(frozen=True, slots=True, eq=False)
class FilterResult:
    """Smoothed positions of all labels.

    Attributes
    ----------
    positions
        float64 ``(frames, labels, 2)``, image pixels; NaN for skipped labels and where every window
        lost a label.
    count
        int64 ``(frames, labels)``: the windows averaged; 1 at the ends of the video, rising to
        ``window_frames`` in the middle.
    gap_px
        float64 ``(frames, labels)``: mean forward/backward distance over the windows that held both tracks.
    lost_count
        int64 ``(frames, labels)``: the windows that cover the frame but lost the label in some direction.
    used, skipped
        Column numbers of the labels that were filtered, and of those left out because they have gaps.
    window_frames
        Length of the window.
    raw
        float64 ``(window_frames, frames, labels, 2)`` or None: the track of the window that starts at frame
        ``k`` stands in slot ``k % window_frames`` at rows ``k`` to ``k + window_frames - 1``; NaN elsewhere.
    """

    positions: NDArray[np.float64]
    count: NDArray[np.int64]
    gap_px: NDArray[np.float64]
    lost_count: NDArray[np.int64]
    used: tuple[int, ...]
    skipped: tuple[int, ...]
    window_frames: int
    raw: NDArray[np.float64] | None = None


class WindowMean:
    """Sums the tracks of windows per frame, so that they need not be kept."""

    def __init__(self, n_frames: int, n_labels: int, weights: NDArray[np.float64], *, keep_raw: bool) -> None:
        """Start with nothing summed; ``weights`` are those of the forward track by a window's age."""
        shape = n_frames, n_labels
        self._weights = weights
        self._sum = np.zeros((*shape, 2))
        self._count = np.zeros(shape, dtype=np.int64)
        self._gap_sum = np.zeros(shape)
        self._gap_count = np.zeros(shape, dtype=np.int64)
        self._lost_count = np.zeros(shape, dtype=np.int64)
        self._raw = np.full((len(weights), *shape, 2), np.nan) if keep_raw else None

    @property
    def weights(self) -> NDArray[np.float64]:
        """Weights of the forward track by a window's age."""
        return self._weights

    @property
    def keeps_raw(self) -> bool:
        """Whether the tracks of windows are kept, so that sums of them are not enough."""
        return self._raw is not None

    def add_sums(self, first: int, sums: WindowSums) -> None:
        """Add windows that are summed already, the first of which starts at frame ``first``."""
        rows = slice(first, first + len(sums.held))
        self._sum[rows] += sums.positions
        self._count[rows] += sums.held
        self._gap_sum[rows] += sums.gap_px
        self._gap_count[rows] += sums.both
        self._lost_count[rows] += sums.lost

    def add(self, first: int, forward: NDArray[np.float64], reverse: NDArray[np.float64]) -> None:
        """Add the windows that start at frames ``first``, ``first + 1``, …

        Both tracks are float64 ``(windows, window_frames, labels, 2)``.
        """
        windows = np.arange(first, first + len(forward))
        for age, weight in enumerate(self._weights):
            rows = slice(first + age, first + age + len(forward))
            positions, status, gap_px = blend(forward[:, age], reverse[:, age], weight)
            held = ~np.isnan(positions[..., 0])
            self._sum[rows] += np.where(held[..., np.newaxis], positions, 0.0)
            self._count[rows] += held
            self._gap_sum[rows] += np.where(status, gap_px, 0.0)
            self._gap_count[rows] += status
            self._lost_count[rows] += ~status
            if self._raw is not None:
                self._raw[windows % len(self._weights), windows + age] = positions

    def result(self, n_labels: int, used: tuple[int, ...]) -> FilterResult:
        """Return the means in a table of ``n_labels`` columns, of which this one holds those in ``used``."""

        def spread(values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
            if len(used) == n_labels:
                return values
            shape = (*values.shape[:axis], n_labels, *values.shape[axis + 1 :])
            table = np.full(shape, np.nan)
            table[(slice(None),) * axis + (list(used),)] = values
            return table

        def spread_counts(values: NDArray[np.int64]) -> NDArray[np.int64]:
            table = np.zeros((len(values), n_labels), dtype=np.int64)
            table[:, list(used)] = values
            return table

        return FilterResult(
            positions=spread(_divide(self._sum, self._count[..., np.newaxis]), 1),
            count=spread_counts(self._count),
            gap_px=spread(_divide(self._gap_sum, self._gap_count), 1),
            lost_count=spread_counts(self._lost_count),
            used=used,
            skipped=tuple(sorted(set(range(n_labels)) - set(used))),
            window_frames=len(self._weights),
            raw=None if self._raw is None else spread(self._raw, 2),
        )


def _divide(total: NDArray[np.float64], count: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the mean, NaN where nothing was counted."""
    count = np.broadcast_to(count, total.shape)
    return np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)
