"""Moving several points of the active layer on one frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dustrack_imgui.commands.access import active, region
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.source import Source
from dustrack_imgui.store.command import Refused, Result

Xy = tuple[float, float]


def selected_here(state: VideoState) -> tuple[str, ...]:
    """Selected labels that are marked on the current frame of the active layer."""
    return tuple(label for label in state.view.selected if state.view.frame in state.layer.track(label))


def move_points(session: Session, *, labels: Sequence[str], frame: int, xys: Sequence[Xy]) -> Result:
    """Move points of the active layer to new positions; they keep their distances and stay in the picture."""
    state = active(session)
    layer = state.layer
    missing = [label for label in labels if frame not in layer.track(label)]
    if missing or not labels:
        raise Refused(f"Label {', '.join(missing)} is not marked on frame {frame} of {layer.name}.")
    dx = _shift_into([xy[0] for xy in xys], state.video.width_px)
    dy = _shift_into([xy[1] for xy in xys], state.video.height_px)
    tracks = {
        label: layer.track(label).with_point(frame, (float(x) + dx, float(y) + dy), Source.HAND)
        for label, (x, y) in zip(labels, xys, strict=True)
    }
    new = layer.with_tracks(tracks)
    after = replace(state, data=state.data.with_layer(new))
    sentence = f"move {', '.join(labels)} at frame {frame}"
    return Result(session.with_video_state(after), sentence, region(after, new, tuple(labels), frame))


def _shift_into(values: Sequence[float], size_px: int) -> float:
    """Shift that brings all values into the picture, 0 when they are there."""
    return max(-0.5 - min(values), 0.0) or min(size_px - 0.5 - max(values), 0.0)
