"""Commands that save layers, and what happens when another program changed a file meanwhile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dustrack_imgui.commands.access import active, needs_video, plural
from dustrack_imgui.commands.effects import MoveLayerFile, ReloadLayers, SaveLayerAs, SaveLayers
from dustrack_imgui.formats.names import layer_name_of
from dustrack_imgui.model.layer import Layer, Tracks
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.status import Choice, Dialog, DialogKind, DirtyLayer, Severity
from dustrack_imgui.store.command import Command, Effect, Kind, Refused, Result

_CONFLICT_CHOICES = (
    Choice("Overwrite with mine", "layer.keep_mine"),
    Choice("Take theirs", "layer.take_theirs"),
    Choice("Cancel"),
)


def is_read_only(layer: Layer) -> bool:
    """Whether the layer's file is of a kind that is read but not written (tables of DeepLabCut)."""
    return layer.path is not None and layer.path.suffix.lower() != ".json"


def save(session: Session) -> Session | Result:
    """Write the active layer to its file; where that cannot be written, ask for another one."""
    state = active(session)
    if is_read_only(state.layer):
        return ask_save_as(session)
    return Result(session, effects=save_effects(session, ((state.video.key, state.view.layer),)))


def dirty_layers(session: Session) -> tuple[tuple[str, str], ...]:
    """(video key, layer name) of every layer that differs from its file."""
    return tuple(
        (state.video.key, layer.name)
        for state in session.videos
        for layer in state.data.layers
        if state.is_dirty(layer)
    )


def save_effects(
    session: Session,
    layers: tuple[tuple[str, str], ...],
    *,
    then_quit: bool = False,
    then_apply: str = "",
) -> tuple[Effect, ...]:
    """What writes these layers: to their files, to new ones, or as a copy; the rest as in `SaveLayers`."""
    plain: list[tuple[str, str]] = []
    others: list[Effect] = []
    for key, name in layers:
        state = session.video_state(key)
        if state is None or not state.data.has_layer(name):
            continue
        layer = state.data.layer(name)
        if is_read_only(layer):
            others.append(SaveLayerAs(key, name, copy_path(state, layer), stands_for_file=True))
        elif layer.moved_from is not None:
            old = layer_name_of(layer.moved_from, video=state.video.path) or name
            others.append(MoveLayerFile(key, name, old, layer.moved_from))
        else:
            plain.append((key, name))
    if plain or then_quit or then_apply:
        saving = SaveLayers(
            tuple(plain), then_quit=then_quit, then_apply=then_apply, is_quiet=bool(then_apply)
        )
        return (saving, *others)
    return tuple(others)


def copy_path(state: VideoState, layer: Layer) -> Path:
    """Annotation file beside the video for a copy of a layer whose own file is not written."""
    ending = "_edited" if is_read_only(layer) else ""
    return state.video.path.parent / f"{state.video.stem}_annotations_{layer.name}{ending}.json"


def save_all(session: Session) -> Result:
    """Write every layer that differs from its file."""
    layers = dirty_layers(session)
    if not layers:
        raise Refused("Everything is saved.")
    return Result(session, effects=save_effects(session, layers))


def changed_on_disk(
    session: Session, *, video: str, layer: str, added: int, removed: int, moved: int
) -> Session:
    """Ask what counts where another program changed the file of a layer that is being saved."""
    found: tuple[DirtyLayer, ...] = (DirtyLayer(video, layer, added, removed, moved),)
    dialog = session.dialog
    if dialog is not None and dialog.choices == _CONFLICT_CHOICES:
        found = (*(one for one in dialog.layers if (one.video, one.layer) != (video, layer)), *found)
    text = (
        "Another program changed the file since it was read here. This is how it differs from the layer; "
        "what you take from the file can be undone."
    )
    title = f"{layer} was changed on disk" if len(found) == 1 else f"{len(found)} layers were changed on disk"
    asked = Dialog(DialogKind.CONFIRM, title, text, found, choices=_CONFLICT_CHOICES, default=2)
    return replace(session, dialog=asked)


def keep_mine(session: Session) -> Result:
    """Write the layers of the open question over what another program wrote."""
    return Result(
        replace(session, dialog=None), effects=(SaveLayers(_asked_layers(session), overwrites=True),)
    )


def take_theirs(session: Session) -> Result:
    """Read the layers of the open question from their files."""
    return Result(replace(session, dialog=None), effects=(ReloadLayers(_asked_layers(session)),))


def _asked_layers(session: Session) -> tuple[tuple[str, str], ...]:
    dialog = session.dialog
    if dialog is None or not dialog.layers:
        raise Refused("There is no such question.")
    return tuple((one.video, one.layer) for one in dialog.layers)


def save_computed(session: Session, *, layers: tuple[tuple[str, str], ...]) -> Result:
    """Write layers that a job has just made."""
    return Result(session, effects=(SaveLayers(layers, is_quiet=True),))


def ask_save_as(session: Session) -> Session:
    """Ask for a file to write a copy of the active layer to."""
    state = active(session)
    name = state.view.layer
    suggestion = copy_path(state, state.layer)
    return replace(session, dialog=Dialog(DialogKind.SAVE_AS, f"Save {name} as", str(suggestion)))


def save_as(session: Session, *, path: str, overwrite: bool = False) -> Result:
    """Write a copy of the active layer; the session keeps its own file."""
    state = active(session)
    target = Path(path.strip()).expanduser()
    if not path.strip() or target.suffix.lower() != ".json":
        raise Refused("Give a file name that ends in .json.")
    return Result(
        replace(session, dialog=None),
        effects=(SaveLayerAs(state.video.key, state.view.layer, target, overwrite),),
    )


def saved(
    session: Session, *, video: str, layer: str, tracks: Tracks, path: str, is_quiet: bool = False
) -> Session:
    """Report that a layer's tracks are on disk."""
    state = session.video_state(video)
    if state is None:
        return session
    state = state.with_saved(layer, tracks)
    if state.data.has_layer(layer) and state.data.layer(layer).moved_from is not None:
        settled = replace(state.data.layer(layer), moved_from=None)
        state = replace(state, data=state.data.with_layer(settled))
    known = session.with_video_state(state)
    count = sum(track.count for track in tracks.values())
    return known if is_quiet else known.saying(f"Saved {layer}: {plural(count, 'point')} in {path}")


def disk_read(session: Session, *, video: str, layer: str, tracks: Tracks) -> Session:
    """Report what a layer's file holds now; the layer itself is not changed."""
    state = session.video_state(video)
    return session if state is None else session.with_video_state(state.with_saved(layer, tracks))


def save_failed(session: Session, *, layer: str, reason: str) -> Session:
    """Report that a layer could not be written."""
    return session.saying(f"Could not save {layer}: {reason}", Severity.ERROR)


COMMANDS = (
    Command(
        "layer.save",
        "Save layer",
        "Save the active layer.",
        "Other",
        save,
        Kind.VIEW,
        ("s", "ctrl+s"),
        needs_video,
    ),
    Command(
        "layer.save_all",
        "Save all layers",
        "Save every layer that differs from its file.",
        "Other",
        save_all,
        Kind.VIEW,
        ("ctrl+shift+s",),
        needs_video,
    ),
    Command("layer.keep_mine", "Overwrite", "Mine.", "Other", keep_mine, Kind.VIEW, is_listed=False),
    Command("layer.take_theirs", "Take theirs", "Theirs.", "Other", take_theirs, Kind.VIEW, is_listed=False),
    Command(
        "dialog.ask_save_as",
        "Save layer as…",
        "Write a copy of the active layer to another file.",
        "Other",
        ask_save_as,
        Kind.VIEW,
        (),
        needs_video,
    ),
    Command(
        "layer.save_as",
        "Save layer as",
        "Write a copy.",
        "Other",
        save_as,
        Kind.VIEW,
        (),
        needs_video,
        is_listed=False,
    ),
    Command(
        "layer.save_computed", "Save result", "Report.", "Other", save_computed, Kind.SYSTEM, is_listed=False
    ),
    Command(
        "layer.changed_on_disk",
        "Changed on disk",
        "Report.",
        "Other",
        changed_on_disk,
        Kind.SYSTEM,
        is_listed=False,
    ),
    Command("layer.disk_read", "Read", "Report.", "Other", disk_read, Kind.SYSTEM, is_listed=False),
    Command("layer.saved", "Saved", "Report.", "Other", saved, Kind.SYSTEM, is_listed=False),
    Command("layer.save_failed", "Not saved", "Report.", "Other", save_failed, Kind.SYSTEM, is_listed=False),
)
