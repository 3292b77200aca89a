"""Playback by keys: shuttle, loop, every frame."""

from __future__ import annotations


def signed(bench) -> float:
    playback = bench.session.playback
    return playback.direction * playback.speed


def test_the_shuttle_goes_up_and_down_the_signed_speeds(bench):
    bench.do("frame.go_to", frame=100)
    seen = []
    for command in ("forward", "forward", "forward", "back", "back", "back", "back", "back"):
        bench.do(f"play.shuttle_{command}")
        seen.append(signed(bench))
    assert seen == [1, 2, 4, 2, 1, 0, -1, -2]
    assert bench.said == "Playing back 2×"
    bench.do("play.pause")
    assert signed(bench) == 0


def test_the_shuttle_ends_at_eight_times(bench):
    for _ in range(9):
        bench.do("play.shuttle_forward")
    assert signed(bench) == 8


def test_slow_motion_shuttles_to_full_speed_or_to_a_halt(bench):
    bench.do("play.speed", speed=0.25)
    bench.do("play.toggle")
    bench.do("play.shuttle_back")
    assert signed(bench) == 0
    bench.do("play.toggle")
    bench.do("play.shuttle_forward")
    assert signed(bench) == 1


def test_a_loop_begins_inside_the_interval(bench):
    bench.do("interval.set", first=40, last=60)
    bench.do("play.toggle_loop")
    assert "40–60" in bench.said
    bench.do("frame.go_to", frame=200)
    bench.do("play.toggle")
    assert bench.frame == 40
    bench.do("play.pause")
    bench.do("frame.go_to", frame=50)
    bench.do("play.toggle_reverse")
    assert bench.frame == 50


def test_modes_are_kept_when_the_speed_changes(bench):
    bench.do("play.toggle_every_frame")
    bench.do("play.toggle_loop")
    bench.do("play.faster")
    playback = bench.session.playback
    assert (playback.loops, playback.shows_every_frame, playback.speed) == (True, True, 2.0)
