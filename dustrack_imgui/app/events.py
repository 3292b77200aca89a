"""Raw input as values, in the order in which it came."""

from __future__ import annotations

from dataclasses import dataclass

Xy = tuple[float, float]
LEFT, RIGHT, MIDDLE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class KeyDown:
    """A key went down (or repeats, which the router ignores); `name` with modifiers, e.g. "ctrl+z"."""

    name: str
    code: int


@dataclass(frozen=True, slots=True)
class KeyUp:
    """A key was released."""

    code: int


@dataclass(frozen=True, slots=True)
class MouseDown:
    """A mouse button went down at a screen position; `modifiers` as in key names."""

    button: int
    xy_screen: Xy
    modifiers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MouseUp:
    """A mouse button was released at a screen position."""

    button: int
    xy_screen: Xy


@dataclass(frozen=True, slots=True)
class MouseMove:
    """The mouse is at another screen position than before."""

    xy_screen: Xy


@dataclass(frozen=True, slots=True)
class Wheel:
    """The wheel turned by `notches`, away from the user positive; `modifiers` as in key names."""

    notches: float
    xy_screen: Xy
    modifiers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CloseRequested:
    """The window's close button."""


@dataclass(frozen=True, slots=True)
class Emitted:
    """A widget asks for a command."""

    command: str
    arguments: tuple[tuple[str, object], ...] = ()


Event = KeyDown | KeyUp | MouseDown | MouseUp | MouseMove | Wheel | CloseRequested | Emitted
