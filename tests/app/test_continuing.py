"""The window takes over the steps of the last session, with the real commands, in the background."""

from __future__ import annotations

import time
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.app.systems.continuing import ContinuingSystem
from dustrack_imgui.app.systems.journaling import JournalingSystem
from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View
from dustrack_imgui.store.command import Call
from dustrack_imgui.store.journal import Journal
from dustrack_imgui.store.replay import replay
from dustrack_imgui.store.store import Store

CLIP = Video(Path("clip.mp4"), 100, 64, 48, 30.0)


def store_on(folder: Path, points: dict[int, tuple[float, float]]) -> tuple[Store, Journal]:
    """A session that has opened the clip with these points in its file."""
    journal = Journal(folder, gather_secs=0.0)
    store = Store(Session(), COMMAND_TABLE, journal=journal, is_strict=True)
    tracks = MappingProxyType({"0": Track.from_points(list(points), list(points.values()))})
    state = VideoState(
        CLIP, VideoData((Layer("pn", tracks),)), View(layer="pn"), MappingProxyType({"pn": tracks})
    )
    store.apply([Call("video.opened", MappingProxyType({"state": state}))])
    return store, journal


def place(store: Store, frame: int) -> None:
    store.apply([Call("frame.go_to", {"frame": frame})])
    store.apply([Call("point.place", {"xy_image": (7.0, 8.0), "exact_frame": frame})])


def test_the_next_session_can_undo_what_the_last_one_did(tmp_path: Path):
    store, journal = store_on(tmp_path / "sessions" / "1", {})
    for frame in (3, 5):
        place(store, frame)
    journal.close(clean=True)
    again, second = store_on(tmp_path / "sessions" / "2", {3: (7.0, 8.0), 5: (7.0, 8.0)})
    woken: list[float] = []
    system = ContinuingSystem(tmp_path, lambda: woken.append(time.monotonic()))
    give_up = time.monotonic() + 30.0
    calls = system.tick(again.session, 0.0)
    while not calls and time.monotonic() < give_up:
        time.sleep(0.005)
        calls = system.tick(again.session, 0.0)
    again.apply(calls)
    system.close()
    assert woken
    assert again.session.history.undo == "place 0 at frame 5"
    again.apply([Call("edit.undo"), Call("edit.undo")])
    assert again.session.active is not None
    assert again.session.active.layer.count() == 0
    assert again.session.history.undo is None
    second.close(clean=False)


def answers_of(system, store: Store, calls: list[Call], *, until: str) -> None:
    """Apply what a system answers until it asks for a command."""
    give_up = time.monotonic() + 30.0
    while until not in [call.command for call in calls]:
        assert time.monotonic() < give_up, f"no {until}"
        time.sleep(0.005)
        calls = system.tick(store.session, 0.0)
        store.apply(calls)


def test_work_of_a_crash_comes_back_with_its_steps_behind_those_of_the_session_before(tmp_path: Path):
    store, journal = store_on(tmp_path / "sessions" / "1", {})
    place(store, 3)
    journal.close(clean=True)
    crashed, journal = store_on(tmp_path / "sessions" / "2", {3: (7.0, 8.0)})
    for frame in (5, 9):
        place(crashed, frame)
    crashed.apply([Call("edit.undo")])
    journal.close(clean=False)

    again, journal = store_on(tmp_path / "sessions" / "3", {3: (7.0, 8.0)})
    continuing = ContinuingSystem(tmp_path, lambda: None)
    answers_of(continuing, again, [], until="history.continued")
    continuing.close()
    system = JournalingSystem(tmp_path, lambda: None)
    answers_of(system, again, [], until="recovery.offer")
    (effect,) = again.apply([Call("dialog.answer", {"answer": "restore"})])
    assert system.run(effect, again.session)
    answers_of(system, again, [], until="history.continued")
    system.close()

    def frames() -> list[int]:
        assert again.session.active is not None
        return again.session.active.layer.track("0").frames().tolist()

    assert frames() == [3, 5]
    assert again.session.history.redo == "place 0 at frame 9"
    again.apply([Call("edit.redo")])
    assert frames() == [3, 5, 9]
    again.apply([Call("edit.undo"), Call("edit.undo")])
    assert frames() == [3]
    assert again.session.history.undo == "place 0 at frame 3"
    again.apply([Call("edit.undo")])
    assert (frames(), again.session.history.undo) == ([], None)
    again.apply([Call("edit.redo"), Call("edit.redo")])
    place(again, 20)
    journal.close(clean=False)
    replayed = replay(tmp_path / "sessions" / "3", COMMAND_TABLE).session.active
    assert replayed is not None
    assert replayed.layer.track("0").frames().tolist() == [3, 5, 20]
