"""The user's keys on disk: what was written is read, what cannot be read is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.app import key_file
from dustrack_imgui.app.gestures import Gestures
from dustrack_imgui.app.key_file import LoadedKeys, load_keys, save_keys, toml_of
from dustrack_imgui.app.keys import KeyRouter
from dustrack_imgui.app.systems.keeping_keys import KeepingKeysSystem
from dustrack_imgui.commands.table import COMMAND_TABLE, KEYMAP
from dustrack_imgui.model.keys import KeyBindings
from dustrack_imgui.model.session import Interface, Session

OWN = KeyBindings("one-handed", (("'", "point.place"), ("\\", ""), ("ctrl+z", "edit.redo")))


def test_keys_come_back_as_they_were_written(tmp_path: Path):
    path = tmp_path / "new folder" / "keys.toml"
    assert load_keys(path, COMMAND_TABLE) == LoadedKeys()
    save_keys(path, OWN)
    assert load_keys(path, COMMAND_TABLE) == LoadedKeys(OWN)


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=4), st.text(max_size=8))
def test_any_text_is_written_as_toml_that_reads_back(own: dict[str, str], preset: str):
    bindings = KeyBindings(preset, tuple(own.items()))
    data = key_file.tomllib.loads(toml_of(bindings))
    assert (data["preset"], data["keys"]) == (preset, own)


@pytest.mark.parametrize("text", ["preset = ", "preset = 3", "keys = 3", '[keys]\n"t" = "a"\n"t" = "b"'])
def test_a_damaged_file_means_the_default_and_a_reason(tmp_path: Path, text: str):
    path = tmp_path / "keys.toml"
    path.write_text(text)
    loaded = load_keys(path, COMMAND_TABLE)
    assert loaded.bindings == KeyBindings()
    assert loaded.is_damaged
    assert len(loaded.problems) == 1


def test_bytes_that_are_no_text_are_damage_too(tmp_path: Path):
    path = tmp_path / "keys.toml"
    path.write_bytes(b"preset = '\xff\xfe'")
    assert load_keys(path, COMMAND_TABLE).is_damaged


def test_lines_that_make_no_sense_are_named_and_the_others_hold(tmp_path: Path):
    path = tmp_path / "keys.toml"
    path.write_text(
        'preset = "three-handed"\n[keys]\n"Ctrl+Z" = "edit.redo"\n"control+z" = "point.place"\n'
        '"hyper" = "point.place"\n"f9" = "no.such"\n"f10" = 3\n'
    )
    loaded = load_keys(path, COMMAND_TABLE)
    assert not loaded.is_damaged
    assert dict(loaded.bindings.own)["ctrl+z"] == "edit.redo"
    for word in ("three-handed", "control+z", "hyper", "no.such", "f10"):
        assert sum(word in problem for problem in loaded.problems) == 1


def system(path: Path) -> tuple[KeepingKeysSystem, KeyRouter, LoadedKeys]:
    router = KeyRouter(KEYMAP, COMMAND_TABLE, Gestures())
    loaded = load_keys(path, COMMAND_TABLE)
    return KeepingKeysSystem(router, COMMAND_TABLE, path, loaded, lambda: None), router, loaded


def test_new_keys_hold_at_once_and_are_kept(tmp_path: Path):
    path = tmp_path / "keys.toml"
    keeping, router, loaded = system(path)
    assert keeping.tick(Session(interface=Interface(keys=loaded.bindings)), 0.0) == []
    assert router.command_of("ctrl+z") == "edit.undo"
    keeping.tick(Session(interface=Interface(keys=OWN)), 0.0)
    assert router.command_of("ctrl+z") == "edit.redo"
    keeping.close()
    assert load_keys(path, COMMAND_TABLE).bindings == OWN


def test_a_damaged_file_is_named_and_kept_when_keys_are_changed(tmp_path: Path):
    path = tmp_path / "keys.toml"
    path.write_text("my precious [ keys")
    keeping, _, loaded = system(path)
    (notice,) = keeping.tick(Session(interface=Interface(keys=loaded.bindings)), 0.0)
    assert notice.command == "message.notice"
    assert str(path) in notice.arguments["text"]
    assert keeping.tick(Session(), 0.0) == []
    assert path.read_text() == "my precious [ keys"
    keeping.tick(Session(interface=Interface(keys=OWN)), 0.0)
    keeping.close()
    assert load_keys(path, COMMAND_TABLE).bindings == OWN
    assert (tmp_path / "keys-damaged.toml").read_text() == "my precious [ keys"
