"""Names of keys: Dear PyGui's codes to "ctrl+shift+z" and back, and how a key is written for people; pure."""

from __future__ import annotations

from dataclasses import dataclass

MODIFIERS = ("ctrl", "alt", "shift", "super")
"""Order in which modifiers stand in a name."""

_FIRST_CODE = 512
_LAST_CODE = 639

_SPECIAL = {
    512: "tab", 513: "left", 514: "right", 515: "up", 516: "down", 517: "pageup", 518: "pagedown",
    519: "home", 520: "end", 521: "insert", 522: "delete", 523: "backspace", 524: "space", 525: "enter",
    526: "esc", 535: "menu", 596: "'", 597: ",", 598: "-", 599: ".", 600: "/", 601: ";", 602: "=",
    603: "[", 604: "\\", 605: "]", 606: "`",
}  # fmt: skip
_KEYPAD = {622: ".", 623: "/", 624: "*", 625: "-", 626: "+", 627: "enter", 628: "="}
_NAME_OF_CODE: dict[int, str] = {
    **_SPECIAL,
    **{536 + digit: str(digit) for digit in range(10)},
    **{546 + place: chr(ord("a") + place) for place in range(26)},
    **{572 + place: f"f{place + 1}" for place in range(24)},
    **{612 + digit: str(digit) for digit in range(10)},
    **_KEYPAD,
}
_CODE_OF_NAME = {name: code for code, name in reversed(_NAME_OF_CODE.items())}

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


def key_name(code: int) -> str | None:
    """Name of a single key by Dear PyGui's code; None for mouse buttons, modifiers and unknown keys."""
    return _NAME_OF_CODE.get(code) if _FIRST_CODE <= code <= _LAST_CODE else None


def key_code(key: str) -> int:
    """Dear PyGui's code of a single key (of the main block where the keypad has it too).

    Raises
    ------
    ValueError
        When no key has that name.
    """
    code = _CODE_OF_NAME.get(_ALIASES.get(key.lower(), key.lower()))
    if code is None:
        raise ValueError(f"no key is called {key!r}")
    return code


def chord_name(
    code: int, *, ctrl: bool = False, alt: bool = False, shift: bool = False, super_: bool = False
) -> str | None:
    """Name of a key press with its modifiers, e.g. "ctrl+shift+z"; None when the key has no name."""
    key = key_name(code)
    if key is None:
        return None
    held = zip(MODIFIERS, (ctrl, alt, shift, super_), strict=True)
    return Chord(key, frozenset(name for name, is_held in held if is_held)).name


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
    known = [_ALIASES.get(part.strip(), part.strip()) for part in parts]
    *modifiers, key = known
    if key not in _CODE_OF_NAME:
        raise ValueError(f"no key is called {key!r} (in {name!r})")
    for modifier in modifiers:
        if modifier not in MODIFIERS:
            raise ValueError(f"no modifier is called {modifier!r} (in {name!r})")
    return Chord(key, frozenset(modifiers))


def normalised(name: str) -> str:
    """Canonical form of a name, so that two spellings of one key compare equal."""
    return parse(name).name


def shown(name: str) -> str:
    """How a key is written in the window: "ctrl+z" gives "Ctrl+Z", "shift+left" gives "Shift+←"."""
    chord = parse(name)
    modifiers = [modifier.capitalize() for modifier in MODIFIERS if modifier in chord.modifiers]
    return "+".join([*modifiers, _SHOWN.get(chord.key, chord.key.capitalize())])
