"""Keys: presets and one's own over those of the table, never two commands on one key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.commands.chords import normalised
from dustrack_imgui.commands.key_presets import ONE_HANDED, PRESETS, TITLES
from dustrack_imgui.commands.keymap import (
    current_keymap,
    is_bindable,
    preset_keymap,
    problems_of,
    with_current_keys,
)
from dustrack_imgui.commands.table import COMMAND_TABLE, KEYMAP
from dustrack_imgui.model.keys import KeyBindings
from dustrack_imgui.model.session import Interface, Session
from dustrack_imgui.store.command import Call
from dustrack_imgui.store.store import Store
from dustrack_imgui.store.value_codec import built, plain

BINDABLE = sorted(command.id for command in COMMAND_TABLE.values() if is_bindable(command))
some_keys = st.sampled_from(sorted({*KEYMAP, "ctrl+f9", "alt+shift+x", "menu"}))
bindings = st.builds(
    KeyBindings,
    st.sampled_from(sorted(PRESETS)),
    st.dictionaries(some_keys, st.sampled_from([*BINDABLE, ""]), max_size=8).map(
        lambda own: tuple(sorted(own.items()))
    ),
)


@pytest.fixture
def store() -> Store:
    return Store(Session(), COMMAND_TABLE, is_strict=True)


def ask(store: Store, id_: str, **arguments: object) -> str:
    store.apply([Call(id_, arguments)])
    return store.session.message.text


def keymap(store: Store) -> dict[str, str]:
    return dict(current_keymap(COMMAND_TABLE, store.session.interface.keys))


def test_nothing_chosen_means_the_keys_of_the_table():
    assert current_keymap(COMMAND_TABLE, KeyBindings()) == KEYMAP
    current = with_current_keys(COMMAND_TABLE, KeyBindings())
    assert all(current[name] is command for name, command in COMMAND_TABLE.items())


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_name_only_keys_and_commands_that_exist(preset):
    assert preset in TITLES
    assert problems_of(COMMAND_TABLE, KeyBindings(preset, tuple(PRESETS[preset].items()))) == ()
    assert all(normalised(key) == key for key in PRESETS[preset])


def test_no_command_loses_its_last_key_to_the_one_handed_preset():
    left = set(preset_keymap(COMMAND_TABLE, ONE_HANDED).values())
    assert set(KEYMAP.values()) - left == set()


@given(bindings)
def test_what_the_window_names_is_what_the_keys_do(chosen: KeyBindings):
    current = with_current_keys(COMMAND_TABLE, chosen)
    named = [(key, name) for name, command in current.items() for key in command.keys]
    assert len(named) == len({key for key, _ in named})
    assert dict(named) == current_keymap(COMMAND_TABLE, chosen)


@given(bindings)
def test_keys_survive_the_journal(chosen: KeyBindings):
    interface = Interface(keys=chosen)
    assert built(Interface, plain(interface)) == interface


def test_an_interface_written_before_there_were_keys_still_reads():
    data = plain(Interface())
    del data["keys"], data["shows_history"]
    assert built(Interface, data) == Interface()


def test_a_key_that_is_taken_changes_hands_and_says_so(store):
    text = ask(store, "keys.bind", key="Control+Z", command="point.place")
    assert keymap(store)["ctrl+z"] == "point.place"
    assert keymap(store)["t"] == "point.place"
    assert "Ctrl+Z" in text
    assert "Undo" in text
    current = with_current_keys(COMMAND_TABLE, store.session.interface.keys)
    assert current["point.place"].keys == ("t", "ctrl+z")
    assert "ctrl+z" not in current["edit.undo"].keys


def test_one_command_or_all_can_be_reset(store):
    ask(store, "keys.bind", key="f9", command="point.place")
    ask(store, "keys.unbind", key="t")
    ask(store, "keys.bind", key="ctrl+z", command="edit.redo")
    assert "t" not in keymap(store)
    ask(store, "keys.reset", command="point.place")
    assert keymap(store)["t"] == "point.place"
    assert "f9" not in keymap(store)
    assert keymap(store)["ctrl+z"] == "edit.redo"
    ask(store, "keys.reset", command="edit.undo")
    assert keymap(store) == dict(KEYMAP)
    assert "already" in ask(store, "keys.reset_all")
    ask(store, "keys.unbind", key="t")
    ask(store, "keys.reset_all")
    assert keymap(store) == dict(KEYMAP)


def test_binding_back_to_the_preset_leaves_nothing_of_ones_own(store):
    ask(store, "keys.unbind", key="t")
    ask(store, "keys.bind", key="t", command="point.place")
    assert store.session.interface.keys == KeyBindings()


def test_ones_own_keys_stay_when_the_preset_changes(store):
    ask(store, "keys.bind", key="f9", command="point.place")
    ask(store, "keys.use_one_handed")
    assert keymap(store)["f"] == "frame.next"
    assert keymap(store)["f9"] == "point.place"


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("keys.bind", {"key": "t", "command": "no.such"}),
        ("keys.bind", {"key": "t", "command": "video.opened"}),
        ("keys.bind", {"key": "t", "command": "point.place"}),
        ("keys.bind", {"key": "hyper+t", "command": "point.place"}),
        ("keys.unbind", {"key": "ctrl+alt+shift+f9"}),
        ("keys.reset", {"command": "point.place"}),
    ],
)
def test_refusals_are_sentences_and_change_nothing(store, command, arguments):
    text = ask(store, command, **arguments)
    assert text.endswith((".", ")."))
    assert store.session.interface.keys == KeyBindings()
