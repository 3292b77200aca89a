"""The undo tree: branches stay reachable, moves are exact, the oldest steps go when memory is short."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import VideoData
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.store.command import Region
from dustrack_imgui.store.history import Change, History, Mark, Step


class Document:
    """A history with data that follows its moves, as the store does it."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.data = VideoData((Layer("pn"),))

    def edit(self, x: float, *, gesture: int | None = None, sentence: str = "place") -> Step:
        track = self.data.layers[0].track("0").with_point(0, (x, 0.0), Source.HAND)
        after = self.data.with_layer(self.data.layers[0].with_track("0", track))
        change = Change("clip", self.data, after)
        self.data = after
        region = Region("clip", "pn", ("0",), 0, 0)
        return self.history.push([change], sentence=sentence, region=region, gesture=gesture)

    def follow(self, taken: tuple[Step, ...], made: tuple[Step, ...]) -> None:
        for step in taken:
            assert self.data is step.changes[0].after
            self.data = step.changes[0].before
        for step in made:
            assert self.data is step.changes[0].before
            self.data = step.changes[0].after

    def undo(self) -> None:
        step = self.history.undo()
        self.follow((step,) if step else (), ())

    def redo(self) -> None:
        step = self.history.redo()
        self.follow((), (step,) if step else ())


def test_an_edit_after_undo_keeps_the_old_branch() -> None:
    doc = Document(History())
    first, second = doc.edit(1), doc.edit(2)
    kept = doc.data
    doc.undo()
    third = doc.edit(3)
    assert [step.id for step in doc.history.children(first.id)] == [second.id, third.id]
    doc.follow(*doc.history.go_to(second.id))
    assert doc.data is kept
    assert [step.id for step in doc.history.path] == [first.id, second.id]


def test_redo_goes_to_the_branch_visited_last() -> None:
    doc = Document(History())
    doc.edit(1)
    old = doc.edit(2)
    doc.undo()
    new = doc.edit(3)
    doc.undo()
    assert doc.history.next_redo is new
    doc.follow(*doc.history.go_to(old.id))
    doc.undo()
    assert doc.history.next_redo is old


def test_going_to_an_unknown_step_is_an_error() -> None:
    with pytest.raises(KeyError):
        History().go_to(5)


def test_ids_go_on_from_a_mark() -> None:
    doc = Document(History(mark=Mark(7, 12)))
    assert doc.history.undo() is None
    assert doc.edit(1).id == 12
    assert doc.history.current.parent == 7


def test_merging_keeps_the_first_before_and_the_last_after() -> None:
    doc = Document(History())
    start = doc.data
    for x in range(5):
        step = doc.edit(x, gesture=1, sentence=f"move to {x}")
    assert step.changes[0].before is start
    assert step.changes[0].after is doc.data
    assert (step.n_edits, step.sentence) == (5, "move to 4")


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("edit"), st.sampled_from([None, 1, 2])),
            st.tuples(st.just("undo"), st.none()),
            st.tuples(st.just("redo"), st.none()),
            st.tuples(st.just("go"), st.integers(0, 30)),
        ),
        max_size=60,
    )
)
def test_any_walk_through_the_tree_meets_matching_data(moves: list[tuple[str, int | None]]) -> None:
    doc = Document(History())
    reached = {0: doc.data}
    for number, (move, argument) in enumerate(moves):
        if move == "edit":
            step = doc.edit(number, gesture=argument)
            reached[step.id] = doc.data
        elif move == "undo":
            doc.undo()
        elif move == "redo":
            doc.redo()
        elif argument is not None and argument in doc.history:
            doc.follow(*doc.history.go_to(argument))
        assert doc.data is reached[doc.history.current.id]
    for step_id, data in reached.items():
        doc.follow(*doc.history.go_to(step_id))
        assert doc.data is data


def test_the_oldest_steps_go_when_memory_is_short() -> None:
    doc = Document(History(budget_bytes=200_000))
    for x in range(100):
        doc.edit(x)
    assert 2 <= len(doc.history) < 20
    assert doc.history.bytes_held <= 200_000
    while doc.history.next_undo:
        doc.undo()
    assert doc.history.root.id > 80
    doc.edit(1000)
    assert doc.history.next_undo is not None


def test_dropping_the_root_drops_branches_that_hang_on_it() -> None:
    doc = Document(History(budget_bytes=100_000))
    doc.edit(1)
    doc.undo()
    for x in range(20):
        doc.edit(x)
    assert 1 not in doc.history
    assert all(step.id > 1 for step in doc.history.steps)


def test_a_step_counts_only_the_blocks_it_does_not_share() -> None:
    track = Track.from_points(range(10_000), [(1.0, 2.0)] * 10_000)
    before = VideoData((Layer("pn").with_track("0", track),))
    layer = before.layers[0]
    after = before.with_layer(layer.with_track("0", track.with_point(5, (3.0, 4.0), Source.HAND)))
    step = History().push([Change("clip", before, after)], sentence="place")
    assert 1024 * 17 <= step.bytes_added < 64 * 1024


def test_steps_are_values() -> None:
    step = Document(History()).edit(1)
    assert replace(step, sentence="other") is not step
