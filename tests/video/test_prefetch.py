"""Read-ahead follows the motion of the playhead."""

from __future__ import annotations

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.video.playhead import Playhead
from dustrack_imgui.video.prefetch import Role, plan
from dustrack_imgui.video.strip import coarse_to_fine


def walk(steps: list[int], *, tick_secs: float = 1 / 60, start: int = 5000) -> Playhead:
    playhead = Playhead().moved_to(start, is_dragging=False, at_secs=0.0)
    for number, step in enumerate(steps):
        at_secs = (number + 1) * tick_secs
        playhead = playhead.moved_to(playhead.frame + step, is_dragging=False, at_secs=at_secs)
    return playhead


def reach(playhead: Playhead, role: Role, *, capacity: int = 4000, max_gop: int = 250) -> int:
    """How far from the playhead the most urgent stretch of a role goes."""
    stretches = plan(playhead, role, n_frames=10_000, capacity=capacity, max_gop=max_gop, decode_fps=500)
    return abs(stretches[0].stop - stretches[0].start)


def test_the_speed_is_that_of_the_hand() -> None:
    assert 50 < walk([1] * 30).velocity_fps < 70
    assert -70 < walk([-1] * 30).velocity_fps < -50
    assert walk([1] * 30).direction == 1
    assert walk([-1] * 30).direction == -1


def test_a_jump_is_no_motion() -> None:
    jumped = walk([1] * 30 + [2000])
    assert (jumped.direction, jumped.velocity_fps) == (0, 0.0)


def test_going_back_the_group_before_is_ready_in_time() -> None:
    playhead = walk([-1] * 30)
    assert reach(playhead, Role.BACKWARD) > 60 * 250 / 500  # the distance covered while a group is decoded
    assert reach(playhead, Role.FORWARD) < 32
    assert reach(walk([-4] * 30), Role.BACKWARD) > 3 * reach(playhead, Role.BACKWARD)


def test_going_forward_a_second_of_travel_is_ready() -> None:
    assert 50 < reach(walk([1] * 30), Role.FORWARD) < 70
    assert 200 < reach(walk([4] * 30), Role.FORWARD) < 280


def test_what_lies_far_behind_waits_until_the_hand_rests() -> None:
    playhead = walk([-1] * 30)

    def farthest(role: Role, *, is_moving: bool) -> int:
        stretches = plan(
            playhead,
            role,
            n_frames=10_000,
            capacity=4000,
            max_gop=1,
            decode_fps=500,
            is_moving=is_moving,
        )
        return max(abs(stretch.stop - stretch.start) for stretch in stretches)

    assert playhead.is_moving(playhead.at_secs + 0.1)
    assert not playhead.is_moving(playhead.at_secs + 1.0)
    assert farthest(Role.FORWARD, is_moving=True) < 32
    assert farthest(Role.FORWARD, is_moving=False) == farthest(Role.BACKWARD, is_moving=True) == 300
    assert not walk([1] * 30 + [2000]).is_moving(0.5)


def test_jumping_about_faster_than_anybody_looks_is_no_motion() -> None:
    rng = random.Random(0)
    playhead = Playhead()
    n_moving = 0
    for number in range(200):
        playhead = playhead.moved_to(rng.randrange(5000), is_dragging=False, at_secs=number * 0.001)
        n_moving += playhead.direction != 0
    assert n_moving < 40


@given(
    frame=st.integers(0, 999),
    velocity=st.floats(-5000, 5000),
    direction=st.sampled_from([-1, 0, 1]),
    capacity=st.integers(2, 5000),
    role=st.sampled_from(Role),
)
def test_no_plan_leaves_the_video_or_fills_more_than_the_cache(
    frame: int, velocity: float, direction: int, capacity: int, role: Role
) -> None:
    playhead = Playhead(frame, direction=direction, velocity_fps=velocity, generation=1)
    for stretch in plan(playhead, role, n_frames=1000, capacity=capacity, max_gop=250, decode_fps=500):
        assert -1 <= stretch.stop <= 1000
        assert 0 <= stretch.start <= 999
        assert abs(stretch.stop - stretch.start) <= max(8, capacity)


@given(st.lists(st.integers(), unique=True))
def test_the_strip_covers_everything_coarsely_first(keys: list[int]) -> None:
    order = coarse_to_fine(keys)
    assert sorted(order) == sorted(keys)
    if len(keys) >= 8:
        early = sorted(keys.index(key) for key in order[-5:])
        assert max(b - a for a, b in itertools.pairwise(early)) <= len(keys) // 2 + 1
