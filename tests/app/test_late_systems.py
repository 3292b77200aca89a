"""Systems that join a running session."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dustrack_imgui.app.engine import Engine
from dustrack_imgui.app.headless import outside_of_nothing
from dustrack_imgui.app.keys import Request
from dustrack_imgui.app.systems.late import LateSystems
from dustrack_imgui.commands.effects import ChooseVideos
from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View
from dustrack_imgui.store.command import Call, Effect
from dustrack_imgui.store.store import Store


class Noting:
    """Notes what it is asked, in a list that it shares with others."""

    def __init__(self, name: str, asked: list[str], *, takes: bool = False) -> None:
        self.name = name
        self.is_closed = False
        self.of_interest: list[int] = []
        self._asked = asked
        self._takes = takes

    def run(self, effect: Effect, session: Session) -> bool:
        del session
        self._asked.append(f"{self.name} runs {type(effect).__name__}")
        return self._takes

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        del now_secs
        self._asked.append(self.name)
        self.of_interest += [len(state.data.frames_of_interest) for state in session.videos]
        return []

    def is_active(self, session: Session) -> bool:
        del session
        return False

    def close(self) -> None:
        self.is_closed = True


class Company:
    """An engine with a system before the late one and one after it."""

    def __init__(self, session: Session) -> None:
        self.asked: list[str] = []
        self.is_cheap = False
        self.n_made = 0
        self.late = Noting("late", self.asked, takes=True)
        self.engine = Engine(
            Store(session, COMMAND_TABLE),
            COMMAND_TABLE,
            outside_of_nothing(),
            (
                Noting("first", self.asked),
                LateSystems(self._make, lambda: self.is_cheap),
                Noting("last", self.asked),
            ),
        )

    def _make(self) -> list[Noting]:
        self.n_made += 1
        return [self.late]


@pytest.fixture
def empty() -> Company:
    return Company(Session())


@pytest.fixture
def opened() -> Company:
    video = Video(Path("/clips/a.mp4"), 100, 64, 48, 30.0)
    state = VideoState(video, VideoData((Layer("l"),)), View(layer="l", label="0"))
    return Company(replace(Session(), videos=(state,)))


def test_they_take_their_place_among_the_others_once_that_is_cheap(empty: Company) -> None:
    empty.engine.tick(0.0)
    assert (empty.asked, empty.n_made) == (["first", "last"], 0)
    empty.is_cheap = True
    empty.engine.tick(0.0)
    empty.engine.tick(0.0)
    assert empty.asked[2:] == ["first", "late", "last"] * 2
    assert empty.n_made == 1


def test_they_are_made_for_an_effect_that_nobody_before_them_takes(empty: Company) -> None:
    empty.engine._run(ChooseVideos())
    assert empty.asked == ["first runs ChooseVideos", "late runs ChooseVideos"]
    empty.engine.tick(0.0)
    assert empty.asked[2:] == ["first", "late", "last"]
    assert empty.n_made == 1


def test_they_see_a_video_before_it_is_changed(opened: Company) -> None:
    opened.engine.tick(0.0)
    assert opened.n_made == 0
    opened.engine.ask(Request("frame.toggle_of_interest", {}))
    assert opened.late.of_interest == [0]
    opened.engine.tick(0.0)
    assert opened.late.of_interest == [0, 1]


def test_a_session_is_at_work_until_they_are_there_to_be_asked(empty: Company) -> None:
    assert empty.engine.is_working()
    empty.is_cheap = True
    empty.engine.tick(0.0)
    assert not empty.engine.is_working()


def test_closing_closes_them_and_does_not_make_them(empty: Company, opened: Company) -> None:
    empty.engine.close()
    assert empty.n_made == 0
    opened.is_cheap = True
    opened.engine.tick(0.0)
    opened.engine.close()
    assert opened.late.is_closed
