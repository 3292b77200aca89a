"""Opening videos of DeepLabCut projects with real files: every layer is there, the right ones are chosen."""

from __future__ import annotations

import json
import os
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dustrack_imgui.app.headless import Headless
from dustrack_imgui.model.session import VideoState

WAIT_SECS = 30.0
GOLDEN = Path(__file__).parents[1] / "golden" / "data"
HAND = {"0": {"2": [10.0, 11.0]}, "1": {"2": [20.0, 21.0]}}
PREDICTION = "DLC_Resnet50_blobNov22shuffle1_snapshot_050"
CONFIG = """Task: blob
scorer: praneeth
date: Nov22
multianimalproject: false
project_path: /elsewhere/blob-praneeth-2025-11-22
engine: pytorch
video_sets:
  /elsewhere/blob-praneeth-2025-11-22/videos/vid10.mp4:
    crop: 0, 64, 0, 48
  /elsewhere/blob-praneeth-2025-11-22/videos/vid1.mp4:
    crop: 0, 64, 0, 48
bodyparts:
- point0
- point1
- point10
TrainingFraction:
- 0.95
iteration: 0
"""


class Project:
    """A project with one trained iteration, as DUSTrack and DeepLabCut leave it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "blob-praneeth-2025-11-22"
        self.videos = self.root / "videos"
        (self.videos / "iteration-0").mkdir(parents=True)
        (self.root / "config.yaml").write_text(CONFIG)
        for stem in ("vid10", "vid1"):
            shutil.copy(GOLDEN / "tiny.mp4", self.videos / f"{stem}.mp4")
            self.annotation(stem, "iteration-0", HAND)
            shutil.copy(GOLDEN / "predictions_points.h5", self.prediction(stem))
            (self.root / "labeled-data" / stem).mkdir(parents=True)
        table = self.root / "labeled-data" / "vid10" / "CollectedData_praneeth.h5"
        shutil.copy(GOLDEN / "labels_10.h5", table)
        train = self.root / "dlc-models-pytorch" / "iteration-0" / "blobNov22-trainset95shuffle1" / "train"
        train.mkdir(parents=True)
        (train / "pytorch_config.yaml").write_text("net_type: resnet_50\n")
        with zipfile.ZipFile(train / "snapshot-050.pt", "w") as snapshot:
            snapshot.writestr("archive/version", "3")

    def prediction(self, stem: str, ending: str = ".h5") -> Path:
        return self.videos / "iteration-0" / f"{stem}{PREDICTION}{ending}"

    def annotation(self, stem: str, layer: str, points: dict) -> Path:
        path = self.videos / f"{stem}_annotations_{layer}.json"
        path.write_text(json.dumps(points))
        return path


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Headless]]:
    made: list[Headless] = []

    def open_(path: Path, n_videos: int = 1, **arguments: object) -> Headless:
        headless = Headless(state_folder=tmp_path / "state")
        made.append(headless)
        headless.ask("app.open_video", path=str(path), **arguments)
        give_up = time.perf_counter() + WAIT_SECS
        while len(headless.session.videos) < n_videos or headless.session.queue:
            assert time.perf_counter() < give_up, headless.session.message.text
            headless.pump()
        return headless

    yield open_
    for headless in made:
        headless.close()


def names(state: VideoState) -> list[str]:
    return [layer.name for layer in state.data.layers]


def test_a_video_of_a_project_opens_with_every_layer_and_the_next_one_to_label(project, opened):
    state = opened(project.videos / "vid10.mp4").session.active
    assert names(state) == ["iteration-0", "iteration-1", "labeled_data", "dlc_iteration-0_050", "buffer"]
    assert (state.view.layer, state.view.overlay) == ("iteration-1", "dlc_iteration-0_050")
    assert state.layer.count() == 0
    assert state.layer.labels == ("0", "1", "10"), "the body parts of the project are there to be placed"
    assert not state.is_dirty(state.layer)
    assert state.overlay.track("10").count == 8
    assert state.data.layer("labeled_data").track("0").frames().tolist() == [2, 5]
    assert state.overlay.path == project.prediction("vid10")


@pytest.mark.parametrize("form", ["folder", "config.yaml"])
def test_a_whole_project_opens_in_its_order(project, opened, form):
    path = project.root if form == "folder" else project.root / form
    session = opened(path, 2).session
    assert [state.video.stem for state in session.videos] == ["vid10", "vid1"]
    assert session.active.video.stem == "vid10"
    assert names(session.videos[1]) == ["iteration-0", "iteration-1", "dlc_iteration-0_050", "buffer"]


def test_opening_again_with_files_of_the_next_layer_and_the_scratch_layer_works(project, opened):
    project.annotation("vid10", "iteration-1", HAND)
    project.annotation("vid10", "buffer", HAND)
    project.annotation("vid10", "dlccorr", HAND)
    project.annotation("vid10", "iteration-0_manual_corrections", HAND)
    state = opened(project.videos / "vid10.mp4").session.active
    assert names(state) == [
        "iteration-0", "iteration-1", "iteration-0_manual_corrections", "labeled_data",
        "dlc_iteration-0_050", "dlccorr", "buffer",
    ]  # fmt: skip
    assert (state.view.layer, state.view.overlay) == ("iteration-1", "dlc_iteration-0_050")
    assert state.layer.count() == 2


def test_the_overlay_is_the_trace_itself_and_not_what_was_made_of_it_later(project, opened):
    smoothed = project.prediction("vid10", "_lkmovavg_0.500.json")
    smoothed.write_text(json.dumps(HAND))
    later = project.prediction("vid10").stat().st_mtime + 100
    os.utime(smoothed, (later, later))
    state = opened(project.videos / "vid10.mp4").session.active
    assert "dlc_iteration-0_050_lkmovavg_0.500" in names(state)
    assert state.view.overlay == "dlc_iteration-0_050"


def test_the_latest_iteration_s_trace_is_the_overlay_whatever_was_copied_when(project, opened):
    newer = project.videos / "iteration-1" / project.prediction("vid10").name
    newer.parent.mkdir()
    shutil.copy(project.prediction("vid10"), newer)
    os.utime(newer, (1, 1))
    state = opened(project.videos / "vid10.mp4").session.active
    assert state.view.overlay == "dlc_iteration-1_050"


def test_one_comes_back_to_where_one_left(project, opened):
    headless = opened(project.videos / "vid10.mp4")
    headless.ask("layer.select", layer="iteration-0")
    headless.ask("layer.select_overlay", layer=None)
    headless.ask("frame.go_to", frame=3)
    headless.close()
    view = opened(project.videos / "vid10.mp4").session.active.view
    assert (view.layer, view.overlay, view.frame) == ("iteration-0", None, 3)


def test_a_broken_project_does_not_keep_its_videos_away(project, opened):
    (project.root / "config.yaml").write_text("video_sets: [")
    headless = opened(project.videos / "vid10.mp4")
    state = headless.session.active
    assert "iteration-0" in names(state)
    assert headless.session.dialog is not None
    assert "config.yaml" in headless.session.dialog.text


def test_a_prediction_that_cannot_be_read_is_named_and_the_rest_opens(project, opened):
    project.prediction("vid10").write_bytes(b"no table")
    headless = opened(project.videos / "vid10.mp4")
    assert names(headless.session.active) == ["iteration-0", "iteration-1", "labeled_data", "buffer"]
    assert headless.session.active.view.overlay is None
    assert project.prediction("vid10").name in headless.session.dialog.text
