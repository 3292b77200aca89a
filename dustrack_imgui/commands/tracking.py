"""Commands that start background tracking, and those by which its results arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.commands.access import active, needs_video, plural, region
from dustrack_imgui.commands.edits import with_layer_in_order
from dustrack_imgui.commands.effects import SaveLayers
from dustrack_imgui.commands.layer_saving import is_read_only, save_effects
from dustrack_imgui.commands.tracking_effects import Predict, ReduceJitter
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.operations.blockwise import unmoved_kept
from dustrack_imgui.store.command import Command, Do, Effect, Kind, Refused, Result

SECTION = "5a. LK-RSTC based label augmentation"
WINDOW_SECS = 0.5


def nearest_marked(track: Track, frame: int) -> int | None:
    """Marked frame nearest to `frame`, itself left out; of two equally near ones the later."""
    before, after = track.frame_before(frame), track.frame_after(frame)
    if before is None or after is None:
        return after if before is None else before
    return before if frame - before < after - frame else after


def predict(session: Session, *, all_labels: bool) -> Result:
    """Track each label from its nearest marked frame to the current frame."""
    state = active(session)
    layer, frame = state.layer, state.view.frame
    labels = layer.labels if all_labels else (state.view.label,)
    starts = {label: at for label in labels if (at := nearest_marked(layer.track(label), frame)) is not None}
    if not starts:
        what = "No label" if all_labels else f"Label {state.view.label}"
        is_ = "is" if all_labels else "is not"
        raise Refused(
            f"{what} {is_} marked on another frame of {layer.name}; there is nothing to track from."
        )
    xy = tuple(point for label, at in starts.items() if (point := layer.track(label).xy_at(at)) is not None)
    effect = Predict(state.video.key, layer.name, frame, tuple(starts), tuple(starts.values()), xy)
    return Result(session, effects=(effect,))


def reduce_jitter(session: Session, *, window_secs: float = WINDOW_SECS) -> Result:
    """Smooth the active layer by the LK-RSTC moving average into a layer of its own."""
    state = active(session)
    layer, n_frames = state.layer, state.video.n_frames
    if not any(len(track.frames()) >= n_frames for track in layer.tracks.values()):
        raise Refused(
            f"No label of {layer.name} is marked on all {n_frames} frames; interpolate the gaps first."
        )
    smoothing = ReduceJitter(state.video.key, layer.name, float(window_secs))
    return Result(session, effects=(*_source_saved(session, state, layer), smoothing))


def _source_saved(session: Session, state: VideoState, layer: Layer) -> tuple[Effect, ...]:
    """Save what is smoothed: the result lies beside its file, and should not lie beside an older one."""
    if layer.path is None or is_read_only(layer) or not state.is_dirty(layer):
        return ()
    own = ((state.video.key, layer.name),)
    return save_effects(session, own) if layer.moved_from else (SaveLayers(own, is_quiet=True),)


def put(
    session: Session,
    *,
    video: str,
    layer: str,
    labels: Sequence[str],
    frames: NDArray[np.int64],
    xy: NDArray[np.float64],
    source: int,
    sentence: str,
    note: str = "",
) -> Result:
    """Write tracked positions xy (labels, frames, 2) into a layer; where they are NaN nothing changes.

    A point that the track begins or ends at stays what it was, such as placed by hand.
    """
    state = session.video_state(video)
    if state is None or not state.data.has_layer(layer):
        raise Refused(f"Layer {layer} is gone; the tracked points were dropped.")
    old = state.data.layer(layer)
    changed = {}
    for row, label in enumerate(labels):
        known = ~np.isnan(xy[row]).any(axis=1)
        track = old.track(label)
        tracked = track.with_points(frames[known], xy[row][known], Source(source))
        changed[label] = unmoved_kept(tracked, track)
    new = old.with_tracks(changed)
    after = replace(state, data=state.data.with_layer(new))
    return Result(
        session.with_video_state(after).saying(note or f"Done: {sentence}"),
        sentence,
        region(after, new, tuple(labels), int(frames.min()), int(frames.max())),
    )


def put_layer(
    session: Session,
    *,
    video: str,
    layer: str,
    path: str,
    tracks: dict[str, NDArray[np.float64]],
    source: int,
    overlay: str | None,
    sentence: str,
    note: str = "",
) -> Result:
    """Add or replace a computed layer, tracks (frames, 2) by label, and show it over its source."""
    state = session.video_state(video)
    if state is None:
        raise Refused("The video was closed; the result was dropped.")
    made = {label: Track.from_array(xy, Source(source)) for label, xy in tracks.items()}
    new = Layer(layer, MappingProxyType(made), Path(path), LayerKind.of_name(layer))
    data = with_layer_in_order(state.data, new)
    view = replace(state.view, layer=layer, overlay=overlay if data.has_layer(overlay) else None)
    after = replace(state, data=data, view=view)
    points = plural(new.count(), "point")
    return Result(
        session.with_video_state(after).saying(note or f"New layer {layer}: {points}"),
        sentence,
        region(after, new, tuple(made)),
    )


def _command(id_: str, title: str, help_: str, do: Do, *keys: str) -> Command:
    return Command(id_, title, help_, SECTION, do, Kind.VIEW, keys, needs_video)


COMMANDS = (
    _command(
        "predict.current",
        "Predict label here",
        "Track the current label from its nearest marked frame to this one.",
        partial(predict, all_labels=False),
        "alt+b",
    ),
    _command(
        "predict.all",
        "Predict all labels here",
        "Track every label from its nearest marked frame to this one.",
        partial(predict, all_labels=True),
        "ctrl+b",
    ),
    _command(
        "filter.reduce_jitter",
        "Reduce jitter",
        "Smooth the active layer by the LK-RSTC moving average (0.5 s) into a new layer.",
        reduce_jitter,
        "ctrl+j",
    ),
    Command("track.put", "Tracked points", "Result of tracking.", SECTION, put, Kind.EDIT, is_listed=False),
    Command(
        "track.put_layer",
        "Computed layer",
        "Result of a filter.",
        SECTION,
        put_layer,
        Kind.EDIT,
        is_listed=False,
    ),
)
