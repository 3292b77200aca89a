"""A held key repeats steadily, or faster the longer it is held, and never runs on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.app.key_repeat import FIRST_REPEAT_SECS, RepeatClock


def counted(until_secs: float, *, accelerates: bool, fps: float = 60.0, since_secs: float = 0.0) -> int:
    """Repeats between two times after the press, in a loop of so many turns a second."""
    clock = RepeatClock(0.0, accelerates=accelerates)
    turns = range(1, round(until_secs * fps) + 1)
    return sum(due for turn in turns if (due := clock.due(turn / fps)) and turn / fps > since_secs)


@pytest.mark.parametrize(("since_secs", "rate_hz"), [(0.25, 30), (1.6, 60), (3.1, 120)])
@pytest.mark.parametrize("fps", [30.0, 60.0, 144.0])
def test_stepping_becomes_faster_the_longer_a_key_is_held(since_secs, rate_hz, fps):
    in_a_second = counted(since_secs + 1.0, accelerates=True, fps=fps, since_secs=since_secs)
    assert in_a_second == pytest.approx(rate_hz, abs=3)


def test_other_keys_keep_their_rate():
    assert counted(11.0, accelerates=False, since_secs=10.0) == pytest.approx(30, abs=2)


def test_the_fastest_rate_is_reached_by_skipping_pictures():
    clock = RepeatClock(0.0, accelerates=True)
    due = [clock.due(turn / 60) for turn in range(300)]
    assert max(due[:80]) == 1
    assert set(due[-30:]) <= {1, 2, 3}
    assert sum(due[-30:]) == pytest.approx(60, abs=2)


@given(st.lists(st.floats(0.001, 20.0), min_size=1, max_size=30), st.booleans())
def test_a_late_turn_never_makes_up_for_lost_repeats(pauses, accelerates):
    clock, now = RepeatClock(0.0, accelerates=accelerates), 0.0
    for pause in pauses:
        now += pause
        assert clock.due(now) <= 5
        assert clock.due(now) == 0


def test_nothing_repeats_before_the_first_delay():
    clock = RepeatClock(5.0, accelerates=True)
    assert clock.due(5.0 + FIRST_REPEAT_SECS - 0.001) == 0
    assert clock.due(5.0 + FIRST_REPEAT_SECS + 0.001) == 1
