"""Commands that choose, add and save layers."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from dustrack_imgui.commands.access import active, needs_overlay, needs_video, plural
from dustrack_imgui.commands.effects import SaveLayerAs, SaveLayers
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.status import Dialog, DialogKind, Severity
from dustrack_imgui.store.command import Command, Kind, Refused, Result

SECTION = "1. Select annotation layer"


def with_layers(session: Session, state: VideoState, *, layer: str, overlay: str | None) -> Session:
    """Return the session with the given active layer and overlay."""
    view = replace(state.view, layer=layer, overlay=overlay, pending_pick=None)
    return session.with_video_state(replace(state, view=view))


def select(session: Session, *, layer: str) -> Session:
    """Make a layer the active one."""
    state = active(session)
    if not state.data.has_layer(layer):
        raise Refused(f"There is no layer {layer}.")
    return with_layers(session, state, layer=layer, overlay=state.view.overlay)


def select_overlay(session: Session, *, layer: str | None) -> Session:
    """Show a layer as overlay, or none."""
    state = active(session)
    if layer is not None and not state.data.has_layer(layer):
        raise Refused(f"There is no layer {layer}.")
    return with_layers(session, state, layer=state.view.layer, overlay=layer)


def cycle(session: Session, *, delta: int) -> Session:
    """Step the active layer, wrapping around."""
    state = active(session)
    names = [layer.name for layer in state.data.layers]
    if len(names) < 2:
        raise Refused("There is only one layer.")
    name = names[(names.index(state.view.layer) + delta) % len(names)]
    return with_layers(session, state, layer=name, overlay=state.view.overlay)


def cycle_overlay(session: Session, *, delta: int) -> Session:
    """Step the overlay through none and all layers, wrapping around."""
    state = active(session)
    names = [None, *(layer.name for layer in state.data.layers)]
    at = names.index(state.view.overlay) if state.view.overlay in names else 0
    return with_layers(session, state, layer=state.view.layer, overlay=names[(at + delta) % len(names)])


def swap(session: Session) -> Session:
    """Exchange active layer and overlay."""
    state = active(session)
    if state.overlay is None:
        raise Refused("There is no overlay to swap with.")
    return with_layers(session, state, layer=state.overlay.name, overlay=state.view.layer)


def save(session: Session) -> Result:
    """Write the active layer to its file."""
    state = active(session)
    return Result(session, effects=(SaveLayers(((state.video.key, state.view.layer),)),))


def dirty_layers(session: Session) -> tuple[tuple[str, str], ...]:
    """(video key, layer name) of every layer that differs from its file."""
    return tuple(
        (state.video.key, layer.name)
        for state in session.videos
        for layer in state.data.layers
        if state.is_dirty(layer)
    )


def save_all(session: Session) -> Result:
    """Write every layer that differs from its file."""
    layers = dirty_layers(session)
    if not layers:
        raise Refused("Everything is saved.")
    return Result(session, effects=(SaveLayers(layers),))


def save_computed(session: Session, *, layers: tuple[tuple[str, str], ...]) -> Result:
    """Write layers that a job has just made."""
    return Result(session, effects=(SaveLayers(layers, is_quiet=True),))


def ask_save_as(session: Session) -> Session:
    """Ask for a file to write a copy of the active layer to."""
    state = active(session)
    name = state.view.layer
    suggestion = state.video.path.parent / f"{state.video.stem}_annotations_{name}.json"
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
    known = session.with_video_state(state.with_saved(layer, tracks))
    count = sum(track.count for track in tracks.values())
    return known if is_quiet else known.saying(f"Saved {layer}: {plural(count, 'point')} in {path}")


def save_failed(session: Session, *, layer: str, reason: str) -> Session:
    """Report that a layer could not be written."""
    return session.saying(f"Could not save {layer}: {reason}", Severity.ERROR)


def _view(id_: str, title: str, help_: str, do: partial[Session], *keys: str) -> Command:
    return Command(id_, title, help_, SECTION, do, Kind.VIEW, keys, needs_video)


COMMANDS = (
    _view("layer.next", "Next layer", "Next active layer, wraps.", partial(cycle, delta=1), "="),
    _view("layer.previous", "Previous layer", "Previous active layer, wraps.", partial(cycle, delta=-1), "-"),
    _view(
        "layer.next_overlay",
        "Next overlay",
        "Next overlay, none included.",
        partial(cycle_overlay, delta=1),
        "]",
    ),
    _view(
        "layer.previous_overlay",
        "Previous overlay",
        "Previous overlay.",
        partial(cycle_overlay, delta=-1),
        "[",
    ),
    Command(
        "layer.swap",
        "Swap layer and overlay",
        "Exchange active layer and overlay.",
        SECTION,
        swap,
        Kind.VIEW,
        (),
        needs_overlay,
    ),
    Command(
        "layer.select",
        "Select layer",
        "Make active.",
        SECTION,
        select,
        Kind.VIEW,
        (),
        needs_video,
        is_listed=False,
    ),
    Command(
        "layer.select_overlay",
        "Select overlay",
        "Show as overlay.",
        SECTION,
        select_overlay,
        Kind.VIEW,
        (),
        needs_video,
        is_listed=False,
    ),
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
    Command("layer.saved", "Saved", "Report.", "Other", saved, Kind.SYSTEM, is_listed=False),
    Command("layer.save_failed", "Not saved", "Report.", "Other", save_failed, Kind.SYSTEM, is_listed=False),
)
