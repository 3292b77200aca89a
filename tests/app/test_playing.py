"""Playback follows the clock."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from dustrack_imgui.app.systems.playing import PlayingSystem
from dustrack_imgui.commands.navigation import go_to
from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Playback, Session, VideoData, VideoState
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View


def session(frame: int, direction: int, speed: float = 1.0, **playback: bool) -> Session:
    intervals = MappingProxyType({("hand", "0"): Interval(20, 29)})
    data = VideoData((Layer("hand"),), intervals)
    state = VideoState(Video(Path("v.mp4"), 100, 8, 8, 50.0), data, View(frame=frame, layer="hand"))
    return Session(videos=(state,), playback=Playback(direction, speed, **playback))


def played(start: Session, times: list[float], is_shown=lambda session: True) -> tuple[int, list[str]]:
    """Frame after ticks at these times, and the commands that were given."""
    system, commands = PlayingSystem(is_shown), []
    for time in times:
        for call in system.tick(start, time):
            commands.append(call.command)
            if call.command == "play.show":
                start = go_to(start, frame=call.arguments["frame"])
            else:
                start = replace(start, playback=replace(start.playback, direction=0))
    assert start.active is not None
    return start.active.view.frame, commands


@pytest.mark.parametrize(
    ("direction", "speed", "end"), [(1, 1.0, 60), (-1, 1.0, 40), (1, 0.1, 51), (1, 4.0, 90), (-1, 2.0, 30)]
)
def test_frames_follow_the_clock_at_the_chosen_speed(direction, speed, end):
    times = [0.01 * tick for tick in range(21)]
    assert played(session(50, direction, speed), times)[0] == end


def test_a_late_loop_skips_frames_instead_of_slowing_down():
    assert played(session(0, 1), [0.0, 1.0])[0] == 50


@pytest.mark.parametrize(("direction", "end"), [(1, 99), (-1, 0)])
def test_playback_stops_at_the_ends(direction, end):
    frame, commands = played(session(50, direction), [0.0, 1.5, 3.0])
    assert frame == end
    assert commands[-1] == "play.stop"


def test_a_jump_by_hand_goes_on_from_there():
    system = PlayingSystem()
    system.tick(session(10, 1), 0.0)
    assert system.tick(session(70, 1), 0.5) == []
    (call,) = system.tick(session(70, 1), 0.6)
    assert call.arguments["frame"] == 75


def test_paused_nothing_is_due():
    assert PlayingSystem().tick(session(10, 0), 5.0) == []


@pytest.mark.parametrize(("direction", "start", "end"), [(1, 28, 22), (-1, 21, 27), (1, 50, 24)])
def test_a_loop_runs_round_in_the_interval_both_ways(direction, start, end):
    frame, commands = played(session(start, direction, loops=True), [0.02 * tick for tick in range(5)])
    assert frame == end
    assert "play.stop" not in commands


def test_a_loop_without_an_interval_runs_round_in_the_video():
    start = session(98, 1, loops=True)
    state = replace(start.active, data=VideoData((Layer("hand"),)))
    assert played(start.with_active(state), [0.02 * tick for tick in range(5)])[0] == 2


def test_every_frame_is_shown_once_it_is_there_however_late():
    seen = []

    def is_shown(shown: Session) -> bool:
        seen.append(shown.active.view.frame)
        return len(seen) % 3 == 0

    start = session(50, 1, 4.0, shows_every_frame=True)
    frame, _ = played(start, [0.1 * tick for tick in range(10)], is_shown)
    assert frame == 53
    assert seen == [50, 50, 50, 51, 51, 51, 52, 52, 52]


def test_every_frame_is_no_faster_than_asked():
    start = session(50, 1, 0.5, shows_every_frame=True)
    assert played(start, [0.001 * tick for tick in range(201)])[0] == 55


def test_every_frame_stops_at_the_end():
    start = session(97, 1, shows_every_frame=True)
    frame, commands = played(start, [0.05 * tick for tick in range(6)])
    assert (frame, commands[-1]) == (99, "play.stop")
