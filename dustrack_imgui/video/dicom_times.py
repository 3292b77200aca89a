"""When the frames of a DICOM clip were taken."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

DEFAULT_FPS = 30.0


def frame_times(header: Any, n_frames: int) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Seconds of each frame from the first.

    The intervals of acquisition come first (Frame Time Vector, Frame Time, both in ms), then the rates
    meant for showing (Cine Rate, Recommended Display Frame Rate).

    Parameters
    ----------
    header : pydicom Dataset
        Anything with ``get``.
    n_frames : int
        Length of the clip.

    Returns
    -------
    times : float64, (n,)
        Read-only.
    warnings : tuple of str
        A sentence when a rate had to be assumed.
    """
    warnings: tuple[str, ...] = ()
    vector = header.get("FrameTimeVector")
    if vector is not None and not isinstance(vector, (int, float)) and len(vector) >= n_frames > 1:
        steps = np.array(vector[:n_frames], np.float64)
        steps[0] = 0.0
        if (steps[1:] > 0).all():
            return _frozen(np.cumsum(steps) / 1000.0), warnings
    frame_ms = _positive(header, "FrameTime")
    rate = _positive(header, "CineRate") or _positive(header, "RecommendedDisplayFrameRate")
    if frame_ms is not None:
        rate = 1000.0 / frame_ms
    if rate is None:
        rate = DEFAULT_FPS
        if n_frames > 1:
            warnings = (f"the file tells no frame rate; {DEFAULT_FPS:g} frames per second is assumed",)
    return _frozen(np.arange(n_frames) / rate), warnings


def _positive(header: Any, name: str) -> float | None:
    try:
        value = float(header.get(name) or 0)
    except (TypeError, ValueError):
        return None
    return value if value > 0 else None


def _frozen(times: NDArray[np.float64]) -> NDArray[np.float64]:
    times.flags.writeable = False
    return times
