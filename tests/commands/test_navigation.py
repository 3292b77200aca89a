"""Moving through the frames."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dustrack_imgui.commands.navigation import go_to
from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View


@pytest.mark.parametrize(
    ("command", "start", "end"),
    [
        ("frame.next", 5, 6),
        ("frame.next", 299, 299),
        ("frame.previous", 5, 4),
        ("frame.previous", 0, 0),
        ("frame.forward_10", 5, 15),
        ("frame.forward_10", 295, 299),
        ("frame.back_10", 5, 0),
        ("frame.forward_fraction", 5, 8),
        ("frame.back_fraction", 5, 2),
        ("frame.first", 5, 0),
        ("frame.last", 5, 299),
        ("frame.next_annotated", 0, 10),
        ("frame.next_annotated", 10, 20),
        ("frame.previous_annotated", 20, 10),
        ("frame.next_labelled", 0, 10),
        ("frame.previous_labelled", 299, 20),
        ("frame.next_unless_annotated", 9, 10),
        ("frame.previous_unless_annotated", 21, 20),
    ],
)
def test_moves(make_bench, command, start, end):
    bench = make_bench(frame=start)
    bench.do(command)
    assert bench.frame == end


def test_a_hundredth_of_a_short_video_is_one_frame(make_bench):
    video = replace(make_bench().state.video, n_frames=50)
    bench = make_bench(video=video, frame=10)
    bench.do("frame.forward_fraction")
    assert bench.frame == 11


@pytest.mark.parametrize(
    ("command", "start", "reason"),
    [
        ("frame.next_annotated", 20, "No later annotated frame in hand."),
        ("frame.previous_annotated", 10, "No earlier annotated frame in hand."),
        ("frame.next_labelled", 20, "No later frame with label 0 in hand."),
        ("frame.next_unless_annotated", 10, "Frame 10 is annotated in hand"),
        ("frame.next_of_interest", 0, "No later frame of interest"),
    ],
)
def test_stays_put_and_says_why(make_bench, command, start, reason):
    bench = make_bench(frame=start)
    bench.do(command)
    assert bench.frame == start
    assert bench.said.startswith(reason)


def test_search_follows_the_current_label(bench):
    bench.do("label.select", label="1")
    bench.do("frame.next_labelled")
    assert bench.frame == 20


def test_frames_of_interest_are_marked_visited_and_undone(bench):
    bench.do("frame.toggle_of_interest", trace_frame=42.4)
    bench.do("frame.go_to", frame=99)
    bench.do("frame.toggle_of_interest", trace_frame=None)
    assert bench.state.data.frames_of_interest == (42, 99)
    bench.do("frame.previous_of_interest")
    assert bench.frame == 42
    bench.do("frame.toggle_of_interest", trace_frame=None)
    assert bench.state.data.frames_of_interest == (99,)
    bench.do("edit.undo")
    assert bench.state.data.frames_of_interest == (42, 99)


@given(frame=st.integers(-(10**9), 10**9))
def test_go_to_never_leaves_the_video(frame):
    video = Video(Path("v.mp4"), 7, 8, 8, 30.0)
    session = go_to(Session(videos=(VideoState(video, VideoData(), View()),)), frame=frame)
    assert session.active is not None
    assert session.active.view.frame == min(max(frame, 0), 6)


def test_every_move_is_refused_without_a_video():
    for command in COMMAND_TABLE.values():
        if command.id.startswith("frame."):
            assert command.when(Session()) == "Open a video first (Ctrl+O)."


@pytest.mark.parametrize(
    ("command", "start", "said"),
    [
        ("frame.next", 299, "This is the last frame."),
        ("frame.forward_10", 299, "This is the last frame."),
        ("frame.last", 299, "This is the last frame."),
        ("frame.next_unless_annotated", 299, "This is the last frame."),
        ("frame.previous", 0, "This is the first frame."),
        ("frame.back_fraction", 0, "This is the first frame."),
        ("frame.first", 0, "This is the first frame."),
    ],
)
def test_a_key_that_leads_nowhere_at_an_end_says_so_once(make_bench, command, start, said):
    bench = make_bench(frame=start)
    bench.do(command)
    assert bench.said == said
    before = bench.session
    bench.do(command)
    assert bench.session is before, "a held key fills no journal"
