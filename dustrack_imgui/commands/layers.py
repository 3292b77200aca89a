"""Commands that choose the active layer and the overlay."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from dustrack_imgui.commands.access import active, needs_overlay, needs_video
from dustrack_imgui.model.layer_look import look_of, with_look
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.store.command import Command, Kind, Refused

SECTION = "1. Select annotation layer"


def with_layers(session: Session, state: VideoState, *, layer: str, overlay: str | None) -> Session:
    """Return the session with the given active layer and overlay; one that is chosen is drawn again."""
    looks = state.view.looks
    for name, before in ((layer, state.view.layer), (overlay, state.view.overlay)):
        if name is not None and name != before and look_of(looks, name).is_shown is False:
            looks = with_look(looks, replace(look_of(looks, name), is_shown=None))
    view = replace(state.view, layer=layer, overlay=overlay, pending_pick=None, looks=looks)
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
)
