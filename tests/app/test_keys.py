"""Keys become commands; held keys repeat by our own clock."""

from __future__ import annotations

import pytest

from dustrack_imgui.app.events import KeyDown, KeyUp
from dustrack_imgui.app.gestures import Gestures
from dustrack_imgui.app.key_repeat import FIRST_REPEAT_SECS
from dustrack_imgui.app.keys import KeyRouter
from dustrack_imgui.commands.table import COMMAND_TABLE, KEYMAP

G = 552
T = 565


@pytest.fixture
def keys() -> KeyRouter:
    return KeyRouter(KEYMAP, COMMAND_TABLE, Gestures())


def test_a_press_is_one_request_and_its_own_repeats_are_ignored(keys):
    assert keys.press(KeyDown("t", T), 0.0).command == "point.place"
    assert keys.press(KeyDown("t", T), 0.3) is None
    assert keys.held(5.0) == []
    keys.release(KeyUp(T))
    assert keys.press(KeyDown("t", T), 0.4).command == "point.place"


def test_a_capital_letter_stands_for_the_small_one_unless_bound(keys):
    assert keys.press(KeyDown("shift+t", T), 0.0).command == "point.place"
    assert keys.command_of("shift+z") == "interval.forget"
    assert keys.command_of("shift+left") == "frame.back_fraction"
    assert keys.command_of("shift+f5") is None


def test_a_held_key_repeats_as_one_gesture_until_release(keys):
    first = keys.press(KeyDown("g", G), 0.0)
    assert keys.held(FIRST_REPEAT_SECS - 0.01) == []
    repeats = keys.held(FIRST_REPEAT_SECS + 0.01)
    assert [(one.command, one.gesture) for one in repeats] == [("frame.next", first.gesture)]
    assert keys.is_holding
    assert keys.release(KeyUp(G))
    assert keys.held(99.0) == []
    second = keys.press(KeyDown("g", G), 100.0)
    assert second.gesture != first.gesture


def test_a_late_loop_does_not_run_on_after_release(keys):
    keys.press(KeyDown("g", G), 0.0)
    assert 1 <= len(keys.held(60.0)) <= 5


def test_another_key_may_be_tapped_while_one_is_held(keys):
    keys.press(KeyDown("g", G), 0.0)
    assert keys.press(KeyDown("t", T), 0.1).command == "point.place"
    assert keys.is_holding


def test_what_a_dialog_swallows_does_not_act_when_it_closes(keys):
    assert keys.swallow(KeyDown("t", T))
    assert keys.press(KeyDown("t", T), 0.2) is None
    assert not keys.release(KeyUp(T))
