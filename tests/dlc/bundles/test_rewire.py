"""A video annotated outside goes on in its project with all its layers, and the files outside stay."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from dustrack_imgui.dlc.placing_errors import InTheWayError
from dustrack_imgui.dlc.rewire import plan_rewiring, rewired_state, write_rewired
from dustrack_imgui.formats.annotation_json import load_annotation, save_annotation
from dustrack_imgui.formats.errors import WriteError
from dustrack_imgui.formats.label_names import label_names_path, load_label_names
from dustrack_imgui.formats.names import find_layers
from dustrack_imgui.formats.point_facts import load_point_facts, save_point_facts
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.session import VideoData, VideoState
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.video import Video
from dustrack_imgui.model.view import View

HAND = {"0": {1: (1.0, 1.0)}, "1": {1: (2.0, 2.0)}}


@pytest.fixture
def video(tmp_path: Path) -> Path:
    folder = tmp_path / "clips"
    folder.mkdir()
    return folder / "leg.mp4"


@pytest.fixture
def new_video(project: Path) -> Path:
    return project / "videos" / "leg.mp4"


@pytest.fixture
def state(video, make_tracks):
    """A saved layer, one with unsaved work, an empty one, a computed one with its sidecars, and a table."""
    saved = make_tracks(HAND, Source.HAND)
    path = video.with_name("leg_annotations_a.json")
    save_annotation(path, saved)
    save_point_facts(path, saved)
    smooth = video.with_name("leg_annotations_a_lkmovavg_0.500.json")
    save_annotation(smooth, saved)
    smooth.with_suffix(".dustrack-made-from").write_text(
        json.dumps({"result": hashlib.sha256(smooth.read_bytes()).hexdigest()})
    )
    dropped = "leg_annotations_a.dustrack-dropped-incomplete-20261122T130507"
    video.with_name(dropped).write_text("{}")
    video.with_name("leg_annotations_a.dustrack-replaced-20261122T130507").write_text("{}")
    video.with_name("leg_events_interp_with_lk.json").write_text("[{}, {}]")
    layers = (
        Layer("a", saved, path),
        Layer("pn", make_tracks({"0": {4: (4.0, 4.0)}}), video.with_name("foreign.json")),
        Layer("empty", make_tracks({"0": {}}), video.with_name("leg_annotations_empty.json")),
        Layer("a_lkmovavg_0.500", saved, smooth, LayerKind.DENSE),
        Layer("dlc_x_050", saved, video.with_name("legDLC_x_snapshot_050.h5"), LayerKind.DENSE),
        Layer("buffer", saved, video.with_name("leg_annotations_buffer.json"), LayerKind.SCRATCH),
    )
    names = MappingProxyType({"0": "toe", "1": "heel"})
    data = VideoData(layers, label_names=names)
    return VideoState(Video(video, 10, 4, 4, 25.0), data, View(layer="a"), MappingProxyType({"a": saved}))


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_every_layer_has_its_place_in_the_project(state, new_video):
    plan = plan_rewiring(state, new_video)
    videos = new_video.parent
    assert {layer.name: layer.new_path for layer in plan.layers} == {
        "a": videos / "leg_annotations_a.json",
        "pn": videos / "leg_annotations_pn.json",
        "empty": videos / "leg_annotations_empty.json",
        "a_lkmovavg_0.500": videos / "leg_annotations_a_lkmovavg_0.500.json",
        "dlc_x_050": state.video.path.with_name("legDLC_x_snapshot_050.h5"),
        "buffer": videos / "leg_annotations_buffer.json",
    }
    assert not list(videos.iterdir())


def test_what_the_layers_hold_is_written_and_the_files_outside_stay(state, new_video):
    before = content(state.video.path.parent)
    write_rewired(plan_rewiring(state, new_video))
    assert content(state.video.path.parent) == before
    assert list(find_layers(new_video)) == ["a", "a_lkmovavg_0.500", "pn"]
    path = new_video.with_name("leg_annotations_a.json")
    facts = load_point_facts(path, load_annotation(path).tracks)
    assert facts is not None
    assert facts.tracks["0"].source_at(1) is Source.HAND


def test_what_accompanies_them_comes_along_and_stays_valid(state, new_video, project):
    write_rewired(plan_rewiring(state, new_video))
    names = set(content(new_video.parent))
    assert "leg_annotations_a.dustrack-dropped-incomplete-20261122T130507" in names
    assert "leg_events_interp_with_lk.json" in names
    assert not any("replaced" in name for name in names)
    smooth = new_video.with_name("leg_annotations_a_lkmovavg_0.500.json")
    receipt = json.loads(smooth.with_suffix(".dustrack-made-from").read_bytes())
    assert receipt["result"] == hashlib.sha256(smooth.read_bytes()).hexdigest()
    assert dict(load_label_names(label_names_path(new_video))) == {"0": "toe", "1": "heel"}
    assert (project / "dlc_trackermap.txt").exists()


def test_the_session_goes_on_in_the_project(state, new_video):
    plan = plan_rewiring(state, new_video)
    write_rewired(plan)
    after = rewired_state(state, plan)
    assert after.video.path == new_video
    assert after.data.layer("pn").path == new_video.with_name("leg_annotations_pn.json")
    assert not any(after.is_dirty(after.data.layer(name)) for name in ("a", "pn", "empty"))
    assert after.view is state.view


def test_what_was_done_meanwhile_is_unsaved_and_goes_on_in_the_project(state, new_video, make_tracks):
    plan = plan_rewiring(state, new_video)
    write_rewired(plan)
    edited = replace(state.data.layer("a"), tracks=make_tracks({"0": {9: (9.0, 9.0)}}))
    path = state.video.path.with_name("leg_annotations_new.json")
    new = Layer("new", make_tracks({"0": {2: (2.0, 2.0)}}), path)
    state = replace(state, data=state.data.with_layer(edited).with_layer(new)).with_saved("new", new.tracks)
    after = rewired_state(state, plan)
    assert after.data.layer("new").path == new_video.with_name("leg_annotations_new.json")
    assert after.data.layer("a").tracks is edited.tracks
    assert [after.is_dirty(after.data.layer(name)) for name in ("a", "new", "pn")] == [True, True, False]


def test_doing_it_again_changes_nothing(state, new_video):
    write_rewired(plan_rewiring(state, new_video))
    before = content(new_video.parent)
    write_rewired(plan_rewiring(state, new_video))
    assert content(new_video.parent) == before


def test_a_copy_of_the_file_outside_gives_way_to_unsaved_work(state, new_video, make_tracks):
    old = state.video.path.with_name("leg_annotations_a.json")
    new_video.with_name(old.name).write_bytes(old.read_bytes())
    edited = replace(state.data.layer("a"), tracks=make_tracks({"0": {9: (9.0, 9.0)}}))
    state = replace(state, data=state.data.with_layer(edited))
    write_rewired(plan_rewiring(state, new_video))
    assert load_annotation(new_video.with_name(old.name)).tracks["0"].frames().tolist() == [9]


def test_another_layer_of_that_name_is_never_overwritten(state, new_video, make_tracks):
    taken = new_video.with_name("leg_annotations_pn.json")
    save_annotation(taken, make_tracks({"0": {7: (7.0, 7.0)}}))
    before = content(new_video.parent)
    with pytest.raises(InTheWayError, match="another layer pn"):
        write_rewired(plan_rewiring(state, new_video))
    assert content(new_video.parent) == before


def test_names_of_labels_that_the_project_has_stay(state, new_video, project):
    (project / "dlc_trackermap.txt").write_text("point0 - big toe\n", encoding="utf-8")
    write_rewired(plan_rewiring(state, new_video))
    assert dict(load_label_names(project / "dlc_trackermap.txt")) == {"0": "big toe", "1": "heel"}


def test_a_full_disk_is_said_and_the_files_outside_are_as_before(state, new_video, monkeypatch):
    def full(path, tracks):
        raise WriteError("The file could not be written (No space left on device)", path)

    monkeypatch.setattr("dustrack_imgui.dlc.rewire.save_annotation", full)
    before = content(state.video.path.parent)
    with pytest.raises(WriteError, match="No space left"):
        write_rewired(plan_rewiring(state, new_video))
    assert content(state.video.path.parent) == before
