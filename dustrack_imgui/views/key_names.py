"""Keys by Dear PyGui's codes: from a code to the name of a key press, and back; pure."""

from __future__ import annotations

from dustrack_imgui.commands.chords import MODIFIERS, Chord, normalised, parse, shown, unaliased

__all__ = ["MODIFIERS", "Chord", "chord_name", "key_code", "key_name", "normalised", "parse", "shown"]

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
    code = _CODE_OF_NAME.get(unaliased(key))
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
