"""Numbers in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.views.wording import clock, counted, padded, rate, shortened, speed, told_apart


@pytest.mark.parametrize(
    ("secs", "words"),
    [(0.0, "0:00:00.000"), (68.335, "0:01:08.335"), (59.9996, "0:01:00.000"), (3723.5, "1:02:03.500")],
)
def test_clock(secs: float, words: str) -> None:
    assert clock(secs) == words


def test_counts_rates_and_speeds() -> None:
    assert counted(1, "unsaved layer") == "1 unsaved layer"
    assert counted(19200, "point") == "19 200 points"
    assert rate(30.0) == "30 fps"
    assert rate(30000 / 1001) == "29.97 fps"
    assert speed(1.0) == "1×"
    assert speed(0.25) == "0.25×"


@given(st.integers(0, 99999))
def test_padded_numbers_are_equally_wide(number: int) -> None:
    assert len(padded(number, 5)) == 5


@given(st.text(max_size=40), st.integers(2, 30))
def test_shortened_text_keeps_both_ends(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert len(short) <= limit or short == text
    if short != text and "…" not in text:
        head, tail = short.split("…")
        assert text.startswith(head)
        assert text.endswith(tail)


def test_files_of_one_name_are_told_apart_by_their_folders() -> None:
    paths = [Path("/a/day 1/clip.mp4"), Path("/a/day 2/clip.mp4"), Path("/a/day 2/other.mp4")]
    assert told_apart(paths) == ["day 1/clip.mp4", "day 2/clip.mp4", "other.mp4"]
    assert told_apart([Path("/a/x/clip.mp4"), Path("/b/x/clip.mp4")]) == ["a/x/clip.mp4", "b/x/clip.mp4"]
    assert told_apart([Path("clip.mp4"), Path("clip.mp4")]) == ["clip.mp4", "clip.mp4"]
    assert told_apart([]) == []
