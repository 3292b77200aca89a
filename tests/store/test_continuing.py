"""Steps of a session that was closed can be undone in the next one, when the files are as it left them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Session, VideoData
from dustrack_imgui.model.track import Track
from dustrack_imgui.store.command import Call, Command, Continue, Kind, Result
from dustrack_imgui.store.continuing import earlier_histories
from dustrack_imgui.store.history import History
from dustrack_imgui.store.journal import Journal
from dustrack_imgui.store.outline import Outline
from dustrack_imgui.store.replay import replay
from dustrack_imgui.store.step import Change
from dustrack_imgui.store.store import Store

CONTINUED = Command(
    "continued",
    "",
    "",
    "",
    lambda session, histories: Result(session, history=Continue(histories)),
    Kind.SYSTEM,
)
Xy = tuple[float, float]


class Desk:
    """Sessions one after the other over the same "files", each with its journal."""

    def __init__(self, toy: ModuleType, folder: Path) -> None:
        self.toy = toy
        self.table = MappingProxyType({**toy.TABLE, "continued": CONTINUED})
        self.folder = folder
        self.files: dict[str, dict[int, Xy]] = {"a.mp4": {}, "b.mp4": {}}
        self.number = 0

    def open(self, *videos: str) -> Running:
        return Running(self, videos or ("a.mp4",))

    def layer(self, video: str) -> Layer:
        """The file, read anew."""
        points = self.files[video]
        return Layer("pn", MappingProxyType({"0": Track.from_points(list(points), list(points.values()))}))


class Running:
    """One session."""

    def __init__(self, desk: Desk, videos: Iterable[str]) -> None:
        self.desk = desk
        desk.number += 1
        self.journal = Journal(desk.folder / "sessions" / f"{desk.number:04}", gather_secs=0.0)
        self.store = Store(Session(), desk.table, journal=self.journal)
        for video in videos:
            self.ask(desk.toy.call("opened", state=desk.toy.video_state(video, desk.layer(video))))
        self.opened = {state.video.key: state.data for state in self.store.session.videos}

    def ask(self, *calls: Call) -> None:
        for call in calls:
            self.store.apply([call])

    def place(self, frame: int, xy: Xy = (1.0, 2.0)) -> None:
        self.ask(self.desk.toy.call("go", frame=frame), self.desk.toy.call("place", xy=xy))

    def found(self) -> tuple[History, ...]:
        return earlier_histories(self.desk.folder, self.opened, self.desk.table)

    def go_on(self) -> int:
        """Take earlier steps over; how many sessions they come from."""
        histories = self.found()
        self.ask(Call("continued", {"histories": histories}))
        return len(histories)

    def save(self) -> None:
        for state in self.store.session.videos:
            key = state.video.key
            self.desk.files[key] = self.frames(key)
            self.ask(self.desk.toy.call("saved", video=key, name="pn"))

    def close(self) -> None:
        self.journal.close(clean=True)

    def frames(self, video: str = "a.mp4") -> dict[int, Xy]:
        state = self.store.session.video_state(video)
        assert state is not None
        track = state.data.layer("pn").track("0")
        return {int(frame): track.xy_at(int(frame)) for frame in track.frames()}  # type: ignore[misc]

    def undo(self) -> str:
        self.ask(self.desk.toy.UNDO)
        return self.store.session.message.text


@pytest.fixture
def desk(toy: ModuleType, tmp_path: Path) -> Desk:
    return Desk(toy, tmp_path)


def worked(desk: Desk, *frames: int, videos: tuple[str, ...] = ("a.mp4",)) -> None:
    """A session that places points, saves half way and at the end, and is closed."""
    running = desk.open(*videos)
    running.go_on()
    for number, frame in enumerate(frames):
        running.place(frame)
        if number == 0:
            running.save()
    running.save()
    running.close()


def test_what_was_done_before_closing_can_be_undone_and_redone(desk: Desk):
    worked(desk, 3, 5, 9)
    again = desk.open()
    assert again.go_on() == 1
    assert again.store.session.history.undo == "place 0 at frame 9"
    assert again.undo() == "Undid: place 0 at frame 9"
    again.undo()
    again.undo()
    assert again.frames() == {}
    assert again.undo() == "Nothing to undo."
    again.ask(desk.toy.REDO, desk.toy.REDO)
    assert sorted(again.frames()) == [3, 5]


def test_edits_made_while_it_was_searched_stand_on_top(desk: Desk):
    worked(desk, 3)
    again = desk.open()
    histories = again.found()
    again.place(7)
    again.ask(Call("continued", {"histories": histories}))
    assert [row.sentence for row in Outline(again.store.history).page(0, 9).rows] == [
        "", "place 0 at frame 3", "place 0 at frame 7",
    ]  # fmt: skip
    again.undo()
    assert sorted(again.frames()) == [3]
    again.undo()
    assert again.frames() == {}


def test_steps_survive_several_closings(desk: Desk):
    worked(desk, 3)
    worked(desk, 5)
    worked(desk, 9)
    again = desk.open()
    assert again.go_on() == 3
    for left in ([3, 5], [3], []):
        again.undo()
        assert sorted(again.frames()) == left


def test_branches_that_were_undone_before_closing_are_still_there(desk: Desk):
    first = desk.open()
    first.place(3)
    first.place(5)
    first.undo()
    first.place(9)
    first.undo()
    first.save()
    first.close()
    again = desk.open()
    again.go_on()
    rows = Outline(again.store.history).page(0, 9).rows
    assert [(row.sentence[-7:], row.indent, row.is_applied) for row in rows] == [
        ("", 0, True), ("frame 3", 0, True), ("frame 5", 1, False), ("frame 9", 0, False),
    ]  # fmt: skip
    again.ask(desk.toy.call("go_to_step", step=rows[2].step))
    assert sorted(again.frames()) == [3, 5]


def changed_file(desk: Desk) -> None:
    desk.files["a.mp4"][100] = (9.0, 9.0)


def moved_point(desk: Desk) -> None:
    desk.files["a.mp4"][3] = (1.0, 2.001)


def unreadable(desk: Desk) -> None:
    for path in (desk.folder / "sessions" / "0001").glob("journal-*"):
        path.write_bytes(path.read_bytes()[:-30].replace(b"place", b"plague"))


@pytest.mark.parametrize("harm", [changed_file, moved_point, unreadable])
def test_nothing_is_taken_over_when_the_files_or_the_journal_changed(
    desk: Desk, harm: Callable[[Desk], None]
):
    worked(desk, 3, 5)
    harm(desk)
    assert desk.open().found() == ()


def test_nothing_is_taken_over_from_sessions_that_crashed_or_threw_work_away(desk: Desk):
    crashed = desk.open()
    crashed.place(3)
    crashed.save()
    crashed.journal.close(clean=False)
    assert desk.open().found() == ()
    careless = desk.open()
    careless.place(8)
    careless.close()
    assert desk.open().found() == ()


def test_a_search_that_is_cancelled_ends_at_once_with_nothing(desk: Desk):
    worked(desk, 3, 5)
    again = desk.open()
    asked = 0

    def is_cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 2

    assert earlier_histories(desk.folder, again.opened, desk.table, is_cancelled=is_cancelled) == ()
    assert asked == 3


def test_steps_on_two_videos_wait_until_both_are_open(desk: Desk):
    both = desk.open("a.mp4", "b.mp4")
    both.place(3)
    both.ask(desk.toy.call("switch", index=0))
    both.place(4)
    both.save()
    both.close()
    assert desk.open("a.mp4").found() == ()
    again = desk.open("a.mp4", "b.mp4")
    assert again.go_on() == 1
    again.undo()
    again.undo()
    assert (again.frames("a.mp4"), again.frames("b.mp4")) == ({}, {})


def test_undoing_over_the_border_of_a_session_is_itself_a_step_of_the_next(desk: Desk):
    worked(desk, 3, 5)
    second = desk.open()
    second.go_on()
    second.undo()
    second.place(9)
    second.save()
    second.close()
    again = desk.open()
    assert again.go_on() == 2
    states = []
    while not again.undo().startswith("Nothing"):
        states.append(sorted(again.frames()))
    assert states == [[3], [3, 5], [3], []]


def test_what_is_undone_of_an_earlier_session_survives_a_crash(desk: Desk):
    worked(desk, 3, 5)
    again = desk.open()
    again.go_on()
    again.place(7)
    again.undo()
    again.undo()
    again.place(11)
    assert again.journal.flush()
    expected = again.frames()
    again.journal.close(clean=False)
    replayed = replay(again.journal.folder, desk.table)
    assert replayed.warnings == ()
    state = replayed.session.video_state("a.mp4")
    assert state is not None
    assert sorted(state.data.layer("pn").track("0").frames().tolist()) == sorted(expected) == [3, 11]


def test_a_history_that_let_its_beginning_go_takes_nothing_over():
    history, earlier = History(budget_bytes=20_000), History()
    change = Change("a", VideoData(), VideoData((Layer("pn"),)))
    earlier.push([change], sentence="earlier")
    for _ in range(20):
        history.push([change], sentence="now")
    assert not history.adopt(earlier)
    assert not History().adopt(History())


moves = st.lists(st.sampled_from(["edit", "edit", "undo", "redo"]), max_size=25)


def made(done: list[str], history: History) -> History:
    change = Change("a", VideoData(), VideoData((Layer("pn"),)))
    for number, action in enumerate(done):
        if action == "edit":
            history.push([change], sentence=f"{number}")
        else:
            getattr(history, action)()
    return history


@given(moves, moves, moves)
def test_the_tree_of_both_is_one_tree(first: list[str], second: list[str], third: list[str]):
    history, earlier, earliest = made(first, History()), made(second, History()), made(third, History())
    n_steps, path = len(history), [step.id for step in history.path]
    sentence = history.current.sentence
    for other in (earlier, earliest):
        n_other = len(other)
        tail = [step.sentence for step in other.path]
        if history.adopt(other):
            n_steps += n_other
            assert [step.sentence for step in history.path][: len(tail)] == tail
    assert len(history) == n_steps
    assert [step.id for step in history.path][len(history.path) - len(path) :] == path
    assert not path or history.current.sentence == sentence
    rows = Outline(history).page(0, 1000).rows
    assert len(rows) == n_steps + 1
    assert {row.step for row in rows if row.is_applied} == {
        history.root.id, *(step.id for step in history.path),
    }  # fmt: skip
    any_step: Any = rows[len(rows) // 2].step
    history.go_to(any_step)
    assert history.current.id == any_step
