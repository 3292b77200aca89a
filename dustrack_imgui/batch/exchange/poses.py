"""A layer as other programs want it: positions over all frames in one table, and facts of the video."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.batch.layer_file import LayerFile
from dustrack_imgui.formats.body_parts import body_parts_of_labels
from dustrack_imgui.model.video import Video

SOFTWARE = "dustrack-imgui"
_RATE_TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False, slots=True)
class Poses:
    """Positions of all labels on all frames.

    Attributes
    ----------
    labels, body_parts
        Names of the columns, as labels and as other programs call them (`point3` is label 3).
    xy
        float64 (frames, labels, 2), image pixels, (0, 0) the centre of the first pixel, NaN where unmarked.
    likelihood
        float64 (frames, labels), NaN where none is known.
    source
        uint8 (frames, labels), `Source` of each point.
    times_secs
        float64 (frames,) from the first frame; None when neither video nor rate is known.
    fps
        Mean rate, None when unknown.
    video
        The video, None when unknown.
    """

    labels: tuple[str, ...]
    body_parts: tuple[str, ...]
    xy: NDArray[np.float64]
    likelihood: NDArray[np.float64]
    source: NDArray[np.uint8]
    times_secs: NDArray[np.float64] | None
    fps: float | None
    video: Video | None

    @property
    def n_frames(self) -> int:
        """Frames, of the video where it is known."""
        return len(self.xy)

    @property
    def marked_frames(self) -> NDArray[np.int64]:
        """Frames on which any label is marked."""
        return np.flatnonzero(~np.isnan(self.xy[..., 0]).all(axis=1))

    @property
    def has_steady_rate(self) -> bool:
        """Whether frame and time are proportional."""
        if self.times_secs is None or not self.fps:
            return False
        steady = np.arange(self.n_frames) / self.fps
        return bool(np.allclose(self.times_secs, steady, rtol=_RATE_TOLERANCE, atol=0.01 / self.fps))


def poses_of(
    source: LayerFile,
    *,
    video: Video | None = None,
    fps: float | None = None,
    labels: Sequence[str] | None = None,
) -> Poses:
    """Gather the positions of a layer.

    Parameters
    ----------
    video
        Gives the number of frames and their times. Without it, frames end with the last marked one.
    fps
        Rate to reckon times with when there is no video.
    labels
        Labels to take; all by default.
    """
    tracks = source.layer.tracks
    chosen = tuple(tracks) if labels is None else tuple(labels)
    last = max((tracks[label].last_frame() or 0 for label in chosen if tracks[label].count), default=-1)
    n_frames = video.n_frames if video is not None else last + 1
    shape = n_frames, len(chosen)
    xy, likelihood, origin = np.full((*shape, 2), np.nan), np.full(shape, np.nan), np.zeros(shape, np.uint8)
    for column, label in enumerate(chosen):
        track = tracks[label]
        frames = track.frames()
        inside = frames < n_frames
        xy[:, column] = track.array(n_frames)
        origin[frames[inside], column] = track.sources()[inside]
        likelihood[:, column] = track.likelihood(n_frames)
    rate = video.fps if video is not None else fps
    names = body_parts_of_labels(chosen)
    parts = tuple(names[label] for label in chosen)
    return Poses(chosen, parts, xy, likelihood, origin, _times(video, rate, n_frames), rate, video)


def _times(video: Video | None, fps: float | None, n_frames: int) -> NDArray[np.float64] | None:
    if video is not None and video.times_secs is not None:
        return video.times_secs
    return np.arange(n_frames) / fps if fps else None
