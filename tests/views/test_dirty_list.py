"""Unsaved layers are listed below their videos, with what each gained, lost and moved."""

from __future__ import annotations

from dustrack_imgui.model.status import DirtyLayer
from dustrack_imgui.views.dirty_list import lines
from dustrack_imgui.views.wording import short_count


def test_layers_of_one_video_need_no_heading():
    layers = (DirtyLayer("/a/one.mp4", "pn", 12, 3, 40), DirtyLayer("/a/one.mp4", "dlccorr", 0, 0, 0))
    assert lines(layers) == [
        ("pn", "+12 added   −3 removed   ~40 moved"),
        ("dlccorr", "no points changed"),
    ]


def test_layers_of_several_videos_stand_below_their_video():
    layers = (
        DirtyLayer("/a/one.mp4", "pn", 1, 0, 0),
        DirtyLayer("/a/two.mp4", "pn", 0, 2, 0),
        DirtyLayer("/a/one.mp4", "second", 0, 0, 3),
    )
    assert [text for text, _ in lines(layers)] == ["one.mp4", "    pn", "    second", "two.mp4", "    pn"]


def test_counts_take_four_characters():
    shown = [short_count(number) for number in (0, 9999, 10_000, 999_499, 999_500, 9_949_999, 2_000_000_0)]
    assert shown == ["0", "9999", "10k", "999k", "1.0M", "9.9M", "20M"]
