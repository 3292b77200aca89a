"""Typed intervals."""

from __future__ import annotations

from pathlib import Path

import pytest

from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.video import Video
from dustrack_imgui.views.frame_entry import FrameEntryError
from dustrack_imgui.views.interval_entry import interval_from

VIDEO = Video(Path("v.mp4"), 300, 64, 48, 30.0)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("120 240", 120, 240),
        ("240 120", 120, 240),
        ("120-240", 120, 240),
        ("120–240", 120, 240),
        ("120, 240", 120, 240),
        ("120 to 240", 120, 240),
        ("120..240", 120, 240),
        ("120 +50", 120, 170),
        ("120 -20", 100, 120),
        ("-50 +50", 50, 150),
        ("1s 2.5s", 30, 75),
        ("1s-2s", 30, 60),
        (" 0:01  0:02 ", 30, 60),
    ],
)
def test_what_people_type_is_understood(text, start, end):
    assert interval_from(text, VIDEO, 100) == Interval(start, end)


@pytest.mark.parametrize("text", ["", "120", "1 2 3", "a b", "5 5", "10 900", "-200 +5"])
def test_what_makes_no_interval_is_told(text):
    with pytest.raises(FrameEntryError):
        interval_from(text, VIDEO, 100)
