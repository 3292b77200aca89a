"""The area of the polygon that labels span on each frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dustrack_imgui.operations.errors import OperationError, UnknownLabelError
from dustrack_imgui.operations.lowpass import lowpass


def polygon_area(corners: ArrayLike) -> NDArray[np.float64]:
    """Area in square pixels of one polygon a frame, never negative (shoelace formula).

    Parameters
    ----------
    corners
        ``(frames, corners, 2)``, image pixels, in the order in which they lie around the polygon.

    Returns
    -------
    NDArray
        float64 ``(frames,)``; NaN where a corner is missing, 0 for fewer than three corners.
    """
    xy = np.asarray(corners, np.float64)
    if xy.ndim != 3 or xy.shape[2] != 2:
        raise OperationError(f"Corners must come as (frames, corners, 2), not as {xy.shape}.")
    x, y = xy[..., 0], xy[..., 1]
    twice = (x * np.roll(y, 1, axis=1)).sum(axis=1) - (y * np.roll(x, 1, axis=1)).sum(axis=1)
    return np.asarray(0.5 * np.abs(twice))


def label_area(
    traces: Mapping[str, ArrayLike],
    labels: Sequence[str],
    *,
    lowpass_hz: float | None = None,
    fps: float | None = None,
) -> NDArray[np.float64]:
    """Area in square pixels of the polygon with the given labels as corners, in that order.

    Parameters
    ----------
    traces
        ``(frames, 2)`` image pixels by label, NaN where unmarked.
    lowpass_hz
        Smooth the corners first; needs the frame rate `fps`. See `lowpass`.

    Raises
    ------
    UnknownLabelError
        For a label that has no trace.
    FilterError
        When the filter does not suit the traces.
    """
    unknown = [label for label in labels if label not in traces]
    if unknown or not labels:
        raise UnknownLabelError(
            f"There is no label {', '.join(unknown)}; there are {', '.join(traces) or 'none'}."
            if unknown
            else "Name the labels that span the area."
        )
    corners = np.stack([np.asarray(traces[label], np.float64) for label in labels], axis=1)
    if lowpass_hz is not None:
        if fps is None:
            raise OperationError("A low-pass filter needs the frame rate: give fps.")
        corners = lowpass(corners, cutoff_hz=lowpass_hz, fps=fps)
    return polygon_area(corners)
