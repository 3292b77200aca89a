"""What one may type to go to a frame."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.model.video import Video
from dustrack_imgui.views.frame_entry import FrameEntryError, frame_from

STEADY = Video(Path("steady.mp4"), 3000, 640, 480, 30.0)
GAPPED = Video(Path("gapped.mp4"), 5, 640, 480, 10.0, np.array([0.0, 0.1, 0.2, 1.0, 1.1]))


@pytest.mark.parametrize(
    ("typed", "frame"),
    [
        ("0", 0), (" 120 ", 120), ("2999", 2999), ("+50", 150), ("-50", 50), ("− 50", 50), ("4.5s", 135),
        ("4,5 s", 135), ("1:04.5", 1935), ("0:01:04.5", 1935), ("0:10", 300), ("10S", 300),
    ],
)  # fmt: skip
def test_frames_steps_and_times(typed: str, frame: int) -> None:
    assert frame_from(typed, STEADY, 100) == frame


@pytest.mark.parametrize(
    ("typed", "frame"), [("0.14s", 1), ("0.16s", 2), ("0.5s", 2), ("0.7s", 3), ("1.15s", 4)]
)
def test_times_find_the_nearest_frame_of_an_uneven_video(typed: str, frame: int) -> None:
    assert frame_from(typed, GAPPED, 0) == frame


@pytest.mark.parametrize("typed", ["", "abc", "1.5", "--3", "1:2:3:4", "s", "²"])
def test_anything_else_is_explained(typed: str) -> None:
    with pytest.raises(FrameEntryError, match="Type a frame"):
        frame_from(typed, STEADY, 0)


@pytest.mark.parametrize("typed", ["3000", "-101", "+2900", "100s", "99:00"])
def test_frames_outside_the_video_are_named_with_the_range(typed: str) -> None:
    with pytest.raises(FrameEntryError, match=r"outside the video: 0 to 2999"):
        frame_from(typed, STEADY, 100)


@given(st.integers(0, 2999))
def test_the_time_of_a_frame_leads_back_to_it(frame: int) -> None:
    assert frame_from(f"{STEADY.time_secs(frame):.3f}s", STEADY, 0) == frame


@given(st.text(max_size=10))
def test_any_text_gives_a_frame_or_a_reason(typed: str) -> None:
    try:
        frame = frame_from(typed, STEADY, 10)
    except FrameEntryError:
        return
    assert 0 <= frame < 3000
