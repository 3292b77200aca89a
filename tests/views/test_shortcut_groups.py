"""The shortcut sheet holds every key of the table once, in sections, spread evenly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.views.key_names import shown
from dustrack_imgui.views.shortcut_groups import Group, Shortcut, in_columns, shortcut_groups

GROUPS = shortcut_groups(COMMAND_TABLE)


def test_every_listed_key_stands_in_the_sheet_once() -> None:
    lines = [(group.section, line.title, line.keys) for group in GROUPS for line in group.shortcuts]
    expected = [
        (command.section, command.title, "  ".join(shown(key) for key in command.keys))
        for command in COMMAND_TABLE.values()
        if command.is_listed and command.keys
    ]
    assert sorted(lines) == sorted(expected)


def test_sections_stand_together_numbered_ones_first_and_other_last() -> None:
    sections = [group.section for group in GROUPS]
    assert len(sections) == len(set(sections))
    numbered = [section for section in sections if section[0].isdigit()]
    assert sections[: len(numbered)] == sorted(numbered)
    assert sections[-1] == "Other"


def test_commands_keep_the_order_of_the_table_within_a_section() -> None:
    order = [command.title for command in COMMAND_TABLE.values() if command.is_listed and command.keys]
    for group in GROUPS:
        places = [order.index(line.title) for line in group.shortcuts]
        assert places == sorted(places)


def group_of(n_lines: int, number: int) -> Group:
    return Group(f"section {number}", tuple(Shortcut(f"line {i}", "A", "") for i in range(n_lines)))


@given(st.lists(st.integers(1, 30), max_size=12), st.integers(1, 5))
def test_columns_hold_all_groups_in_order(lengths: list[int], n_columns: int) -> None:
    groups = [group_of(length, number) for number, length in enumerate(lengths)]
    spread = in_columns(groups, n_columns)
    assert [group for column in spread for group in column] == groups
    assert len(spread) <= n_columns
    assert all(spread)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=8))
def test_more_columns_are_never_taller(lengths: list[int]) -> None:
    groups = [group_of(length, number) for number, length in enumerate(lengths)]

    def height(n_columns: int) -> int:
        return max(sum(group.n_rows for group in column) for column in in_columns(groups, n_columns))

    heights = [height(n_columns) for n_columns in range(1, 6)]
    assert heights == sorted(heights, reverse=True)
    assert heights[-1] >= max(group.n_rows for group in groups)


@pytest.mark.parametrize("n_columns", [1, 2, 3, 4])
def test_the_real_sheet_is_balanced(n_columns: int) -> None:
    columns = in_columns(GROUPS, n_columns)
    heights = [sum(group.n_rows for group in column) for column in columns]
    tallest_group = max(group.n_rows for group in GROUPS)
    assert max(heights) <= sum(heights) / n_columns + tallest_group
