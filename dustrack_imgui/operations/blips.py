"""Blips: short runs in which a dense trace jumps away and comes back; found, and taken out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.operations.blip_scan import displacements, jump_threshold, scan
from dustrack_imgui.operations.errors import OperationError
from dustrack_imgui.operations.traces import traces_of

THRESHOLD_FACTOR = 5.0
MAX_BLIP_LENGTH = 5
RETURN_POSITION_FACTOR = 3.0


@dataclass(frozen=True, slots=True)
class Blip:
    """One run of outliers of one label.

    Attributes
    ----------
    label
        Its label.
    start, end
        First and last frame of the run, both included.
    anchor_before, anchor_after
        Good positions (image pixels) on the frames before `start` and after `end`.
    threshold
        Displacement in pixels that counted as a jump for this label.
    """

    label: str
    start: int
    end: int
    anchor_before: tuple[float, float]
    anchor_after: tuple[float, float]
    threshold: float

    @property
    def length(self) -> int:
        """Frames of the run."""
        return self.end - self.start + 1

    def frames(self) -> NDArray[np.int64]:
        """Frame numbers of the run."""
        return np.arange(self.start, self.end + 1)


class LabelStats(TypedDict):
    """What the search saw in one label; displacements between neighbouring frames are in pixels.

    The skipped ones are jumps that are no blips: too near to an end of the video, without a return within
    the longest run, or into a gap of the trace.
    """

    median_d: float
    mad_d: float
    threshold: float
    n_blips: int
    n_skipped_edge: int
    n_skipped_long: int
    n_skipped_noreturn: int
    n_finite_frames: int


class BlipParams(TypedDict):
    """The settings of a search."""

    threshold_factor: float
    max_blip_length: int
    return_position_factor: float


@dataclass(frozen=True, slots=True)
class BlipReport:
    """Blips of all labels, in the order of labels, then frames.

    Attributes
    ----------
    blips
        What was found.
    per_label_stats
        Thresholds and counts by label.
    params
        Settings of the search.
    n_frames
        Frames searched.
    """

    blips: tuple[Blip, ...] = ()
    per_label_stats: Mapping[str, LabelStats] = field(default_factory=dict)
    params: BlipParams = field(
        default_factory=lambda: BlipParams(
            threshold_factor=THRESHOLD_FACTOR,
            max_blip_length=MAX_BLIP_LENGTH,
            return_position_factor=RETURN_POSITION_FACTOR,
        )
    )
    n_frames: int = 0

    def __len__(self) -> int:
        return len(self.blips)

    def by_label(self) -> dict[str, list[Blip]]:
        """Blips by label; labels without any are left out."""
        found: dict[str, list[Blip]] = {}
        for blip in self.blips:
            found.setdefault(blip.label, []).append(blip)
        return found

    def length_histogram(self) -> dict[int, int]:
        """Number of blips by their length in frames, ascending."""
        return dict(sorted(Counter(blip.length for blip in self.blips).items()))

    def min_coverage(self) -> float:
        """Smallest part of the frames, 0 to 1, that any label marks; 0 without labels or frames.

        The threshold of a label means little when it marks only a handful of frames.
        """
        if not self.n_frames:
            return 0.0
        marked = [stats["n_finite_frames"] for stats in self.per_label_stats.values()]
        return min(marked, default=0) / self.n_frames

    def frames(self) -> NDArray[np.int64]:
        """Frames on which any label blips, ascending."""
        runs = [blip.frames() for blip in self.blips]
        return np.unique(np.concatenate(runs)) if runs else np.empty(0, np.int64)


def detect_blips(
    traces: Tracks | Mapping[str, ArrayLike],
    *,
    n_frames: int | None = None,
    threshold_factor: float = THRESHOLD_FACTOR,
    max_blip_length: int = MAX_BLIP_LENGTH,
    return_position_factor: float = RETURN_POSITION_FACTOR,
) -> BlipReport:
    """Find short runs in which a label jumps away and comes back; no picture is looked at.

    Parameters
    ----------
    traces
        Tracks, or ``(frames, 2)`` image pixels by label. They should mark (nearly) every frame; gaps are
        passed over.
    n_frames
        Frames of the video; see `traces_of`.
    threshold_factor
        A displacement between neighbouring frames is a jump beyond the label's median plus this many robust
        standard deviations.
    max_blip_length
        Longest run in frames; what stays away longer is no blip but a failure of the model.
    return_position_factor
        How near the trace must come back to where it left: this many median displacements for each frame of
        the run and one.

    Raises
    ------
    OperationError
        For settings out of range, or arrays of the wrong shape.
    """
    if not (threshold_factor > 0 and max_blip_length >= 1 and return_position_factor >= 0):
        raise OperationError(
            "Blip search needs a positive threshold factor, a length of at least 1 frame and a return factor "
            f"of at least 0, not {threshold_factor:g}, {max_blip_length} and {return_position_factor:g}."
        )
    arrays = traces_of(traces, n_frames=n_frames)
    blips: list[Blip] = []
    per_label: dict[str, LabelStats] = {}
    for label, xy in arrays.items():
        distances = displacements(xy)
        threshold = jump_threshold(distances, threshold_factor)
        found = scan(
            xy, distances, threshold, max_length=max_blip_length, return_factor=return_position_factor
        )
        for start, end in found.runs:
            before, after = xy[start - 1].tolist(), xy[end + 1].tolist()
            blips.append(Blip(label, start, end, tuple(before), tuple(after), threshold.jump_px))
        per_label[label] = LabelStats(
            median_d=threshold.median_px,
            mad_d=threshold.mad_px,
            threshold=threshold.jump_px,
            n_blips=len(found.runs),
            n_skipped_edge=found.n_edge,
            n_skipped_long=found.n_long,
            n_skipped_noreturn=found.n_no_return,
            n_finite_frames=int(np.isfinite(xy).all(axis=1).sum()),
        )
    params = BlipParams(
        threshold_factor=threshold_factor,
        max_blip_length=max_blip_length,
        return_position_factor=return_position_factor,
    )
    length = len(next(iter(arrays.values()))) if arrays else n_frames or 0
    return BlipReport(tuple(blips), MappingProxyType(per_label), params, length)


def remove_blips(tracks: Tracks, report: BlipReport, *, drop_frame_if_any_blip: bool = False) -> Tracks:
    """Tracks without the points that blip; everything else stays, provenance included.

    Parameters
    ----------
    drop_frame_if_any_blip
        Take all labels from a frame on which any of them blips: where one was lost to a bad picture, the
        others are suspect too.
    """
    if drop_frame_if_any_blip:
        frames = report.frames()
        return MappingProxyType({label: track.without(frames) for label, track in tracks.items()})
    found = report.by_label()
    return MappingProxyType(
        {
            label: track.without(np.concatenate([blip.frames() for blip in found[label]]))
            if label in found
            else track
            for label, track in tracks.items()
        }
    )
