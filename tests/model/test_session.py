"""The session: what is active, what is dirty, and that nothing changes in place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.status import Severity
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.video import Video, stem_of
from dustrack_imgui.model.view import View

POINT = Track().with_point(3, (1.0, 2.0), Source.HAND)
CLIP = Video(Path("clip.mp4"), 10, 64, 48, 25.0)


def state(*layers: Layer, view: View | None = None) -> VideoState:
    return VideoState(CLIP, VideoData(layers), view or View(layer=layers[0].name if layers else ""))


def test_layers_are_found_replaced_and_appended() -> None:
    data = VideoData((Layer("a"), Layer("b")))
    new = Layer("a").with_track("0", POINT)
    assert data.with_layer(new).layers == (new, data.layers[1])
    assert [layer.name for layer in data.with_layer(Layer("c")).layers] == ["a", "b", "c"]
    assert data.has_layer("b")
    assert not data.has_layer(None)
    with pytest.raises(KeyError):
        data.layer("x")


def test_the_interval_is_the_active_layers_and_labels() -> None:
    data = VideoData((Layer("a"),)).with_interval(("a", "0"), Interval(2, 5))
    shown = VideoState(CLIP, data, View(layer="a", label="0"))
    assert shown.interval == Interval(2, 5)
    assert replace(shown, view=View(layer="a", label="1")).interval is None
    assert data.with_interval(("a", "0"), None).intervals == {}


def test_an_overlay_that_is_gone_is_none() -> None:
    assert state(Layer("a"), view=View(layer="a", overlay="b")).overlay is None
    both = state(Layer("a"), Layer("b"), view=View(layer="a", overlay="b"))
    assert both.overlay is both.data.layers[1]
    assert both.layer is both.data.layers[0]


def test_a_layer_is_dirty_when_its_points_differ_from_the_file() -> None:
    layer = Layer("a").with_track("0", POINT)
    shown = state(layer)
    assert shown.is_dirty(layer)
    saved = shown.with_saved("a", {"0": Track.from_points([3], [(1.0, 2.0)], Source.FILE)})
    assert not saved.is_dirty(layer)
    assert not saved.is_dirty(layer.with_track("7", Track()))
    assert saved.is_dirty(layer.with_track("7", POINT))
    assert saved.is_dirty(Layer("a"))
    assert not shown.is_dirty(replace(layer, kind=LayerKind.SCRATCH))


def test_videos_are_found_and_replaced_by_key() -> None:
    other = replace(state(Layer("a")), video=replace(CLIP, path=Path("other.mp4")))
    session = Session(videos=(state(Layer("a")), other), active_index=1)
    assert session.active is other
    assert session.video_state("clip.mp4") is session.videos[0]
    assert session.video_state("none.mp4") is None
    changed = session.with_active(replace(other, view=View(frame=4, layer="a")))
    assert changed.active is not None
    assert changed.active.view.frame == 4
    assert changed.videos[0] is session.videos[0]
    assert Session().active is None


def test_a_repeated_message_is_seen_as_new() -> None:
    first = Session().saying("No.", Severity.WARNING)
    second = first.saying("No.", Severity.WARNING)
    assert first.message != second.message
    assert second.message.text == "No."


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5), (-1, 5)])
def test_an_interval_needs_two_frames_in_order(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="two different frames"):
        Interval(start, end)


def test_an_interval_includes_both_ends() -> None:
    interval = Interval(2, 5)
    assert interval.frames().tolist() == [2, 3, 4, 5]
    assert len(interval) == 4
    assert 2 in interval
    assert 5 in interval
    assert 6 not in interval


def test_time_follows_the_stamps_where_there_are_any() -> None:
    assert CLIP.time_secs(5) == 0.2
    assert replace(CLIP, times_secs=np.array([0.0, 0.3])).time_secs(1) == 0.3
    assert replace(CLIP, fps=0.0).time_secs(5) == 0.0
    assert (CLIP.clamp(-3), CLIP.clamp(99)) == (0, 9)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("a.b.mp4", "a.b"),
        ("IM_0001", "IM_0001"),
        ("1.2.840.7", "1.2.840.7"),
        ("clip.265", "clip"),
        ("x.dcm", "x"),
    ],
)
def test_the_stem_is_the_name_without_its_extension(name: str, stem: str) -> None:
    assert stem_of(Path(name)) == replace(CLIP, path=Path(name)).stem == stem


def test_labels_come_in_pages_of_ten() -> None:
    assert (View(label="7").label_page, View(label="23").label_page) == (0, 2)
