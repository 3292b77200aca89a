"""The undo tree as lines: every step once, branches indented, pages cheap, whatever was done before."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import VideoData
from dustrack_imgui.store.history import History
from dustrack_imgui.store.outline import HistoryPage, Outline
from dustrack_imgui.store.step import Change


def edit(history: History, sentence: str = "") -> int:
    change = Change("clip", VideoData(), VideoData((Layer("pn"),)))
    return history.push([change], sentence=sentence or "edit").id


def lines(page: HistoryPage) -> list[tuple[int, int]]:
    return [(row.step, row.indent) for row in page.rows]


def test_an_undone_branch_stands_indented_before_the_newer_one():
    history = History()
    outline = Outline(history)
    for word in "abc":
        edit(history, word)
    history.undo()
    history.undo()
    edit(history, "d")
    edit(history, "e")
    page = outline.page(0, 200)
    assert [(row.sentence, row.indent) for row in page.rows] == [
        ("", 0), ("a", 0), ("b", 1), ("c", 1), ("d", 0), ("e", 0),
    ]  # fmt: skip
    assert [row.sentence for row in page.rows if row.is_applied] == ["", "a", "d", "e"]
    assert [row.sentence for row in page.rows if row.is_current] == ["e"]
    assert (page.n_rows, page.current) == (6, 5)


def test_undo_dims_and_moves_the_mark_but_no_line():
    history = History()
    outline = Outline(history)
    for word in "abc":
        edit(history, word)
    before = lines(outline.page(0, 200))
    history.undo()
    page = outline.page(0, 200)
    assert lines(page) == before
    assert [row.is_applied for row in page.rows] == [True, True, True, False]
    assert page.current == 2


def test_a_page_is_a_part_that_stays_inside():
    history = History()
    outline = Outline(history)
    for _ in range(1000):
        edit(history)
    middle = outline.page(500, 50)
    assert (middle.first, len(middle.rows), middle.n_rows, middle.current) == (500, 50, 1001, 1000)
    assert all(row.is_applied and not row.is_current for row in middle.rows)
    assert outline.page(990, 50).first == 951
    assert outline.page(-5, 50).first == 0
    assert len(outline.page(0, 5000).rows) == 1001


@pytest.mark.parametrize("n_steps", [200, 2000])
def test_a_further_edit_looks_at_no_more_steps_in_a_long_history(n_steps: int):
    history = History()
    outline = Outline(history)
    for _ in range(n_steps):
        edit(history)
    outline.page(n_steps, 50)
    looks = 0
    step: Callable[[int], object] = history.step

    def counted(step_id: int) -> object:
        nonlocal looks
        looks += 1
        return step(step_id)

    history.step = counted  # type: ignore[method-assign,assignment]
    edit(history)
    outline.page(n_steps, 50)
    assert looks <= 110


actions = st.lists(st.sampled_from(["edit", "edit", "edit", "undo", "undo", "redo", "jump"]), max_size=60)


@given(actions, st.integers(0, 1000), st.booleans())
def test_lines_followed_step_by_step_are_those_of_a_fresh_look(done: list[str], seed: int, is_short: bool):
    history = History(budget_bytes=30_000 if is_short else 1 << 30)
    outline = Outline(history)
    for number, action in enumerate(done):
        if action == "edit":
            edit(history)
        elif action == "undo":
            history.undo()
        elif action == "redo":
            history.redo()
        else:
            ids = [row.step for row in outline.page(0, 1000).rows]
            history.go_to(ids[(seed + number) % len(ids)])
        if (seed + number) % 3:
            outline.page(0, 10)
    page, fresh = outline.page(0, 1000), Outline(history).page(0, 1000)
    assert page == fresh
    assert len(page.rows) == len(history) + 1
    assert {row.step for row in page.rows if row.is_applied} == {
        history.root.id, *(step.id for step in history.path),
    }  # fmt: skip
    assert page.rows[page.current].is_current
    assert all(row.indent == 0 for row in page.rows[:1])
