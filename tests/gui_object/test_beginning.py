"""Making a session object: videos, layers, options, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dustrack_imgui.annotations import VideoAnnotation
from dustrack_imgui.gui import DUSTrack
from dustrack_imgui.scripting.errors import CommandFailedError, NoEffectWarning, SessionClosedError


def test_a_bare_video_begins_with_the_first_layer(start, clip):
    tracker = start(clip)
    assert tracker.annotation_layer == "iteration-0"
    assert tracker.annotations.names == ["iteration-0", "buffer"]
    assert tracker.videos == [clip]
    assert (tracker.frame, len(tracker.video)) == (0, 12)


def test_a_layer_by_name_is_read_from_its_file(start, clip):
    (clip.parent / "clip_annotations_pn.json").write_text('{"0": {"3": [1.0, 2.0]}}')
    tracker = start(str(clip), "pn")
    assert tracker.ann.name == "pn"
    assert tracker.ann.data["0"][3] == [1.0, 2.0]


def test_a_new_layer_gets_its_labels(start, clip):
    assert start(clip, "fresh", n_labels=3).ann.labels == ["0", "1", "2"]


def test_several_layers_by_name_and_by_file(start, clip, tmp_path):
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_text('{"0": {"5": [7.0, 8.0]}}')
    tracker = start(clip, {"manual": elsewhere, "other": tmp_path / "none.json"})
    assert tracker.annotation_layer == "manual"
    assert tracker.ann.data["0"][5] == [7.0, 8.0]
    assert "other" in tracker.annotations
    tracker.annotation_label = "0"
    tracker.frame = 1
    tracker.add_annotation((3.0, 4.0))
    tracker.save()
    assert json.loads(elsewhere.read_text())["0"]["1"] == [3.0, 4.0]


def test_a_session_from_annotations(clip, tmp_path):
    first = VideoAnnotation(vname=clip, name="one")
    first.add([1.0, 2.0], "0", 4)
    second = VideoAnnotation(vname=clip, name="two")
    with DUSTrack.from_annotations([first, second], window=False, state_folder=tmp_path / "s") as tracker:
        assert tracker.annotation_layer == "one"
        assert tracker.ann.data["0"][4] == [1.0, 2.0]
        assert "two" in tracker.annotations
        assert tracker.state.is_dirty(tracker.state.layer)
    with pytest.raises(ValueError, match="annotations"):
        DUSTrack.from_annotations([], window=False)


def test_several_videos_open_with_the_first_on_screen(start, clip, make_clip):
    other = make_clip("other", 5)
    tracker = start([clip, other])
    assert tracker.videos[0] == clip
    assert tracker.video_index == 0


def test_enhancement_and_unknown_arguments(start, clip):
    tracker = start(clip, gamma=1.5, brightness=4, clahe_clip=2.0)
    enhancement = tracker.state.view.enhancement
    assert (enhancement.gamma, enhancement.brightness, enhancement.clip) == (1.5, 4, 2.0)
    with pytest.warns(NoEffectWarning, match="titlefunc"):
        start(clip, titlefunc=str)
    with pytest.raises(TypeError):
        start(clip, figsize=(3, 4))


def test_what_cannot_be_opened_is_said(start, tmp_path):
    with pytest.raises(FileNotFoundError):
        start(tmp_path / "missing.mp4")
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"no video")
    with pytest.raises(CommandFailedError, match=r"bad\.mp4"):
        start(bad)


def test_a_closed_session_says_so(start, clip):
    tracker = start(clip)
    assert tracker.is_open
    tracker.close()
    assert not tracker.is_open
    with pytest.raises(SessionClosedError):
        tracker.next_annotation_label()


def test_reopening_lands_where_one_left_unless_a_layer_is_named(start, clip: Path):
    tracker = start(clip, ["a", "b"])
    tracker.annotation_layer = "b"
    tracker.add_annotation((3.0, 4.0))
    tracker.save()
    tracker.frame = 7
    tracker.close()
    assert start(clip, None).annotation_layer == "b"
    again = start(clip, "a")
    assert (again.annotation_layer, again.frame) == ("a", 7)
