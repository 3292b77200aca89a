"""The command that splices manual corrections into the overlay, as a layer of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.commands.access import active, donor_of, needs_donor, plural
from dustrack_imgui.commands.edits import derived_path, with_layer_in_order
from dustrack_imgui.commands.effects import MoveLayerFile, SaveLayers
from dustrack_imgui.formats.names import annotation_path
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import Session, VideoData
from dustrack_imgui.operations.corrections import CORRECTIONS_LAYER, MANUAL_CORRECTIONS_SUFFIX, spliced
from dustrack_imgui.store.command import Command, Effect, Kind, Refused, Region, Result

SECTION = "6. Correct and smooth"


def can_apply(session: Session) -> str | None:
    """Refusal when the active layer cannot serve as corrections of the overlay."""
    refusal = needs_donor(session)
    if refusal is not None:
        return refusal
    layer = active(session).layer
    if layer.name == CORRECTIONS_LAYER:
        return (
            f"{CORRECTIONS_LAYER} is the result of corrections; make the layer with the corrections active "
            "and the layer to be corrected the overlay."
        )
    if layer.kind is LayerKind.SCRATCH:
        return f"{layer.name} is only for scratch; make the layer with the corrections active."
    return None if layer.count() else f"{layer.name} holds no corrections: it has no point."


def apply(session: Session) -> Result:
    """Put the active layer's points over the overlay's, as the layer `dlccorr`, made anew each time.

    The active layer is called `…_manual_corrections` from then on, and its file with it. Both are saved.
    """
    refusal = can_apply(session)
    if refusal is not None:
        raise Refused(refusal)
    state = active(session)
    base, old_patch = donor_of(session), state.layer
    data, patch = _renamed(state.data, old_patch, derived_path(state, old_patch, MANUAL_CORRECTIONS_SUFFIX))
    path = annotation_path(state.video.path, CORRECTIONS_LAYER)
    if data.has_layer(CORRECTIONS_LAYER):
        path = data.layer(CORRECTIONS_LAYER).path or path
    tracks = spliced(base.tracks, patch.tracks)
    result = Layer(CORRECTIONS_LAYER, tracks, path, LayerKind.of_name(CORRECTIONS_LAYER))
    data = with_layer_in_order(data, result)
    view = replace(state.view, layer=result.name, overlay=patch.name, pending_pick=None)
    n_new = result.count() - base.count()
    said = (
        f"{CORRECTIONS_LAYER}: {base.name} with {plural(patch.count(), 'correction')} of {patch.name}"
        f"{f', {n_new} of them where it had none' if n_new else ''}."
    )
    key = state.video.key
    save_patch: Effect = SaveLayers(((key, patch.name),), is_quiet=True)
    if patch is not old_patch:
        save_patch = MoveLayerFile(key, patch.name, old_patch.name, old_patch.path)
    return Result(
        session.with_video_state(replace(state, data=data, view=view)).saying(said),
        f"apply corrections of {old_patch.name} to {base.name} ({plural(patch.count(), 'point')})",
        Region(key, result.name, patch.labels),
        (save_patch, SaveLayers(((key, result.name),), is_quiet=True)),
    )


def _renamed(data: VideoData, layer: Layer, path: Path) -> tuple[VideoData, Layer]:
    """Data in which the layer is known as manual corrections, with its intervals, and that layer."""
    if layer.name.endswith(MANUAL_CORRECTIONS_SUFFIX):
        return data, layer
    new = replace(layer, name=layer.name + MANUAL_CORRECTIONS_SUFFIX, path=path)
    if data.has_layer(new.name):
        raise Refused(f"There is a layer {new.name} already; make that one active, or remove it first.")
    layers = tuple(new if old is layer else old for old in data.layers)
    intervals = {
        (new.name if name == layer.name else name, label): interval
        for (name, label), interval in data.intervals.items()
    }
    return replace(data, layers=layers, intervals=MappingProxyType(intervals)), new


def file_moved(session: Session, *, video: str, old_layer: str) -> Session:
    """Report that a layer of that name is no longer on disk, so that bringing it back counts as unsaved."""
    state = session.video_state(video)
    if state is None or old_layer not in state.saved:
        return session
    saved = {name: tracks for name, tracks in state.saved.items() if name != old_layer}
    return session.with_video_state(replace(state, saved=MappingProxyType(saved)))


COMMANDS = (
    Command(
        "corrections.apply",
        "Apply manual corrections",
        "Put the active layer's points over the overlay's, in the layer dlccorr.",
        SECTION,
        apply,
        Kind.EDIT,
        (),
        can_apply,
    ),
    Command(
        "layer.file_moved", "Layer file moved", "Report.", SECTION, file_moved, Kind.SYSTEM, is_listed=False
    ),
)
