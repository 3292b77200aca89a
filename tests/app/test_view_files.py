"""One lands where one left, and damage on disk costs nothing but that."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from dustrack_imgui.app.systems.remembering import PERIOD_SECS, RememberingSystem
from dustrack_imgui.app.view_files import ViewFiles
from dustrack_imgui.model.interval import Interval, KeptInterval
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import Enhancement, ImageView, TraceView, View


@pytest.fixture
def fresh(tmp_path: Path) -> VideoState:
    video = Video(tmp_path / "v.mp4", 100, 64, 48, 30.0)
    return VideoState(video, VideoData((Layer("a"), Layer("b"))), View(layer="a"))


@pytest.fixture
def files(tmp_path: Path) -> ViewFiles:
    return ViewFiles(tmp_path / "state")


def used(fresh: VideoState) -> VideoState:
    view = View(
        frame=42, layer="b", overlay="a", label="13", image=ImageView(3.5, (10.0, 20.0)),
        traces=TraceView((5.0, 60.0), (1.0, 2.0), None), enhancement=Enhancement(1.4, 7, 2.0),
        pending_pick=3,
    )  # fmt: skip
    intervals = MappingProxyType({("b", "13"): Interval(5, 50)})
    kept = (KeptInterval("13", "swing", 2, 6), KeptInterval("13", "stance", 7, 60))
    data = replace(fresh.data, intervals=intervals, frames_of_interest=(3, 9), kept_intervals=kept)
    return replace(fresh, view=view, data=data)


def test_everything_comes_back_but_the_half_picked_interval(files, fresh):
    left = used(fresh)
    files.keep(left)
    back = files.recalled(fresh)
    assert back.view == replace(left.view, pending_pick=None)
    assert back.data.intervals == left.data.intervals
    assert back.data.frames_of_interest == (3, 9)
    assert back.data.kept_intervals == left.data.kept_intervals


def test_a_layer_that_was_asked_for_stays(files, fresh):
    files.keep(used(fresh))
    back = files.recalled(fresh, keeps_layer=True)
    assert back.view.layer == "a"
    assert back.view.overlay is None
    assert back.view.frame == 42


def test_what_no_longer_exists_is_left_out(files, fresh):
    files.keep(used(fresh))
    shorter = replace(fresh, video=replace_frames(fresh.video, 8), data=VideoData((Layer("a"),)))
    back = files.recalled(shorter)
    assert (back.view.layer, back.view.overlay, back.view.frame) == ("a", None, 7)
    assert not back.data.intervals
    assert [one.name for one in back.data.kept_intervals] == ["swing"]
    assert back.data.frames_of_interest == (3,)


def replace_frames(video: Video, n_frames: int) -> Video:
    return Video(video.path, n_frames, video.width_px, video.height_px, video.fps)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: b"[]",
        lambda data: data.replace(b'"format": 1', b'"format": 99'),
        lambda data: data.replace(b'"label": "13"', b'"label": "nose"'),
        lambda data: data.replace(b"3.5", b"Infinity"),
        lambda data: data.replace(b'"frame": 42', b'"frame": "x"'),
        lambda data: data.replace(b"[3, 9]", b'["x"]'),
        lambda data: b"\xff\xfe",
    ],
)
def test_a_damaged_file_is_not_used_and_said_in_the_log(files, fresh, caplog, damage):
    files.keep(used(fresh))
    path = files.path(fresh.video)
    content = path.read_bytes()
    assert damage(content) != content
    path.write_bytes(damage(content))
    assert files.recalled(fresh) is fresh
    assert "is not used" in caplog.text


def test_no_file_is_no_trouble(files, fresh, caplog):
    assert files.recalled(fresh) is fresh
    assert not caplog.text


def test_views_are_kept_now_and_then_and_at_the_end(files, fresh):
    system = RememberingSystem(files, lambda: None)
    system.tick(Session((used(fresh),)), 10.0)
    moved = used(fresh)
    moved = replace(moved, view=replace(moved.view, frame=43))
    system.tick(Session((moved,)), 10.0 + PERIOD_SECS / 2)
    system.close()
    assert json.loads(files.path(fresh.video).read_text())["view"]["frame"] == 43


def test_a_video_that_is_taken_out_is_kept_too(files, fresh):
    system = RememberingSystem(files, lambda: None)
    system.tick(Session((used(fresh),)), 10.0)
    moved = replace(used(fresh), view=replace(used(fresh).view, frame=44))
    system.tick(Session((moved,)), 10.1)
    system.tick(Session(), 10.2)
    system.close()
    assert files.recalled(fresh).view.frame == 44
