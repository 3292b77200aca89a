"""Commands about how layers are drawn: shown or hidden, how strongly, as a line or as dots."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from dustrack_imgui.commands.access import active, needs_video
from dustrack_imgui.model.layer_look import MIN_OPACITY, LayerLook, TraceStyle, look_of, with_look
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.store.command import Command, Do, Kind, Refused

SECTION = "Display"
STEP = 0.15


def _named(state: VideoState, layer: str | None) -> str:
    name = state.view.layer if layer is None else layer
    if not state.data.has_layer(name):
        raise Refused(f"There is no layer {name}.")
    return name


def _with(session: Session, state: VideoState, look: LayerLook) -> Session:
    view = replace(state.view, looks=with_look(state.view.looks, look))
    return session.with_video_state(replace(state, view=view))


def is_drawn(state: VideoState, layer: str) -> bool:
    """Whether a layer is on picture and traces now."""
    return any(one.layer.name == layer for one in state.drawn_layers)


def toggle_shown(session: Session, *, layer: str | None = None) -> Session:
    """Hide a layer that is drawn, or draw one that is not."""
    state = active(session)
    name = _named(state, layer)
    is_shown = not is_drawn(state, name)
    by_itself = name in (state.view.layer, state.view.overlay)
    choice = None if is_shown == by_itself else is_shown
    look = replace(look_of(state.view.looks, name), is_shown=choice)
    text = f"{name} is shown." if is_shown else f"{name} is hidden."
    if not is_shown and name == state.view.layer:
        text = f"{name} is hidden, and still the layer that is edited."
    return _with(session, state, look).saying(text)


def show_only_usual(session: Session) -> Session:
    """Draw the active layer and the overlay, and nothing else."""
    state = active(session)
    looks = tuple(replace(look, is_shown=None) for look in state.view.looks)
    view = replace(state.view, looks=tuple(look for look in looks if not look.is_plain))
    return session.with_video_state(replace(state, view=view))


def show_all(session: Session) -> Session:
    """Draw every layer."""
    state = active(session)
    for layer in state.data.layers:
        if not is_drawn(state, layer.name):
            look = replace(look_of(state.view.looks, layer.name), is_shown=True)
            state = replace(state, view=replace(state.view, looks=with_look(state.view.looks, look)))
    return session.with_video_state(state)


def set_opacity(session: Session, *, opacity: float | None, layer: str | None = None) -> Session:
    """Draw a layer more or less strongly (0.1 to 1); None gives it the opacity it has by itself."""
    state = active(session)
    name = _named(state, layer)
    kept = None if opacity is None else round(min(max(float(opacity), MIN_OPACITY), 1.0), 2)
    return _with(session, state, replace(look_of(state.view.looks, name), opacity=kept))


def change_opacity(session: Session, *, delta: float) -> Session:
    """Draw the overlay, or the active layer when there is none, more or less strongly."""
    state = active(session)
    name = state.view.layer if state.overlay is None else state.overlay.name
    now = next((one.opacity for one in state.drawn_layers if one.layer.name == name), None)
    if now is None:
        raise Refused(f"{name} is hidden.")
    changed = set_opacity(session, opacity=now + delta, layer=name)
    shown = look_of(active(changed).view.looks, name).opacity or 0.0
    return changed.saying(f"{name}: {shown:.0%} opaque")


def set_style(session: Session, *, style: str, layer: str | None = None) -> Session:
    """Draw a layer's trace as a line or as dots, whatever its kind."""
    state = active(session)
    name = _named(state, layer)
    wanted = TraceStyle(style)
    choice = None if wanted is TraceStyle.of_kind(state.data.layer(name).kind) else wanted
    word = "a line" if wanted is TraceStyle.LINE else "dots"
    look = replace(look_of(state.view.looks, name), style=choice)
    return _with(session, state, look).saying(f"The trace of {name} is drawn as {word}.")


def _command(id_: str, title: str, help_: str, do: Do, *, is_listed: bool = True) -> Command:
    return Command(id_, title, help_, SECTION, do, Kind.VIEW, (), needs_video, is_listed=is_listed)


COMMANDS = (
    _command("layer.toggle_shown", "Show or hide layer", "Draw the active layer or not.", toggle_shown),
    _command("layer.show_all", "Show all layers", "Draw every layer.", show_all),
    _command(
        "layer.show_usual",
        "Show active layer and overlay only",
        "Draw no other layer.",
        show_only_usual,
    ),
    _command(
        "layer.more_opaque",
        "Overlay more opaque",
        "Draw the overlay (or the active layer) more strongly.",
        partial(change_opacity, delta=STEP),
    ),
    _command(
        "layer.less_opaque",
        "Overlay less opaque",
        "Draw the overlay (or the active layer) less strongly.",
        partial(change_opacity, delta=-STEP),
    ),
    _command("layer.opacity", "Opacity", "How strongly the layer is drawn.", set_opacity, is_listed=False),
    _command(
        "layer.trace_line",
        "Trace: line",
        "Draw the active layer's trace as a line.",
        partial(set_style, style=TraceStyle.LINE.value),
    ),
    _command(
        "layer.trace_dot",
        "Trace: dots",
        "Draw the active layer's trace as dots.",
        partial(set_style, style=TraceStyle.DOT.value),
    ),
)
