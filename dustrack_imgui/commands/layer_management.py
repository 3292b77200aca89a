"""Commands that make, duplicate, rename and remove layers; each is one undo step."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.commands.access import active, needs_video, plural
from dustrack_imgui.commands.edits import with_layer_in_order
from dustrack_imgui.commands.effects import SaveLayers
from dustrack_imgui.commands.layer_saving import is_read_only
from dustrack_imgui.formats.errors import LayerNameError
from dustrack_imgui.formats.names import annotation_path
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.layer_look import renamed_looks
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.status import Choice, Dialog, DialogKind
from dustrack_imgui.model.track import EMPTY_TRACK
from dustrack_imgui.store.command import Command, Do, Kind, Refused, Region, Result, When
from dustrack_imgui.store.sight import with_new_data

SECTION = "1. Select annotation layer"
CANCEL = Choice("Cancel")


def can_change(session: Session) -> str | None:
    """Refusal when the active layer must keep its name and place."""
    refusal = needs_video(session)
    if refusal is not None:
        return refusal
    name = active(session).view.layer
    return f"{name} is the scratch layer, which every video has." if _is_scratch(active(session)) else None


def can_remove(session: Session) -> str | None:
    """Refusal when the active layer is the last one that is no scratch."""
    refusal = can_change(session)
    if refusal is not None:
        return refusal
    state = active(session)
    kept = [one for one in state.data.layers if one.kind is not LayerKind.SCRATCH]
    return None if len(kept) > 1 else f"{state.view.layer} is the last layer of this video; it has to stay."


def ask_new(session: Session) -> Session:
    """Ask for the name of a new layer."""
    suggestion = _free_name(active(session), "iteration-", first=0)
    return replace(session, dialog=Dialog(DialogKind.NEW_LAYER, "New layer", suggestion))


def new(session: Session, *, name: str) -> Result:
    """Add an empty layer and make it active; its file is written when it is saved."""
    state = active(session)
    checked, path = checked_name(state, name)
    tracks = MappingProxyType({state.view.label: EMPTY_TRACK})
    layer = Layer(checked, tracks, path, LayerKind.of_name(checked))
    return _added(session, state, layer, f"new layer {checked}")


def ask_duplicate(session: Session) -> Session:
    """Ask for the name of a copy of the active layer."""
    state = active(session)
    suggestion = _free_name(state, f"{state.view.layer}-copy")
    dialog = Dialog(DialogKind.DUPLICATE_LAYER, f"Duplicate {state.view.layer}", suggestion)
    return replace(session, dialog=dialog)


def duplicate(session: Session, *, name: str) -> Result:
    """Add a copy of the active layer under another name and make it active."""
    state = active(session)
    checked, path = checked_name(state, name)
    layer = Layer(checked, state.layer.tracks, path, LayerKind.of_name(checked))
    return _added(session, state, layer, f"duplicate {state.view.layer} as {checked}")


def ask_rename(session: Session) -> Session:
    """Ask for another name of the active layer."""
    name = active(session).view.layer
    return replace(session, dialog=Dialog(DialogKind.RENAME_LAYER, f"Rename {name}", name))


def rename(session: Session, *, name: str) -> Result:
    """Give the active layer another name.

    Its file moves when the layer is saved, so that undo needs no file and other programs find what they know
    for as long as nothing was saved.
    """
    state = active(session)
    old = state.layer
    refusal = can_change(session)
    if refusal is not None:
        raise Refused(refusal)
    if name.strip() == old.name:
        raise Refused(f"The layer is called {old.name} already.")
    checked, path = checked_name(state, name, besides=old)
    was_at = old.moved_from or (old.path if old.name in state.saved else None)
    if was_at is not None and was_at.suffix.lower() != ".json":
        was_at = None
    renamed = replace(old, name=checked, path=path, moved_from=None if was_at == path else was_at)
    layers = tuple(one for one in state.data.layers if one is not old)
    intervals = {
        (checked if layer == old.name else layer, label): interval
        for (layer, label), interval in state.data.intervals.items()
    }
    data = with_layer_in_order(
        replace(state.data, layers=layers, intervals=MappingProxyType(intervals)), renamed
    )
    view = replace(
        state.view,
        layer=checked,
        overlay=checked if state.view.overlay == old.name else state.view.overlay,
        looks=renamed_looks(state.view.looks, old.name, checked),
    )
    said = f"{old.name} is {checked} now; its file moves when it is saved."
    return Result(
        closed(session).with_video_state(replace(state, data=data, view=view)).saying(said),
        f"rename {old.name} to {checked}",
        Region(state.video.key, checked),
    )


def ask_remove(session: Session) -> Session:
    """Ask before a layer leaves the session; its file stays."""
    state = active(session)
    layer, is_dirty = state.layer, state.is_dirty(state.layer)
    if layer.kind is LayerKind.DENSE:
        text = f"{layer.name} was computed; it can be made anew, or opened again from its file."
    else:
        text = f"{layer.name} was made by hand ({plural(layer.count(), 'point')}). Its file stays on disk."
    if is_dirty:
        text += " It has edits that are not in its file yet."
    remove = Choice("Remove", "layer.remove", "layer")
    is_plain = layer.moved_from is None and not is_read_only(layer)
    can_save = is_dirty and is_plain
    save = (Choice("Save and remove", "layer.save_and_remove", "layer"),) if can_save else ()
    choices = (*save, remove, CANCEL)
    default = choices.index(remove) if layer.kind is LayerKind.DENSE else len(choices) - 1
    return asking(session, f"Remove {layer.name} from the session?", text, layer.name, choices, default)


def remove(session: Session, *, layer: str, video: str | None = None) -> Result:
    """Take a layer out of the session; its file stays, and undo brings it back."""
    state = active(session) if video is None else session.video_state(video)
    if state is None or not state.data.has_layer(layer):
        raise Refused(f"There is no layer {layer}.")
    going = state.data.layer(layer)
    others = [one for one in state.data.layers if one is not going]
    if going.kind is LayerKind.SCRATCH or all(one.kind is LayerKind.SCRATCH for one in others):
        raise Refused(f"{layer} has to stay: a video keeps its scratch layer and one more.")
    after = with_new_data(state, _without(state.data, going))
    return Result(
        closed(session)
        .with_video_state(after)
        .saying(f"{layer} is out of the session; undo brings it back."),
        f"remove layer {layer}",
        Region(state.video.key, after.view.layer),
    )


def save_and_remove(session: Session, *, layer: str) -> Result:
    """Write a layer to its file; it leaves the session when it is on disk."""
    effect = SaveLayers(((active(session).video.key, layer),), drops_layers=True)
    return Result(closed(session), effects=(effect,))


def checked_name(state: VideoState, typed: str, *, besides: Layer | None = None) -> tuple[str, Path]:
    """Name for a layer of the video and its file; `Refused` when it cannot be used."""
    name = typed.strip()
    if not name:
        raise Refused("Type a name for the layer.")
    try:
        path = annotation_path(state.video.path, name)
    except LayerNameError as error:
        raise Refused(f"{name!r} cannot be part of a file name.") from error
    for layer in state.data.layers:
        if layer is not besides and layer.name.casefold() == name.casefold():
            raise Refused(f"There is a layer {layer.name} already.")
        if layer is not besides and path in (layer.path, layer.moved_from):
            raise Refused(f"{path.name} is the file of {layer.name} until that is saved.")
    return name, path


def _free_name(state: VideoState, start: str, *, first: int | None = None) -> str:
    taken = {layer.name.casefold() for layer in state.data.layers}
    if first is None and start.casefold() not in taken:
        return start
    number = 2 if first is None else first
    join = "" if first is not None else "-"
    while f"{start}{join}{number}".casefold() in taken:
        number += 1
    return f"{start}{join}{number}"


def _added(session: Session, state: VideoState, layer: Layer, sentence: str) -> Result:
    data = with_layer_in_order(state.data, layer)
    view = replace(state.view, layer=layer.name, pending_pick=None)
    after = replace(state, data=data, view=view)
    said = f"{layer.name} is the active layer; its file is written when it is saved."
    return Result(
        closed(session).with_video_state(after).saying(said), sentence, Region(state.video.key, layer.name)
    )


def _without(data: VideoData, layer: Layer) -> VideoData:
    return replace(data, layers=tuple(one for one in data.layers if one is not layer))


def _is_scratch(state: VideoState) -> bool:
    return state.layer.kind is LayerKind.SCRATCH


def closed(session: Session) -> Session:
    """The session without its dialog."""
    return session if session.dialog is None else replace(session, dialog=None)


def asking(
    session: Session, title: str, text: str, subject: str, choices: tuple[Choice, ...], default: int
) -> Session:
    """The session with a question about a layer; `default` is the number of the answer that Enter takes."""
    dialog = Dialog(DialogKind.CONFIRM, title, text, subject=subject, choices=choices, default=default)
    return replace(session, dialog=dialog)


def _ask(id_: str, title: str, help_: str, do: Do, when: When = needs_video, *keys: str) -> Command:
    return Command(id_, title, help_, SECTION, do, Kind.VIEW, keys, when)


def _edit(id_: str, title: str, do: Do, kind: Kind = Kind.EDIT) -> Command:
    return Command(id_, title, title, SECTION, do, kind, (), needs_video, is_listed=False)


COMMANDS = (
    _ask("dialog.ask_new_layer", "New layer…", "Add an empty layer.", ask_new, needs_video, "ctrl+n"),
    _ask(
        "dialog.ask_duplicate_layer",
        "Duplicate layer…",
        "Copy the active layer under another name.",
        ask_duplicate,
    ),
    _ask(
        "dialog.ask_rename_layer",
        "Rename layer…",
        "Give the active layer another name; its file moves when it is saved.",
        ask_rename,
        can_change,
    ),
    _ask(
        "dialog.ask_remove_layer",
        "Remove layer…",
        "Take the active layer out of the session; its file stays.",
        ask_remove,
        can_remove,
    ),
    _edit("layer.new", "New layer", new),
    _edit("layer.duplicate", "Duplicate layer", duplicate),
    _edit("layer.rename", "Rename layer", rename),
    _edit("layer.remove", "Remove layer", remove),
    _edit("layer.save_and_remove", "Save and remove layer", save_and_remove, Kind.VIEW),
)
