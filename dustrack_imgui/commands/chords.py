"""How key presses are named, "ctrl+shift+z", and how they are written for people; pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

MODIFIERS = ("ctrl", "alt", "shift", "super")
"""Order in which modifiers stand in a name."""

KEYS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789',-./;=[]\\`*+").union(
    ("tab", "left", "right", "up", "down", "pageup", "pagedown", "home", "end", "insert", "delete"),
    ("backspace", "space", "enter", "esc", "menu"),
    (f"f{number}" for number in range(1, 25)),
)
"""Names of all single keys."""

_ALIASES = {
    "escape": "esc", "return": "enter", "del": "delete", "ins": "insert", "pgup": "pageup",
    "pgdn": "pagedown", "back": "backspace", "control": "ctrl", "cmd": "super", "meta": "super",
    "option": "alt", "plus": "+", "minus": "-", "comma": ",", "period": ".", "grave": "`",
    "spacebar": "space",
}  # fmt: skip
_SHOWN = {
    "left": "←", "right": "→", "up": "↑", "down": "↓", "pageup": "Page Up", "pagedown": "Page Down", "-": "−",
    ".": "Period", ",": "Comma", "'": "Quote", "`": "Backtick",
}  # fmt: skip
"""Arrows are known by their signs; signs that are mere dots are known by their names."""


@dataclass(frozen=True, slots=True)
class Chord:
    """One key with the modifiers held with it."""

    key: str
    modifiers: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Canonical name, e.g. "ctrl+alt+v"."""
        return "+".join([*(m for m in MODIFIERS if m in self.modifiers), self.key])


def unaliased(part: str) -> str:
    """Canonical name of a key or modifier, e.g. "esc" for "Escape"."""
    return _ALIASES.get(part.lower(), part.lower())


def parse(name: str) -> Chord:
    """Read a name in any case, order and spelling of its parts ("Shift+Control+Z", "ctrl++").

    Raises
    ------
    ValueError
        When a part is neither a key nor a modifier, or a modifier stands last.
    """
    text = name.strip().lower()
    is_plus = text == "+" or text.endswith("++")
    parts = [*text[:-1].split("+")[:-1], "+"] if is_plus else text.split("+")
    *modifiers, key = (unaliased(part.strip()) for part in parts)
    if key not in KEYS:
        raise ValueError(f"no key is called {key!r} (in {name!r})")
    for modifier in modifiers:
        if modifier not in MODIFIERS:
            raise ValueError(f"no modifier is called {modifier!r} (in {name!r})")
    return Chord(key, frozenset(modifiers))


def normalised(name: str) -> str:
    """Canonical form of a name, so that two spellings of one key compare equal."""
    return parse(name).name


@lru_cache(maxsize=256)
def shown(name: str) -> str:
    """How a key is written in the window: "ctrl+z" gives "Ctrl+Z", "shift+left" gives "Shift+←"."""
    chord = parse(name)
    modifiers = [modifier.capitalize() for modifier in MODIFIERS if modifier in chord.modifiers]
    return "+".join([*modifiers, _SHOWN.get(chord.key, chord.key.capitalize())])
