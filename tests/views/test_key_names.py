"""Names of keys round-trip with Dear PyGui's codes and read the same in every spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.views.key_names import (
    MODIFIERS,
    chord_name,
    key_code,
    key_name,
    normalised,
    parse,
    shown,
)

named_codes = [code for code in range(512, 640) if key_name(code) is not None]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (513, "left"), (514, "right"), (515, "up"), (516, "down"), (517, "pageup"), (518, "pagedown"),
        (519, "home"), (520, "end"), (522, "delete"), (523, "backspace"), (524, "space"), (525, "enter"),
        (526, "esc"), (536, "0"), (545, "9"), (546, "a"), (571, "z"), (572, "f1"), (583, "f12"), (596, "'"),
        (597, ","), (598, "-"), (599, "."), (600, "/"), (601, ";"), (602, "="), (603, "["), (604, "\\"),
        (605, "]"), (606, "`"), (612, "0"), (621, "9"), (627, "enter"),
    ],
)  # fmt: skip
def test_measured_codes_have_their_names(code: int, name: str) -> None:
    assert key_name(code) == name


@pytest.mark.parametrize("code", [0, 65, 511, 527, 530, 534, 640, 656, 662, 663, 666, 4096])
def test_modifiers_mouse_buttons_and_pseudo_keys_have_none(code: int) -> None:
    assert key_name(code) is None
    assert chord_name(code, ctrl=True) is None


@given(st.sampled_from(named_codes), st.booleans(), st.booleans(), st.booleans())
def test_a_press_names_the_key_that_the_name_means(code: int, ctrl: bool, alt: bool, shift: bool) -> None:
    name = chord_name(code, ctrl=ctrl, alt=alt, shift=shift)
    assert name is not None
    chord = parse(name)
    assert chord.name == name
    assert chord.key == key_name(code)
    assert key_name(key_code(chord.key)) == chord.key
    held = {"ctrl": ctrl, "alt": alt, "shift": shift}
    assert chord.modifiers == {modifier for modifier, is_held in held.items() if is_held}


@given(st.sampled_from(named_codes), st.permutations(MODIFIERS), st.integers(0, len(MODIFIERS)))
def test_order_and_case_of_a_spelling_do_not_matter(code: int, order: list[str], count: int) -> None:
    key = key_name(code)
    spelling = "+".join([*order[:count], str(key)]).upper()
    in_order = [modifier for modifier in MODIFIERS if modifier in order[:count]]
    assert normalised(spelling) == "+".join([*in_order, str(key)])


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Shift+Ctrl+Z", "ctrl+shift+z"),
        ("Control+Escape", "ctrl+esc"),
        ("ctrl++", "ctrl++"),
        ("+", "+"),
        ("ctrl+-", "ctrl+-"),
        ("Return", "enter"),
        ("alt+,", "alt+,"),
        ("pgup", "pageup"),
    ],
)
def test_other_spellings(spelling: str, name: str) -> None:
    assert normalised(spelling) == name


@pytest.mark.parametrize("spelling", ["", "ctrl+", "hyper+a", "ctrl", "a+b", "f99"])
def test_what_is_no_key_is_refused(spelling: str) -> None:
    with pytest.raises(ValueError, match="is called"):
        parse(spelling)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ctrl+shift+z", "Ctrl+Shift+Z"),
        ("shift+left", "Shift+←"),
        ("alt+,", "Alt+Comma"),
        ("`", "Backtick"),
        ("f12", "F12"),
        ("pageup", "Page Up"),
        ("esc", "Esc"),
        ("ctrl+=", "Ctrl+="),
    ],
)
def test_keys_are_written_for_people(name: str, words: str) -> None:
    assert shown(name) == words
