"""Labels as arrays over frames, from tracks or from arrays that are given as such."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.track import Track
from dustrack_imgui.operations.errors import OperationError

Trace = NDArray[np.float64]
"""float64 ``(frames, 2)``, image pixels, NaN where unmarked."""


def frame_count(tracks: Tracks) -> int:
    """Frames up to the last marked one."""
    return max((last + 1 for track in tracks.values() if (last := track.last_frame()) is not None), default=0)


def traces_of(source: Tracks | Mapping[str, ArrayLike], *, n_frames: int | None = None) -> dict[str, Trace]:
    """Traces ``(n_frames, 2)`` by label.

    Parameters
    ----------
    source
        Tracks, or arrays ``(frames, 2)`` of one length.
    n_frames
        Frames of the video; None takes the arrays' length, of tracks the frames up to the last marked one.

    Raises
    ------
    OperationError
        For arrays of another shape.
    """
    tracks = {label: track for label, track in source.items() if isinstance(track, Track)}
    arrays = {
        label: np.asarray(array, np.float64)
        for label, array in source.items()
        if not isinstance(array, Track)
    }
    if n_frames is None:
        n_frames = max((frame_count(tracks), *(len(array) for array in arrays.values())))
    for label, array in arrays.items():
        if array.shape != (n_frames, 2):
            raise OperationError(f"Label {label} must come as ({n_frames}, 2), not as {array.shape}.")
    return {label: arrays[label] if label in arrays else tracks[label].array(n_frames) for label in source}
