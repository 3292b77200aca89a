"""How layers that DeepLabCut made come into a video that is worked on: nothing else moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from dustrack_imgui.commands.access import plural
from dustrack_imgui.commands.dlc_access import SECTION
from dustrack_imgui.commands.edits import with_layer_in_order
from dustrack_imgui.formats.names import annotation_path
from dustrack_imgui.model.layer import Layer, LayerKind, Tracks
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.status import Severity
from dustrack_imgui.model.track import EMPTY_TRACK
from dustrack_imgui.store.command import Command, Kind, Refused


def layers_came(
    session: Session,
    *,
    video: str,
    layers: Sequence[Layer],
    saved: Mapping[str, Tracks],
    overlay: str | None,
    next_layer: str | None,
    problems: Sequence[str] = (),
) -> Session:
    """Add layers that were read or made anew, and an empty one to go on in.

    It is no undo step, as opening a video is none: undo takes back what people did. A layer with unsaved
    edits stays, the new one beside it. Active layer, label and frame stay; the overlay is the newest trace.
    """
    state = session.video_state(video)
    if state is None:
        raise Refused("The video was closed; its new layers are read when it is opened again.")
    names = []
    for layer in layers:
        name = _free_name(state, layer.name)
        names.append(name)
        new = replace(layer, name=name)
        state = replace(state, data=with_layer_in_order(state.data, new)).with_saved(name, saved[layer.name])
        if overlay == layer.name:
            overlay = name
    project = session.dlc.project_of(state.video.path)
    labels = project.labels if project is not None else ()
    data = _with_labels(state.data, labels)
    if next_layer is not None and not data.has_layer(next_layer):
        tracks = MappingProxyType(dict.fromkeys(labels or ("0",), EMPTY_TRACK))
        path = annotation_path(state.video.path, next_layer)
        data = with_layer_in_order(data, Layer(next_layer, tracks, path, LayerKind.of_name(next_layer)))
    view = state.view
    if overlay is not None and overlay != view.layer and data.has_layer(overlay):
        view = replace(view, overlay=overlay)
    after = session.with_video_state(replace(state, data=data, view=view))
    if problems:
        return after.saying(" ".join(problems), Severity.WARNING)
    if not names:
        return after
    shown = f"{overlay} is the overlay" if overlay in names else ", ".join(names[:3])
    return after.saying(f"{state.video.path.name}: {plural(len(names), 'new layer')}; {shown}.")


def _free_name(state: VideoState, name: str) -> str:
    """Name of a layer, or another one where a layer of that name has edits that are not saved."""
    while state.data.has_layer(name) and state.is_dirty(state.data.layer(name)):
        name += "-new"
    return name


def _with_labels(data: VideoData, labels: Sequence[str]) -> VideoData:
    """Data whose empty hand layers declare the labels of the project."""
    changed = {}
    for layer in data.layers:
        missing = {label: EMPTY_TRACK for label in labels if label not in layer.tracks}
        if layer.kind is LayerKind.HAND and missing and layer.count() == 0:
            changed[layer.name] = layer.with_tracks(missing)
    return replace(data, layers=tuple(changed.get(layer.name, layer) for layer in data.layers))


COMMANDS = (
    Command("dlc.layers_came", "Report", "Report.", SECTION, layers_came, Kind.SYSTEM, is_listed=False),
)
