"""What commands that edit a whole layer share: which layer they mean, and how they answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.commands.access import active, region
from dustrack_imgui.formats.names import annotation_path, layer_rank
from dustrack_imgui.model.layer import Layer, Tracks
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.store.command import Refused, Result

Frames = NDArray[np.int64]


def layer_named(session: Session, video: str | None, layer: str | None) -> tuple[VideoState, Layer]:
    """Video and layer by key and name, the active ones where None; `Refused` when there is no such."""
    state = active(session) if video is None else session.video_state(video)
    if state is None:
        raise Refused(f"This video is not open: {video}")
    name = state.view.layer if layer is None else layer
    if not state.data.has_layer(name):
        raise Refused(f"There is no layer {name}.")
    return state, state.data.layer(name)


def with_tracks(
    session: Session,
    state: VideoState,
    layer: Layer,
    tracks: Tracks,
    *,
    sentence: str,
    said: str,
    labels: Sequence[str] = (),
    frames: Frames | None = None,
) -> Result:
    """Answer with the layer's tracks replaced; the region is the given labels and range of frames."""
    new = replace(layer, tracks=tracks)
    after = replace(state, data=state.data.with_layer(new))
    ends = (None, None) if frames is None or not len(frames) else (int(frames[0]), int(frames[-1]))
    return Result(
        session.with_video_state(after).saying(said), sentence, region(after, new, tuple(labels), *ends)
    )


def with_layer_in_order(data: VideoData, layer: Layer) -> VideoData:
    """Data with a layer replaced, or added where layers of its kind are listed."""
    if data.has_layer(layer.name):
        return data.with_layer(layer)
    rank = layer_rank(layer.name)[0]
    before = [old for old in data.layers if layer_rank(old.name)[0] <= rank]
    behind = [old for old in data.layers if layer_rank(old.name)[0] > rank]
    return replace(data, layers=(*before, layer, *behind))


def shown_over(
    session: Session, state: VideoState, layer: Layer, *, overlay: str, sentence: str, said: str
) -> Result:
    """Answer with a computed layer added or replaced, active, over the layer that it was made from."""
    data = with_layer_in_order(state.data, layer)
    shown = overlay if data.has_layer(overlay) else None
    view = replace(state.view, layer=layer.name, overlay=shown, pending_pick=None)
    after = replace(state, data=data, view=view)
    return Result(session.with_video_state(after).saying(said), sentence, region(after, layer, layer.labels))


def derived_path(state: VideoState, layer: Layer, suffix: str) -> Path:
    """File beside a layer's own, its stem followed by a suffix, always .json."""
    path = layer.path or annotation_path(state.video.path, layer.name)
    return path.with_name(f"{path.stem}{suffix}.json")


def span(frames: Frames) -> str:
    """Range of frames in words, e.g. "frame 3", "frames 3–9"."""
    first, last = int(frames[0]), int(frames[-1])
    return f"frame {first}" if first == last else f"frames {first}–{last}"
