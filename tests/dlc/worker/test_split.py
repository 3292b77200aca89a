"""Which frames train and which test: for ever the same, in any order, with any frames added."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.dlc.split import (
    FILE_NAME,
    Split,
    SplitError,
    merge_splits,
    padded_indices,
    read_split,
    split_frames,
    write_split,
)

NAMES = st.sets(st.integers(0, 999).map(lambda number: f"clip/img{number:03}.png"), min_size=2, max_size=60)
PERCENTS = st.integers(1, 99)


@given(NAMES, PERCENTS)
def test_every_frame_is_on_one_side_and_no_side_is_empty(names: set[str], percent: int) -> None:
    split = split_frames(names, percent / 100)
    assert split.train | split.test == names
    assert not split.train & split.test
    assert split.train
    assert split.test


@given(NAMES, PERCENTS)
def test_as_many_test_as_the_share_says(names: set[str], percent: int) -> None:
    split = split_frames(names, percent / 100)
    wanted = min(len(names) - 1, max(1, round(len(names) * (1 - percent / 100))))
    assert len(split.test) == wanted


@given(NAMES, PERCENTS)
def test_the_order_of_frames_does_not_matter(names: set[str], percent: int) -> None:
    assert split_frames(sorted(names), percent / 100) == split_frames(
        sorted(names, reverse=True), percent / 100
    )


@given(NAMES, NAMES, NAMES, PERCENTS)
def test_a_test_frame_stays_one_whatever_is_added_or_taken_away(
    first: set[str], added: set[str], removed: set[str], percent: int
) -> None:
    split = split_frames(first, percent / 100)
    later = (first | added) - removed
    if len(later) < 2 or later <= split.test:
        return
    assert split_frames(later, percent / 100, earlier=split).test >= split.test & later


@given(NAMES, NAMES)
def test_frames_that_trained_do_not_test_later_while_new_ones_do(first: set[str], added: set[str]) -> None:
    split = split_frames(first, 0.8)
    fresh = added - first
    later = split_frames(first | added, 0.8, earlier=split)
    missing = max(0, len(later.test) - len(split.test) - len(fresh))
    assert len(later.test & split.train) == missing


def test_a_frame_keeps_its_side_while_its_labels_are_away() -> None:
    earlier = Split(frozenset({"a", "b"}), frozenset({"c"}))
    now = split_frames(["a", "d", "e"], 0.5, earlier=earlier)
    merged = merge_splits(earlier, now)
    assert "c" in merged.test
    assert "b" in merged.train


@pytest.mark.parametrize("names", [[], ["only"]])
def test_fewer_than_two_frames_are_refused(names: list[str]) -> None:
    with pytest.raises(SplitError, match="At least 2 frames"):
        split_frames(names, 0.95)


@pytest.mark.parametrize("fraction", [0.0, 1.0, -0.5, 7.0])
def test_shares_that_leave_a_side_empty_are_refused(fraction: float) -> None:
    with pytest.raises(SplitError, match="between 0 and 1"):
        split_frames(["a", "b"], fraction)


def test_test_frames_alone_are_refused() -> None:
    with pytest.raises(SplitError, match="Label more"):
        split_frames(["a", "b"], 0.5, earlier=Split(test=frozenset({"a", "b"})))


@given(st.lists(st.integers(0, 10**6), max_size=80), st.lists(st.integers(0, 10**6), max_size=80), PERCENTS)
def test_padding_makes_the_share_exact(train: list[int], test: list[int], percent: int) -> None:
    padded_train, padded_test = padded_indices(train, test, percent / 100)
    assert [row for row in padded_train if row >= 0] == train
    assert [row for row in padded_test if row >= 0] == test
    total = len(padded_train) + len(padded_test)
    assert not total or Fraction(len(padded_train), total) == Fraction(percent, 100)


def test_sides_are_remembered(tmp_path: Path) -> None:
    assert read_split(tmp_path) == Split()
    split = Split(frozenset({"心/img1.png"}), frozenset({"clip/img2.png"}))
    write_split(tmp_path, split)
    assert read_split(tmp_path) == split
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("content", [b"", b"[]", b'{"train": 3, "test": []}', b"\xff\xfe"])
def test_a_damaged_note_is_not_taken_for_an_empty_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(ValueError):
        read_split(tmp_path)
