"""The tracking that commands ask for, as functions that a job runs and that return the result's command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.commands.tracking_effects import Interpolate, Predict
from dustrack_imgui.jobs import JobContext
from dustrack_imgui.model.source import Source
from dustrack_imgui.store.command import Call
from dustrack_imgui.tracking import TrackResult, lucas_kanade, lucas_kanade_rstc, predict, summarise
from dustrack_imgui.video.reader import VideoReader


@dataclass(frozen=True, slots=True)
class Work:
    """A job: its title, and the function that computes the call with its result."""

    title: str
    function: Callable[[JobContext], Call]


def progress_of(context: JobContext, done_before: float = 0.0, share: float = 1.0) -> Callable[[float], None]:
    """Progress of one part of a job, from its share of the whole."""
    return lambda fraction: context.progress(done_before + share * fraction)


def interpolate_work(effect: Interpolate, reader: VideoReader) -> Work:
    """Track points over an interval, with correction when both ends are given."""
    names = listed(effect.labels)
    span = f"{effect.start}–{effect.end}"
    with_correction = effect.end_xy is not None

    def run(context: JobContext) -> Call:
        start_xy = np.array(effect.start_xy, np.float64)
        if effect.end_xy is not None:
            track = lucas_kanade_rstc(
                reader,
                effect.start,
                effect.end,
                start_xy,
                np.array(effect.end_xy, np.float64),
                progress=progress_of(context),
                cancel=context.cancel,
            )
        else:
            track = lucas_kanade(
                reader,
                effect.start,
                effect.end,
                start_xy,
                progress=progress_of(context),
                cancel=context.cancel,
            )
        method = "LK-RSTC" if with_correction else "LK"
        sentence = f"interpolate {names} in {span} with {method}"
        note = f"{method}: {names} in frames {span}."
        if with_correction:
            note += gap_words(track)
        lost = [label for label, is_lost in zip(effect.labels, track.lost, strict=True) if is_lost]
        if lost:
            note += f" The tracker lost {listed(lost)} on the way; please check."
        source = Source.RSTC if with_correction else Source.LK
        return _put(
            effect.video, effect.layer, effect.labels, track.frames, track.positions, source, sentence, note
        )

    return Work(f"Tracking {names} in {span}", run)


def predict_work(effect: Predict, reader: VideoReader) -> Work:
    """Track labels from their marked frames to one frame, those of the same start together."""
    names = listed(effect.labels)

    def run(context: JobContext) -> Call:
        found = np.full((1, len(effect.labels), 2), np.nan)
        starts = sorted(set(effect.from_frames))
        for number, start in enumerate(starts):
            rows = [row for row, frame in enumerate(effect.from_frames) if frame == start]
            found[0, rows] = predict(
                reader,
                start,
                effect.frame,
                np.array([effect.from_xy[row] for row in rows], np.float64),
                progress=progress_of(context, number / len(starts), 1 / len(starts)),
                cancel=context.cancel,
            )
        lost = [x for x, xy in zip(effect.labels, found[0], strict=True) if np.isnan(xy).any()]
        came_from = listed([str(start) for start in starts])
        note = f"Predicted {names} at frame {effect.frame} from frame {came_from}."
        if lost:
            note += f" The tracker lost {listed(lost)}."
        frames = np.array([effect.frame])
        sentence = f"predict {names} at frame {effect.frame}"
        return _put(effect.video, effect.layer, effect.labels, frames, found, Source.LK, sentence, note)

    return Work(f"Predicting {names} at frame {effect.frame}", run)


def _put(
    video: str,
    layer: str,
    labels: tuple[str, ...],
    frames: NDArray[np.int64],
    positions: NDArray[np.float64],
    source: Source,
    sentence: str,
    note: str,
) -> Call:
    arguments = {
        "video": video,
        "layer": layer,
        "labels": labels,
        "frames": np.ascontiguousarray(frames),
        "xy": np.ascontiguousarray(positions.transpose(1, 0, 2)),
        "source": int(source),
        "sentence": sentence,
        "note": note,
    }
    return Call("track.put", MappingProxyType(arguments))


def gap_words(track: TrackResult) -> str:
    """How far forward and backward tracks ended apart, as the next sentence of a note; "" where unknown."""
    quality = summarise(track.gap_px, track.status)
    if quality.worst_row is None:
        return ""
    frame = int(track.frames[quality.worst_row])
    return (
        f" Forward/backward gap: median {quality.median_gap_px:.2f} px, "
        f"largest {quality.largest_gap_px:.2f} px at frame {frame}."
    )


def listed(names: Sequence[str]) -> str:
    """Names in a sentence; only their number when there are many."""
    if len(names) > 6:
        return f"{len(names)} labels"
    return ", ".join(names)
