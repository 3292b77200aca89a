"""Reducing jitter as a job: tracked once, and taken from its file while nothing it was made from changed."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.annotations.content_key import FilterInput
from dustrack_imgui.annotations.filter_files import FilterFiles
from dustrack_imgui.annotations.reading import read_tracks
from dustrack_imgui.app.systems.tracking_work import Work, listed, progress_of
from dustrack_imgui.commands.tracking_effects import ReduceJitter
from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.formats.names import annotation_path
from dustrack_imgui.jobs import JobContext
from dustrack_imgui.model.session import VideoState
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.store.command import Call
from dustrack_imgui.tracking import filter_labels
from dustrack_imgui.tracking.filter_plan import window_length
from dustrack_imgui.tracking.settings import LKSettings
from dustrack_imgui.video.errors import VideoError
from dustrack_imgui.video.reader import VideoReader

log = logging.getLogger(__name__)
Traces = Mapping[str, NDArray[np.float64]]


def reduce_jitter_work(effect: ReduceJitter, state: VideoState, reader: VideoReader) -> Work:
    """Filter the complete labels of a layer with the LK-RSTC moving average into a layer of its own."""
    layer = state.data.layer(effect.layer)
    n_frames, fps = state.video.n_frames, state.video.fps
    traces = {label: track.array(n_frames) for label, track in layer.tracks.items() if track.count}
    files = FilterFiles(layer.path or annotation_path(state.video.path, layer.name), effect.window_secs)
    name = f"{layer.name}_lkmovavg_{effect.window_secs:.3f}"

    def run(context: JobContext) -> Call:
        key = _key(effect, state, traces)
        kept = _kept(files, key)
        smooth, note = _tracked(context, key) if kept is None else (kept, _told_kept(name, files))
        arguments = {
            "video": effect.video,
            "layer": name,
            "path": str(files.result),
            "tracks": smooth,
            "source": int(Source.FILTER),
            "overlay": effect.layer,
            "sentence": f"reduce jitter of {effect.layer}",
            "note": note,
        }
        return Call("track.put_layer", MappingProxyType(arguments))

    def _tracked(context: JobContext, key: str | None) -> tuple[Traces, str]:
        result = filter_labels(
            reader,
            traces,
            window_secs=effect.window_secs,
            fps=fps,
            progress=progress_of(context),
            cancel=context.cancel,
        )
        smooth = {label: one.positions for label, one in result.labels.items()}
        _remember(files, key, smooth)
        gaps = np.concatenate([one.gap_px[np.isfinite(one.gap_px)] for one in result.labels.values()])
        note = f"{name}: window of {result.window_frames} frames, {listed(list(smooth))} smoothed."
        if gaps.size:
            median, high = np.percentile(gaps, (50, 95))
            note += f" Forward/backward gap: median {median:.2f} px, p95 {high:.2f} px."
        if result.skipped:
            missing = ", ".join(f"{label} lacks {count} frames" for label, count in result.skipped.items())
            note += f" Skipped: {missing}."
        return smooth, note

    return Work(f"Reducing jitter of {effect.layer}", run)


def _told_kept(name: str, files: FilterFiles) -> str:
    return f"{name}: nothing it is made from has changed; taken from {files.result.name}."


def _key(effect: ReduceJitter, state: VideoState, traces: Traces) -> str | None:
    """What the result depends on, the same as for scripts; None when the video is out of reach."""
    complete = {label: xy for label, xy in traces.items() if not np.isnan(xy).any()}
    length = window_length(None, effect.window_secs, state.video.fps)
    try:
        return FilterInput(complete, length, LKSettings(), "luma", state.video.path).key()
    except (VideoError, OSError) as error:
        log.warning("the result cannot be kept for the next time (%s)", error)
        return None


def _kept(files: FilterFiles, key: str | None) -> Traces | None:
    """The stored result if it was made from the very same input and is as it was written."""
    if key is None or not files.holds_result(key):
        return None
    try:
        tracks = read_tracks(files.result).tracks
    except FormatError as error:
        log.warning("the stored result is not used (%s)", error)
        return None
    length = max((int(track.frames()[-1]) + 1 for track in tracks.values() if track.count), default=0)
    return {label: track.array(length) for label, track in tracks.items()}


def _remember(files: FilterFiles, key: str | None, smooth: Traces) -> None:
    if key is None:
        return
    tracks = MappingProxyType({label: Track.from_array(xy, Source.FILTER) for label, xy in smooth.items()})
    try:
        files.promise_result(key, tracks)
    except (FormatError, OSError) as error:
        log.warning("the result cannot be kept for the next time (%s)", error)
