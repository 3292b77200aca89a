"""Commands about how points are drawn and looked at: size, opacity, words, loupe, following."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from dustrack_imgui.commands.access import active, needs_video
from dustrack_imgui.commands.following import with_following
from dustrack_imgui.model.session import MarkerStyle, Session
from dustrack_imgui.store.command import Command, Do, Kind, switch

SECTION = "Display"
MIN_SIZE, MAX_SIZE, MIN_OPACITY = 0.4, 3.0, 0.1


def kept_in_bounds(style: MarkerStyle) -> MarkerStyle:
    """Style with size and opacity brought into their ranges."""
    size = round(min(max(style.size, MIN_SIZE), MAX_SIZE), 2)
    return replace(style, size=size, opacity=round(min(max(style.opacity, MIN_OPACITY), 1.0), 2))


def set_size(session: Session, *, size: float) -> Session:
    """Set the size of markers as a factor, 0.4 to 3."""
    style = kept_in_bounds(replace(session.interface.markers, size=float(size)))
    return _with_style(session, style).saying(f"Markers {style.size:.0%}")


def set_opacity(session: Session, *, opacity: float) -> Session:
    """Set the opacity of markers as a factor, 0.1 to 1."""
    style = kept_in_bounds(replace(session.interface.markers, opacity=float(opacity)))
    return _with_style(session, style).saying(f"Markers {style.opacity:.0%} opaque")


def resize(session: Session, *, factor: float) -> Session:
    """Make markers larger or smaller."""
    return set_size(session, size=session.interface.markers.size * factor)


def fade(session: Session, *, delta: float) -> Session:
    """Make markers more or less opaque."""
    return set_opacity(session, opacity=session.interface.markers.opacity + delta)


def toggle_words(session: Session) -> Session:
    """Show or hide the numbers and names beside markers."""
    style = session.interface.markers
    return _with_style(session, replace(style, has_words=not style.has_words))


def toggle_loupe(session: Session) -> Session:
    """Show or hide the magnified picture beside the cursor."""
    interface = session.interface
    return replace(session, interface=replace(interface, shows_loupe=not interface.shows_loupe))


def toggle_following(session: Session) -> Session:
    """Keep the zoomed picture centred on the current label, or let it be."""
    state = active(session)
    is_on = not state.view.follows_label
    words = f"The picture follows label {state.view.label}." if is_on else "The picture stays where it is."
    return session.with_video_state(with_following(state, is_on=is_on)).saying(words)


def _with_style(session: Session, style: MarkerStyle) -> Session:
    return replace(session, interface=replace(session.interface, markers=style))


def _command(id_: str, title: str, help_: str, do: Do, *keys: str, is_listed: bool = True) -> Command:
    return Command(id_, title, help_, SECTION, do, Kind.VIEW, keys, is_listed=is_listed)


COMMANDS = (
    _command("markers.larger", "Larger markers", "By a quarter.", partial(resize, factor=1.25), "shift+="),
    _command("markers.smaller", "Smaller markers", "By a fifth.", partial(resize, factor=0.8), "shift+-"),
    _command("markers.clearer", "Clearer markers", "A tenth more opaque.", partial(fade, delta=0.1)),
    _command("markers.fainter", "Fainter markers", "A tenth less opaque.", partial(fade, delta=-0.1)),
    switch(
        _command(
            "markers.toggle_words",
            "Numbers beside markers",
            "Show or hide the numbers and names of labels on the picture.",
            toggle_words,
            "shift+h",
        ),
        lambda session: session.interface.markers.has_words,
    ),
    switch(
        _command(
            "image.toggle_loupe",
            "Loupe",
            "Show the surroundings of the cursor magnified, with the pixel that a click means.",
            toggle_loupe,
            "h",
        ),
        lambda session: session.interface.shows_loupe,
    ),
    switch(
        Command(
            "image.toggle_following",
            "Follow label",
            "Keep the zoomed picture centred on the current label.",
            SECTION,
            toggle_following,
            Kind.VIEW,
            ("ctrl+l",),
            needs_video,
        ),
        lambda session: session.active is not None and session.active.view.follows_label,
    ),
    _command("markers.size", "Marker size", "Set the size.", set_size, is_listed=False),
    _command("markers.opacity", "Marker opacity", "Set the opacity.", set_opacity, is_listed=False),
)
