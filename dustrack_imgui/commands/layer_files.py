"""Commands that take a layer back to its file, or its file to the trash."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from dustrack_imgui.commands.access import active, needs_video
from dustrack_imgui.commands.effects import ReloadLayers, TrashLayerFile
from dustrack_imgui.commands.layer_management import CANCEL, asking, can_remove, closed
from dustrack_imgui.commands.layer_saving import is_read_only
from dustrack_imgui.model.layer import LayerKind
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Choice
from dustrack_imgui.model.track import EMPTY_TRACK
from dustrack_imgui.store.command import Command, Do, Kind, Refused, Region, Result, When

SECTION = "1. Select annotation layer"


def can_delete(session: Session) -> str | None:
    """Refusal when the active layer may not go, or its file is not an annotation file of ours."""
    refusal = can_remove(session)
    if refusal is not None:
        return refusal
    state = active(session)
    layer = state.layer
    if layer.path is None or layer.path.suffix.lower() != ".json":
        return "Only annotation files (.json) are deleted here; use Remove layer."
    if layer.name not in state.saved and layer.moved_from is None:
        return f"{layer.name} has no file yet; use Remove layer."
    return None


def ask_delete(session: Session) -> Session:
    """Ask before a layer's file goes to the trash."""
    layer = active(session).layer
    path = layer.moved_from or layer.path
    name = "It" if path is None else path.name
    text = f"{name} goes to the trash, from which it can be taken back."
    choices = (Choice("Move to trash", "layer.delete_file", "layer"), CANCEL)
    return asking(session, f"Delete the file of {layer.name}?", text, layer.name, choices, default=1)


def delete_file(session: Session, *, layer: str) -> Result:
    """Move a layer's file to the trash; the layer leaves the session when that has happened."""
    state = active(session)
    refusal = can_delete(session)
    if refusal is not None:
        raise Refused(refusal)
    target = state.data.layer(layer)
    path = target.moved_from or target.path
    if path is None:
        raise Refused(f"{layer} has no file.")
    return Result(closed(session), effects=(TrashLayerFile(state.video.key, layer, path),))


def ask_discard(session: Session) -> Session:
    """Ask before the active layer goes back to what its file holds."""
    state = active(session)
    layer = state.layer
    if layer.name in state.saved:
        text = f"All edits of {layer.name} since it was saved are taken back. Undo brings them back."
    else:
        text = (
            f"{layer.name} was never saved: all its points are removed, its labels stay. "
            "Undo brings them back."
        )
    choices = (Choice("Discard edits", "layer.discard", "layer"), CANCEL)
    return asking(session, f"Discard unsaved edits of {layer.name}?", text, layer.name, choices, default=1)


def can_discard(session: Session) -> str | None:
    """Refusal when the active layer is not authored by hand, or has no unsaved edits."""
    refusal = needs_video(session)
    if refusal is not None:
        return refusal
    state = active(session)
    layer = state.layer
    if layer.kind is not LayerKind.HAND:
        return f"{layer.name} is computed, not made by hand; remove the layer or compute it anew."
    return None if state.is_dirty(layer) else f"{layer.name} has no unsaved edits."


def discard(session: Session, *, layer: str) -> Result:
    """Set a layer back to what its file held when it was last read or written."""
    return restore_saved(session, layer=layer, sentence=f"discard unsaved edits of {layer}")


def restore_saved(session: Session, *, layer: str, sentence: str, video: str | None = None) -> Result:
    """Set a layer to the points that are known to be on disk; labels it declares stay declared."""
    state = active(session) if video is None else session.video_state(video)
    if state is None or not state.data.has_layer(layer):
        raise Refused(f"There is no layer {layer}.")
    old = state.data.layer(layer)
    saved = state.saved.get(layer)
    tracks = saved if saved is not None else MappingProxyType(dict.fromkeys(old.tracks, EMPTY_TRACK))
    new_data = state.data.with_layer(replace(old, tracks=tracks))
    return Result(
        closed(session).with_video_state(replace(state, data=new_data)).saying(f"Done: {sentence}"),
        sentence,
        Region(state.video.key, layer),
    )


def reload(session: Session) -> Result:
    """Read the active layer from its file again; edits since are one undo step away."""
    state = active(session)
    if state.view.layer not in state.saved:
        raise Refused(f"{state.view.layer} was never saved; there is no file to read.")
    if is_read_only(state.layer):
        raise Refused("Only annotation files (.json) are read again here; remove the layer and open it anew.")
    return Result(session, effects=(ReloadLayers(((state.video.key, state.view.layer),)),))


def _ask(id_: str, title: str, help_: str, do: Do, when: When = needs_video, *keys: str) -> Command:
    return Command(id_, title, help_, SECTION, do, Kind.VIEW, keys, when)


def _edit(id_: str, title: str, do: Do, kind: Kind = Kind.EDIT) -> Command:
    return Command(id_, title, title, SECTION, do, kind, (), needs_video, is_listed=False)


COMMANDS = (
    _ask(
        "dialog.ask_delete_layer",
        "Delete layer file…",
        "Move the active layer's file to the trash.",
        ask_delete,
        can_delete,
    ),
    _ask(
        "dialog.ask_discard",
        "Discard unsaved edits…",
        "Set the active layer back to what its file holds.",
        ask_discard,
        can_discard,
    ),
    Command(
        "layer.reload",
        "Reload layer from file",
        "Read the active layer again, as another program left it.",
        SECTION,
        reload,
        Kind.VIEW,
        (),
        needs_video,
    ),
    _edit("layer.discard", "Discard unsaved edits", discard),
    _edit("layer.restore_saved", "Take from file", restore_saved),
    _edit("layer.delete_file", "Delete layer file", delete_file, Kind.VIEW),
)
