"""The cache of decoded frames: never over budget, nearest to the playhead stays."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.video.cache import FrameCache, nearest_in
from dustrack_imgui.video.memory import default_budget_bytes, give_memory_back, ram_bytes
from dustrack_imgui.video.pixels import DecodedFrame

FRAME = DecodedFrame(np.zeros((10, 10), np.uint8))
N = 200
numbers = st.integers(0, N - 1)


@given(st.lists(st.tuples(numbers, numbers, st.sampled_from([-1, 0, 1])), max_size=80), st.integers(3, 30))
def test_the_budget_holds_and_ranges_tell_the_truth(steps: list[tuple[int, int, int]], n_fit: int) -> None:
    cache = FrameCache(N, n_fit * FRAME.nbytes)
    for number, focus, direction in steps:
        cache.look_at(focus, direction)
        cache.put(number, FRAME)
        held = {n for n in range(N) if n in cache}
        assert cache.nbytes == len(held) * FRAME.nbytes <= cache.budget_bytes
        assert {n for first, last in cache.ranges() for n in range(first, last + 1)} == held
        assert cache.nearest(focus) == min(held, key=lambda n: (abs(n - focus), n), default=None)
        assert cache.first_absent(0, N, blocked=set()) == min(set(range(N)) - held)
        assert cache.first_absent(N - 1, -1, blocked={N - 1}) == max(set(range(N - 1)) - held)


def test_ranges_are_merged_and_inclusive() -> None:
    cache = FrameCache(N, 10**6)
    for number in (0, 5, 6, 7, 9, N - 1):
        cache.put(number, FRAME)
    assert cache.ranges() == [(0, 0), (5, 7), (9, 9), (N - 1, N - 1)]
    assert cache.ranges() is cache.ranges()


def test_what_lies_behind_the_motion_goes_first() -> None:
    cache = FrameCache(N, 10 * FRAME.nbytes)
    cache.look_at(100, 1)
    for number in range(95, 106):
        cache.put(number, FRAME)
    assert 95 not in cache
    assert 105 in cache
    assert not cache.has_room_for(20, FRAME.nbytes)
    assert cache.has_room_for(101, FRAME.nbytes)


def test_clearing_frees_everything() -> None:
    cache = FrameCache(N, 10**6)
    cache.put(3, FRAME)
    revision = cache.revision
    cache.clear()
    assert (len(cache), cache.nbytes, cache.ranges()) == (0, 0, [])
    assert cache.revision != revision


@given(st.lists(numbers, unique=True).map(sorted), numbers)
def test_nearest_is_nearest(sorted_numbers: list[int], number: int) -> None:
    nearest = nearest_in(sorted_numbers, number)
    distance = min((abs(n - number) for n in sorted_numbers), default=None)
    assert distance == (None if nearest is None else abs(nearest - number))


def test_the_default_budget_is_a_quarter_of_memory_and_at_most_one_gigabyte() -> None:
    assert 0 < default_budget_bytes() <= min(ram_bytes() / 4, 1 << 30)
    give_memory_back()
