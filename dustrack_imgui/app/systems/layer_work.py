"""Tracking through the gaps of a whole layer: checking its labels, and tracking its blips anew."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from dustrack_imgui.app.systems.tracking_work import Work, gap_words, listed, progress_of
from dustrack_imgui.commands.tracking_effects import CheckLabels, InterpolateBlips
from dustrack_imgui.jobs import JobContext
from dustrack_imgui.model.session import VideoState
from dustrack_imgui.operations.blip_tracking import interpolate_blips
from dustrack_imgui.operations.checking import labelled_table
from dustrack_imgui.store.command import Call
from dustrack_imgui.tracking import interpolate_gaps
from dustrack_imgui.video.reader import VideoReader


def check_labels_work(effect: CheckLabels, state: VideoState, reader: VideoReader) -> Work:
    """Track labels between their marked frames; the result is for the scratch layer."""
    tracks = state.data.layer(effect.layer).tracks
    names = listed(effect.labels)

    def run(context: JobContext) -> Call:
        chosen = None if effect.frames is None else np.array(effect.frames)
        frames, xy = labelled_table(tracks, effect.labels, chosen)
        track = interpolate_gaps(reader, frames, xy, progress=progress_of(context), cancel=context.cancel)
        where = f"{int(track.frames[0])}–{int(track.frames[-1])}"
        note = f"Checked {names} in frames {where}." + gap_words(track)
        lost = [label for label, is_lost in zip(effect.labels, track.lost, strict=True) if is_lost]
        if lost:
            note += f" The tracker lost {listed(lost)} on the way."
        arguments = {
            "video": effect.video,
            "labels": effect.labels,
            "frames": np.ascontiguousarray(track.frames),
            "xy": np.ascontiguousarray(track.positions.transpose(1, 0, 2)),
            "sentence": f"check {names} of {effect.layer} in {where} with LK-RSTC",
            "note": note,
        }
        return Call("check.put", MappingProxyType(arguments))

    return Work(f"Checking {names} of {effect.layer}", run)


def interpolate_blips_work(effect: InterpolateBlips, state: VideoState, reader: VideoReader) -> Work:
    """Track the blips of a layer between their good neighbours."""
    labels = state.data.layer(effect.layer).labels

    def run(context: JobContext) -> Call:
        found = interpolate_blips(
            labels, effect.report, frames=reader, progress=progress_of(context), cancel=context.cancel
        )
        points = {label: {"frames": track.frames(), "xy": track.xy()} for label, track in found.items()}
        n_points = sum(track.count for track in found.values())
        n_lost = sum(blip.length for blip in effect.report.blips) - n_points
        note = f"{len(effect.report)} blips of {effect.layer} tracked anew: {n_points} points."
        if n_lost:
            note += f" The tracker lost {n_lost} more."
        arguments = {
            "video": effect.video,
            "layer": effect.layer,
            "points": points,
            "sentence": f"track {len(effect.report)} blips of {effect.layer} with LK-RSTC",
            "note": note,
        }
        return Call("blips.put_corrections", MappingProxyType(arguments))

    return Work(f"Tracking {len(effect.report)} blips of {effect.layer}", run)
