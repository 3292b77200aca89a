"""Keeping the view sensible when undo and redo change the data under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.view import View
from dustrack_imgui.store.region import Region


def with_new_data(state: VideoState, data: VideoData) -> VideoState:
    """Return the state with other data, its view naming only layers that exist."""
    view = state.view
    if not data.has_layer(view.layer):
        view = replace(view, layer=_nearest_layer(state.data.layers, view.layer, data))
    if view.overlay is not None and (view.overlay == view.layer or not data.has_layer(view.overlay)):
        view = replace(view, overlay=None)
    return replace(state, data=data, view=view)


def brought_into_sight(session: Session, region: Region | None) -> Session:
    """Return a session that shows the region; what is in sight already stays as it is."""
    state = session.video_state(region.video) if region is not None else None
    if region is None or state is None:
        return session
    index = next(i for i, other in enumerate(session.videos) if other is state)
    view = _view_of(region, state)
    if view is not state.view:
        session = session.with_video_state(replace(state, view=view))
    return session if session.active_index == index else replace(session, active_index=index)


def _view_of(region: Region, state: VideoState) -> View:
    view = state.view
    if region.layer not in (view.layer, view.overlay) and state.data.has_layer(region.layer):
        view = replace(view, layer=region.layer)
    if region.labels and view.label not in region.labels:
        view = replace(view, label=region.labels[0])
    if region.first_frame is None:
        return view
    last = region.first_frame if region.last_frame is None else region.last_frame
    if region.first_frame <= view.frame <= last:
        return view
    return replace(view, frame=state.video.clamp(region.first_frame))


def _nearest_layer(old: Sequence[Layer], gone: str, data: VideoData) -> str:
    """Name of the layer that stood before the one that is gone, else of the first that is no scratch."""
    names = [layer.name for layer in old]
    before = names[: names.index(gone)] if gone in names else []
    kinds = {layer.name: layer.kind for layer in data.layers}
    wanted = [*reversed(before), *kinds]
    proper = (name for name in wanted if kinds.get(name, LayerKind.SCRATCH) is not LayerKind.SCRATCH)
    return next(proper, next(iter(kinds), ""))
