"""Chords are named right when a slow frame tells of several keys at once."""

from __future__ import annotations

import pytest

from dustrack_imgui.app.modifiers import Modifiers

UP, Z = 515, 571


@pytest.fixture
def modifiers() -> Modifiers:
    """Shift is down."""
    made = Modifiers()
    made.press("shift")
    return made


def test_a_modifier_that_is_down_belongs_to_every_key(modifiers: Modifiers) -> None:
    assert modifiers.meant_with(UP, {"shift"}) == {"shift"}
    modifiers.end_frame()
    assert modifiers.meant_with(Z, {"shift"}) == {"shift"}


def test_a_modifier_left_in_the_frame_of_its_key_still_belongs_to_it(modifiers: Modifiers) -> None:
    modifiers.release("shift")
    assert modifiers.meant_with(Z, set()) == {"shift"}


def test_the_next_key_does_not_inherit_the_modifier_of_the_chord_before(modifiers: Modifiers) -> None:
    assert modifiers.meant_with(UP, {"shift"}) == {"shift"}
    modifiers.end_frame()
    modifiers.release("shift")
    assert modifiers.meant_with(Z, set()) == set()


def test_the_same_key_once_more_keeps_the_modifier(modifiers: Modifiers) -> None:
    for _ in range(2):
        assert modifiers.meant_with(UP, {"shift"}) == {"shift"}
        modifiers.press("shift")
        modifiers.end_frame()
    modifiers.release("shift")
    assert modifiers.meant_with(UP, set()) == {"shift"}


def test_a_released_modifier_is_forgotten_with_its_frame(modifiers: Modifiers) -> None:
    modifiers.release("shift")
    assert modifiers.meant_with(UP, set()) == {"shift"}
    modifiers.end_frame()
    assert modifiers.meant_with(Z, set()) == set()
    modifiers.press("shift")
    modifiers.release("shift")
    assert modifiers.meant_with(Z, set()) == {"shift"}, "a new hold has no chord before"


def test_two_modifiers_are_told_apart(modifiers: Modifiers) -> None:
    modifiers.press("ctrl")
    modifiers.release("shift")
    assert modifiers.meant_with(Z, {"ctrl"}) == {"shift", "ctrl"}
