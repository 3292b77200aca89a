"""Playback follows the clock."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dustrack_imgui.app.systems.playing import PlayingSystem
from dustrack_imgui.commands.navigation import go_to
from dustrack_imgui.model.session import Playback, Session, VideoData, VideoState
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View


def session(frame: int, direction: int, speed: float = 1.0) -> Session:
    state = VideoState(Video(Path("v.mp4"), 100, 8, 8, 50.0), VideoData(), View(frame=frame))
    return Session(videos=(state,), playback=Playback(direction, speed))


def played(start: Session, times: list[float]) -> tuple[int, list[str]]:
    """Frame after ticks at these times, and the commands that were given."""
    system, commands = PlayingSystem(), []
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
