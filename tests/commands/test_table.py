"""The table as a whole: what every command promises."""

from __future__ import annotations

import inspect

import pytest

from dustrack_imgui.commands.table import COMMAND_TABLE, KEYMAP, DuplicateError, make_keymap, make_table
from dustrack_imgui.store.command import Kind

# Rows of the predecessor's key table that this desk has; the fingers of its users know them.
KNOWN_KEYS = {
    "=": "layer.next", "-": "layer.previous", "]": "layer.next_overlay", "[": "layer.previous_overlay",
    "'": "label.next", ";": "label.previous", "w": "label.next_page", "q": "label.previous_page",
    ",": "frame.previous_annotated", ".": "frame.next_annotated", "g": "frame.next",
    "f": "frame.next_unless_annotated", "d": "frame.previous_unless_annotated",
    "alt+,": "frame.previous_of_interest", "alt+.": "frame.next_of_interest",
    "n": "frame.next_labelled", "p": "frame.previous_labelled", "b": "frame.previous_labelled",
    "t": "point.place", "y": "point.remove", "alt+b": "predict.current", "ctrl+b": "predict.all",
    "z": "interval.pick", "a": "interval.interpolate", "ctrl+a": "interval.interpolate_all",
    "alt+a": "interval.clear", "ctrl+alt+a": "interval.clear_all", "ctrl+d": "interval.interpolate_lk",
    "m": "frame.toggle_of_interest", "left": "frame.previous", "right": "frame.next",
    "up": "frame.forward_10", "down": "frame.back_10", "shift+right": "frame.forward_fraction",
    "shift+left": "frame.back_fraction", "shift+up": "frame.last", "shift+down": "frame.first",
    "`": "label.toggle_number_keys", "s": "layer.save", "ctrl+k": "dialog.open_shortcuts",
    "f5": "window.refresh",
    "r": "view.reset", "alt+r": "view.reset_to_data", "j": "traces.pan_left", "k": "traces.pan_right",
    "c": "copy.point", "alt+c": "copy.frames_of_interest", "ctrl+alt+c": "copy.interval",
    "x": "interval.decimate", "alt+q": "layer.keep_continuous",
    "v": "check.around", "alt+v": "check.label", "ctrl+alt+v": "check.all",
    "/": "traces.pan_right", "l": "traces.pan_up", "ctrl+c": "window.copy_screenshot",
    "alt+left": "video.previous", "alt+right": "video.next",
    **{str(digit): f"label.digit_{digit}" for digit in range(10)},
}  # fmt: skip


@pytest.mark.parametrize(("key", "command"), KNOWN_KEYS.items())
def test_keys_are_those_in_the_fingers(key, command):
    assert KEYMAP[key] == command


@pytest.mark.parametrize("command", COMMAND_TABLE.values(), ids=lambda command: command.id)
def test_every_command_is_fit_for_palette_and_sheet(command):
    assert "." in command.id
    assert command.section
    assert not command.title[:1].islower() or not command.is_listed
    assert not command.is_listed or command.help.endswith(".")
    parameters = inspect.signature(command.do).parameters
    assert all(need.value in parameters for need in command.needs)
    assert all(name in parameters for name in command.arguments)
    assert command.kind is not Kind.SYSTEM or not command.keys


def test_listed_commands_need_no_arguments_beyond_what_input_fills_in():
    for command in COMMAND_TABLE.values():
        if command.is_listed:
            required = {
                name
                for name, parameter in inspect.signature(command.do).parameters.items()
                if parameter.default is inspect.Parameter.empty and name != "session"
            }
            assert required <= set(command.arguments), command.id


def test_two_commands_may_not_share_an_id_or_a_key():
    first, second = list(COMMAND_TABLE.values())[:2]
    with pytest.raises(DuplicateError, match=first.id):
        make_table([first, first])
    with pytest.raises(DuplicateError):
        make_keymap({"a": first, "b": first})
    assert second.id != first.id
