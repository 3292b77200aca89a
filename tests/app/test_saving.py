"""Saving never writes over what another program wrote."""

from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType

import pytest

from dustrack_imgui.annotations.reading import read_tracks, write_tracks
from dustrack_imgui.app.layer_files import ChangedOnDisk, write_layer
from dustrack_imgui.app.loading import load_video_state
from dustrack_imgui.app.systems.saving import SavingSystem
from dustrack_imgui.commands.effects import SaveLayers
from dustrack_imgui.formats.annotation_json import load_annotation
from dustrack_imgui.model.layer import NO_TRACKS, Layer
from dustrack_imgui.model.session import Session, VideoData, VideoState
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View

TRACKS = MappingProxyType({"0": Track.from_points([1], [(2.0, 3.0)])})


def test_a_new_file_is_written_and_reads_back(tmp_path: Path):
    path = tmp_path / "v_annotations_a.json"
    write_layer(path, TRACKS, NO_TRACKS)
    assert load_annotation(path).tracks["0"].xy_at(1) == (2.0, 3.0)


def test_a_file_as_it_was_read_may_be_replaced(tmp_path: Path):
    path = tmp_path / "v_annotations_a.json"
    path.write_text('{"0": {"5": [1, 1]}}')
    known = load_annotation(path).tracks
    write_layer(path, TRACKS, known)
    assert list(json.loads(path.read_text())["0"]) == ["1"]


def test_a_file_that_another_program_changed_is_kept(tmp_path: Path):
    path = tmp_path / "v_annotations_a.json"
    path.write_text('{"0": {"5": [1, 1]}}')
    known = load_annotation(path).tracks
    path.write_text('{"0": {"5": [1, 1], "6": [2, 2]}}')
    with pytest.raises(ChangedOnDisk, match="another program"):
        write_layer(path, TRACKS, known)
    assert list(json.loads(path.read_text())["0"]) == ["5", "6"]


def test_a_file_that_appeared_meanwhile_is_kept(tmp_path: Path):
    path = tmp_path / "v_annotations_a.json"
    path.write_text('{"0": {"5": [1, 1]}}')
    with pytest.raises(ChangedOnDisk):
        write_layer(path, TRACKS, NO_TRACKS)


def test_two_saves_in_a_row_are_not_taken_for_another_program(tmp_path: Path):
    path = tmp_path / "v_annotations_a.json"
    state = VideoState(
        Video(tmp_path / "v.mp4", 9, 8, 8, 30.0), VideoData((Layer("a", TRACKS, path),)), View(layer="a")
    )
    session = Session(videos=(state,))
    saving = SavingSystem(lambda: None)
    effect = SaveLayers(((state.video.key, "a"),))
    assert saving.run(effect, session)
    assert saving.run(effect, session)
    saving.close()
    assert [call.command for call in saving.tick(session, 0.0)] == ["layer.saved", "layer.saved"]


def test_where_points_came_from_is_kept_beside_the_file(tmp_path: Path):
    path = tmp_path / "v_annotations_a.json"
    tracks = MappingProxyType({"0": Track.from_points([1, 2], [(2.0, 3.0), (4.0, 5.0)], Source.RSTC)})
    write_layer(path, tracks, NO_TRACKS)
    again = load_video_state(Video(tmp_path / "v.mp4", 9, 8, 8, 30.0)).state.data.layer("a")
    assert again.track("0").source_at(2) is Source.RSTC


def test_likelihoods_stay_with_points_that_stay(tmp_path: Path):
    path = tmp_path / "v_annotations_a.json"
    xy = [(2.0, 3.0), (4.0, 5.0)]
    before = MappingProxyType({"0": Track.from_points([1, 2], xy, Source.MODEL, likelihood=[0.9, 0.4])})
    write_tracks(path, before)
    moved = MappingProxyType({"0": before["0"].with_point(2, (7.0, 7.0), Source.HAND)})
    write_layer(path, moved, before)
    kept = read_tracks(path).likelihoods["0"]
    assert kept.frames.tolist() == [1]
    assert kept.values.tolist() == [0.9]
