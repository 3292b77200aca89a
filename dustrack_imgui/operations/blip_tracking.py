"""Blips tracked anew from the picture, between the good positions on either side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import EMPTY_TRACK, Track
from dustrack_imgui.operations.blips import (
    MAX_BLIP_LENGTH,
    RETURN_POSITION_FACTOR,
    THRESHOLD_FACTOR,
    Blip,
    BlipReport,
    detect_blips,
)
from dustrack_imgui.operations.forward_frames import ForwardFrames
from dustrack_imgui.tracking import FrameSource, GrayKind, LKSettings, interpolate_gaps
from dustrack_imgui.tracking.progress import CancelToken, ProgressCallback

_Runs = list[tuple[NDArray[np.int64], NDArray[np.float64]]]


@dataclass(frozen=True, slots=True)
class _Span:
    """Blips whose frames, with a good one on either side, overlap: they share the pictures."""

    first: int
    last: int
    blips: tuple[Blip, ...]

    @property
    def n_frames(self) -> int:
        return self.last - self.first + 1

    def anchors(self) -> tuple[list[str], NDArray[np.float64]]:
        """Labels that blip, and the good positions (frames, labels, 2) beside blips, NaN elsewhere."""
        labels = list(dict.fromkeys(blip.label for blip in self.blips))
        xy = np.full((self.n_frames, len(labels), 2), np.nan)
        for blip in self.blips:
            column = labels.index(blip.label)
            xy[blip.start - 1 - self.first, column] = blip.anchor_before
            xy[blip.end + 1 - self.first, column] = blip.anchor_after
        return labels, xy


def interpolate_blips(
    labels: Iterable[str],
    report: BlipReport,
    *,
    frames: FrameSource,
    settings: LKSettings | None = None,
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
    gray: GrayKind = "luma",
) -> Tracks:
    """Track every blip with LK-RSTC from the good position before it to the good one after it.

    Parameters
    ----------
    labels
        Labels that the result declares, blipping or not; usually the tracks or traces that were searched.
    frames
        The video, or its frames.
    progress, cancel, settings, gray
        As in `tracking.interpolate_gaps`.

    Returns
    -------
    Tracks
        A sparse layer: points only where a label blips, and none where the tracker lost it.

    Raises
    ------
    tracking.TrackingError, tracking.Cancelled
        See there.
    """
    found: dict[str, _Runs] = {label: [] for label in labels}
    spans = _spans(report.blips)
    total = sum(span.n_frames for span in spans)
    done = 0
    with closing(ForwardFrames(frames)) as forward:
        for span in spans:
            columns, anchors = span.anchors()
            track = interpolate_gaps(
                forward,
                np.arange(span.first, span.last + 1),
                anchors,
                settings=settings,
                progress=None if progress is None else _Share(progress, done / total, span.n_frames / total),
                cancel=cancel,
                gray=gray,
            )
            for blip in span.blips:
                rows = blip.frames() - span.first
                run = track.positions[rows, columns.index(blip.label)]
                found.setdefault(blip.label, []).append((blip.frames(), run))
            done += span.n_frames
    if progress is not None:
        progress(1.0)
    return MappingProxyType({label: _track_of(runs) for label, runs in found.items()})


def detect_and_interpolate_blips(
    traces: Tracks | Mapping[str, ArrayLike],
    *,
    frames: FrameSource,
    threshold_factor: float = THRESHOLD_FACTOR,
    max_blip_length: int = MAX_BLIP_LENGTH,
    return_position_factor: float = RETURN_POSITION_FACTOR,
    settings: LKSettings | None = None,
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
    gray: GrayKind = "luma",
) -> tuple[Tracks, BlipReport]:
    """`detect_blips`, then `interpolate_blips`; see there."""
    report = detect_blips(
        traces,
        n_frames=len(frames),
        threshold_factor=threshold_factor,
        max_blip_length=max_blip_length,
        return_position_factor=return_position_factor,
    )
    corrections = interpolate_blips(
        traces, report, frames=frames, settings=settings, progress=progress, cancel=cancel, gray=gray
    )
    return corrections, report


class _Share:
    """Progress of one span as a part of the whole."""

    def __init__(self, whole: ProgressCallback, start: float, share: float) -> None:
        self._whole, self._start, self._share = whole, start, share

    def __call__(self, fraction: float) -> None:
        self._whole(self._start + fraction * self._share)


def _spans(blips: Iterable[Blip]) -> list[_Span]:
    spans: list[_Span] = []
    for blip in sorted(blips, key=lambda blip: blip.start):
        last = spans[-1] if spans else None
        if last is not None and blip.start - 1 <= last.last:
            spans[-1] = _Span(last.first, max(last.last, blip.end + 1), (*last.blips, blip))
        else:
            spans.append(_Span(blip.start - 1, blip.end + 1, (blip,)))
    return spans


def _track_of(runs: _Runs) -> Track:
    if not runs:
        return EMPTY_TRACK
    frames = np.concatenate([run[0] for run in runs])
    xy = np.concatenate([run[1] for run in runs])
    known = np.isfinite(xy).all(axis=1)
    return Track.from_points(frames[known], xy[known], Source.RSTC)
