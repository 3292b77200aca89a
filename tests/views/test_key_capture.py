"""Asking for a key: free keys are taken at once, taken ones only on a second thought."""

from __future__ import annotations

from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.views.key_capture import Capture, pressed

WAITING = Capture(COMMAND_TABLE["point.place"])


def test_a_free_key_is_bound_at_once():
    capture, call = pressed(WAITING, "ctrl+alt+f9", COMMAND_TABLE)
    assert capture is None
    assert call is not None
    assert (call.command, call.arguments) == ("keys.bind", {"key": "ctrl+alt+f9", "command": "point.place"})


def test_a_taken_key_names_its_holder_and_waits():
    capture, call = pressed(WAITING, "ctrl+z", COMMAND_TABLE)
    assert call is None
    assert capture is not None
    assert "Ctrl+Z" in capture.prompt
    assert "Undo" in capture.prompt
    assert pressed(capture, "esc", COMMAND_TABLE) == (None, None)
    _, call = pressed(capture, "enter", COMMAND_TABLE)
    assert call is not None
    assert call.arguments["key"] == "ctrl+z"
    other, _ = pressed(capture, "ctrl+s", COMMAND_TABLE)
    assert other is not None
    assert "Ctrl+S" in other.prompt


def test_esc_cancels_and_enter_alone_is_a_key_like_others():
    assert pressed(WAITING, "esc", COMMAND_TABLE) == (None, None)
    capture, call = pressed(WAITING, "shift+enter", COMMAND_TABLE)
    assert capture is None
    assert call is not None
