"""The palette finds the command that was meant, first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.views.palette_search import entries, search

ENTRIES = entries(COMMAND_TABLE)


def ids(query: str) -> list[str]:
    return [command.id for command in search(query, ENTRIES)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("undo", "edit.undo"),
        ("redo", "edit.redo"),
        ("save layer", "layer.save"),
        ("save all", "layer.save_all"),
        ("jitter", "filter.reduce_jitter"),
        ("go to", "dialog.ask_frame"),
        ("open", "dialog.ask_video"),
        ("ctrl+shift+s", "layer.save_all"),
        ("F12", "window.toggle_developer_panel"),
        ("interpolate", "interval.interpolate"),
        ("all interp", "interval.interpolate_all"),
        ("swp", "layer.swap"),
        ("devpan", "window.toggle_developer_panel"),
    ],
)
def test_what_is_meant_comes_first(query: str, first: str) -> None:
    assert ids(query)[0] == first


def test_empty_query_lists_everything_in_table_order() -> None:
    assert ids("") == ids("   ") == [command.id for command in COMMAND_TABLE.values() if command.is_listed]


def test_hidden_commands_are_not_offered() -> None:
    hidden = {command.id for command in COMMAND_TABLE.values() if not command.is_listed}
    assert hidden
    assert not hidden & set(ids(""))


def test_every_word_has_to_be_found() -> None:
    assert ids("interpolate xyzzy") == []
    assert set(ids("previous frame label")) < set(ids("previous frame"))


def test_help_is_searched_below_titles() -> None:
    found = ids("wraps")
    assert "layer.next" in found
    assert ids("nearest marked")[0] in ("predict.current", "predict.all")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.command.id)
def test_a_full_title_finds_its_command_at_the_top(entry: object) -> None:
    command = entry.command  # type: ignore[attr-defined]
    titles = [found.title for found in search(command.title, ENTRIES)]
    assert titles[0] == command.title


@given(st.text(max_size=12))
def test_any_text_gives_a_subset_without_repeats(query: str) -> None:
    found = ids(query)
    assert len(found) == len(set(found)) <= len(ENTRIES)
    assert ids(query.upper()) == ids(query.upper().lower())


@given(st.sampled_from(ENTRIES), st.data())
def test_typing_more_of_a_title_never_loses_it(entry: object, data: st.DataObject) -> None:
    title = entry.title  # type: ignore[attr-defined]
    length = data.draw(st.integers(1, len(title)))
    assert entry.command in search(title[:length], ENTRIES)  # type: ignore[attr-defined]
