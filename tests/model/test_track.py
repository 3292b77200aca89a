"""A track answers like a plain dict of points, and edits share all but one block."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.model.block import BLOCK_FRAMES, Block
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import EMPTY_TRACK, MAX_FRAME, Track

Points = dict[int, tuple[float, float]]
frames = st.one_of(
    st.integers(0, 30),
    st.integers(BLOCK_FRAMES - 3, BLOCK_FRAMES + 3),
    st.integers(3 * BLOCK_FRAMES - 2, 3 * BLOCK_FRAMES + 2),
)
numbers = st.floats(-1e6, 1e6)
positions = st.tuples(numbers, numbers)
edits = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.lists(st.tuples(frames, positions), max_size=5)),
        st.tuples(st.just("take"), st.lists(frames, max_size=5)),
    ),
    max_size=12,
)


def played(moves: list[tuple[str, Any]]) -> tuple[Track, Points]:
    track, points = Track(), dict[int, tuple[float, float]]()
    for move, items in moves:
        if move == "put":
            xy = np.array([xy for _, xy in items], float).reshape(-1, 2)
            track = track.with_points([frame for frame, _ in items], xy, Source.HAND)
            points.update(items)
        else:
            track = track.without(items)
            points = {frame: xy for frame, xy in points.items() if frame not in items}
    return track, points


@given(edits)
def test_a_track_answers_like_a_dict(moves: list[tuple[str, Any]]) -> None:
    track, points = played(moves)
    ordered = sorted(points)
    assert len(track) == track.count == len(points)
    assert track.frames().tolist() == ordered
    assert [tuple(xy) for xy in track.xy().tolist()] == [points[frame] for frame in ordered]
    assert track.sources().tolist() == [Source.HAND] * len(points)
    assert (track.first_frame(), track.last_frame()) == (
        min(points, default=None),
        max(points, default=None),
    )
    for frame in (*ordered, 0, 5, BLOCK_FRAMES, 5 * BLOCK_FRAMES, -1):
        assert track.xy_at(frame) == points.get(frame)
        assert (frame in track) == (frame in points)
        assert track.source_at(frame) == (Source.HAND if frame in points else Source.NONE)
        assert track.frame_after(frame) == min((f for f in points if f > frame), default=None)
        assert track.frame_before(frame) == max((f for f in points if f < frame), default=None)


@given(edits, st.integers(0, 4 * BLOCK_FRAMES))
def test_the_array_has_nan_where_unmarked(moves: list[tuple[str, Any]], n_frames: int) -> None:
    track, points = played(moves)
    array = track.array(n_frames)
    assert array.shape == (n_frames, 2)
    marked = {frame: (x, y) for frame, (x, y) in enumerate(array.tolist()) if not math.isnan(x)}
    assert marked == {frame: xy for frame, xy in points.items() if frame < n_frames}
    assert Track.from_array(array).holds_same_points(track.without([f for f in points if f >= n_frames]))


@given(edits, edits)
def test_the_same_points_are_the_same_however_they_came_about(
    first: list[tuple[str, Any]], second: list[tuple[str, Any]]
) -> None:
    (a, points_a), (b, points_b) = played(first), played(second)
    assert a.holds_same_points(b) == b.holds_same_points(a) == (points_a == points_b)
    rebuilt = Track.from_points(a.frames(), a.xy(), Source.FILE)
    assert rebuilt.holds_same_points(a)


def long_track(n_frames: int = 100_000) -> Track:
    return Track.from_array(np.arange(2 * n_frames, dtype=float).reshape(-1, 2))


def own_bytes(new: Track, old: Track) -> int:
    """Bytes of the blocks that only the new track has."""
    shared = {id(block) for block in old.blocks}
    blocks = [block for block in new.blocks if block is not None and id(block) not in shared]
    return sum(block.xy.nbytes + block.source.nbytes for block in blocks)


def test_an_edit_copies_one_block_and_shares_the_rest() -> None:
    old = long_track()
    for new in (old.with_point(50_000, (1.0, 2.0), Source.HAND), old.without([99_999])):
        assert sum(a is not b for a, b in zip(old.blocks, new.blocks, strict=True)) == 1
        assert 0 < own_bytes(new, old) <= 64 * 1024


def test_an_edit_that_changes_nothing_is_the_same_value() -> None:
    track = Track().with_point(3, (1.0, 2.0), Source.HAND)
    assert track.without([]) is track
    assert track.without([4, 5000, -2]) is track
    assert track.with_points([], np.empty((0, 2)), Source.HAND) is track


def test_old_values_never_change() -> None:
    old = long_track(3000)
    before = old.array(3000).copy()
    old.with_points(range(3000), np.zeros((3000, 2)), Source.LK).without(range(1000))
    assert np.array_equal(old.array(3000), before)
    for array in (old.frames(), old.array(3000), old.sources(), *block_arrays(old)):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def block_arrays(track: Track) -> list[Any]:
    return [array for block in track.blocks if block is not None for array in (block.xy, block.source)]


def test_of_repeated_frames_the_last_counts() -> None:
    track = Track().with_points([5, 2000, 5], [(1, 1), (2, 2), (3, 3)], Source.LK)
    assert track.count == 2
    assert track.xy_at(5) == (3.0, 3.0)


def test_each_point_knows_where_it_came_from() -> None:
    sources = np.array([Source.LK, Source.RSTC], np.uint8)
    track = Track().with_points([1, 2], [(0, 0), (1, 1)], sources).with_point(2, (5.0, 5.0), Source.HAND)
    assert [track.source_at(frame) for frame in range(4)] == [
        Source.NONE,
        Source.LK,
        Source.HAND,
        Source.NONE,
    ]
    array = Track.from_array([[np.nan, np.nan], [1.0, 1.0]], np.array([0, Source.MODEL], np.uint8))
    assert array.sources().tolist() == [Source.MODEL]


@pytest.mark.parametrize("frame", [-1, MAX_FRAME + 1])
def test_frames_that_cannot_be_are_refused(frame: int) -> None:
    with pytest.raises(ValueError, match="frame numbers must lie in"):
        Track().with_point(frame, (1.0, 1.0), Source.HAND)


@pytest.mark.parametrize("xy", [(math.nan, 1.0), (1.0, math.inf)])
def test_positions_that_are_no_numbers_are_refused(xy: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="finite"):
        Track().with_point(1, xy, Source.HAND)


def test_lengths_that_differ_are_refused() -> None:
    with pytest.raises(ValueError, match="2 frames for 1 positions"):
        Track().with_points([1, 2], [(1.0, 1.0)], Source.HAND)


def test_half_a_position_is_no_point() -> None:
    assert Track.from_array([[1.0, np.nan], [1.0, 2.0]]).frames().tolist() == [1]


def test_an_emptied_block_is_let_go() -> None:
    track = Track().with_point(2000, (1.0, 1.0), Source.HAND).without([2000])
    assert track.count == 0
    assert not any(track.blocks)
    assert track.holds_same_points(EMPTY_TRACK)
    assert Block.of(np.full((BLOCK_FRAMES, 2), np.nan), np.zeros(BLOCK_FRAMES, np.uint8)) is None


def test_the_highest_frame_is_kept() -> None:
    track = Track().with_point(MAX_FRAME, (1.0, 1.0), Source.HAND)
    assert track.last_frame() == MAX_FRAME
    assert track.xy_at(MAX_FRAME) == (1.0, 1.0)
