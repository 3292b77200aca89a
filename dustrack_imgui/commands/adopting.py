"""Layers that come from files, or empty, while a video is open: no edit, as opening the video is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dustrack_imgui.commands.edits import with_layer_in_order
from dustrack_imgui.model.layer import Layer, Tracks
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Command, Kind, Refused


def adopt(
    session: Session,
    *,
    video: str,
    layers: Sequence[Layer],
    saved: Mapping[str, Tracks],
    active: str | None = None,
    overlay: str | None = None,
) -> Session:
    """Add layers to a video, with what of them is on disk, and make one active if asked for."""
    state = session.video_state(video)
    if state is None:
        raise Refused(f"This video is not open: {video}")
    data = state.data
    for layer in layers:
        if data.has_layer(layer.name):
            raise Refused(f"There is a layer {layer.name} already.")
        data = with_layer_in_order(data, layer)
    state = replace(state, data=data)
    for name, tracks in saved.items():
        state = state.with_saved(name, tracks)
    view = state.view
    if active is not None and data.has_layer(active):
        labels = data.layer(active).labels
        label = view.label if view.label in labels or not labels else labels[0]
        view = replace(
            view, layer=active, label=label, overlay=None if view.overlay == active else view.overlay
        )
    if overlay is not None and data.has_layer(overlay) and overlay != view.layer:
        view = replace(view, overlay=overlay)
    return session.with_video_state(replace(state, view=view))


COMMANDS = (Command("layer.adopt", "Add layers", "Report.", "Reports", adopt, Kind.SYSTEM, is_listed=False),)
