"""Which layers a video of a project opens with: tables of DeepLabCut, the latest of them as the overlay."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from dustrack_imgui.app.dlc_folder import next_layer_name, with_project_layers
from dustrack_imgui.app.loading import Loaded, load_video_state
from dustrack_imgui.formats.dlc_table import read_dlc_table
from dustrack_imgui.formats.dlc_write import write_predictions
from dustrack_imgui.model.layer import LayerKind
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track
from dustrack_imgui.model.video import Video

GOLDEN = Path(__file__).parents[1] / "golden" / "data"
NAME = "blobDLC_Resnet50_blobNov22shuffle1_snapshot_{}.h5"
CONFIG = "Task: blob\nscorer: x\nvideo_sets:\n  {video}:\n    crop: 0, 64, 0, 64\niteration: 0\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("labeled-data", "videos/iteration-0", "videos/iteration-1"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "config.yaml").write_text(CONFIG.format(video=tmp_path / "videos" / "blob.mp4"))
    return tmp_path


def predict(root: Path, iteration: int, snapshot: str, *, written_secs: float) -> Path:
    """DeepLabCut's own table as a prediction of an iteration, written at a given time."""
    path = root / "videos" / f"iteration-{iteration}" / NAME.format(snapshot)
    shutil.copy(GOLDEN / "predictions_points.h5", path)
    os.utime(path, (written_secs, written_secs))
    return path


def opened(root: Path, layer: str | None = None) -> Loaded:
    video = Video(root / "videos" / "blob.mp4", 30, 64, 64, 30.0)
    return with_project_layers(load_video_state(video, layer or next_layer_name(root)), root)


def test_a_table_of_deeplabcut_becomes_a_dense_layer_with_likelihoods(root: Path):
    path = predict(root, 0, "050", written_secs=1e9)
    state = opened(root).state
    layer = state.data.layer("dlc_iteration-0_050")
    table = read_dlc_table(GOLDEN / "predictions_points.h5")
    assert layer.kind is LayerKind.DENSE
    assert layer.path == path
    assert layer.labels == tuple(table.tracks)
    for label, track in table.tracks.items():
        assert layer.track(label).holds_same_points(track)
        assert layer.track(label).has_likelihood
        np.testing.assert_array_equal(layer.track(label).likelihoods(), track.likelihoods())
    assert not state.is_dirty(layer)
    assert state.view.overlay == layer.name


def test_the_latest_iteration_is_the_overlay_whichever_file_was_written_last(root: Path):
    predict(root, 0, "050", written_secs=2e9)
    predict(root, 1, "010", written_secs=1e9)
    assert opened(root).state.view.overlay == "dlc_iteration-1_010"


def test_within_an_iteration_the_file_written_last_is_the_overlay(root: Path):
    predict(root, 0, "050", written_secs=1e9)
    predict(root, 0, "010", written_secs=2e9)
    assert opened(root).state.view.overlay == "dlc_iteration-0_010"


def test_a_prediction_that_is_itself_worked_on_is_not_its_own_overlay(root: Path):
    predict(root, 0, "050", written_secs=1e9)
    state = opened(root, "dlc_iteration-0_050").state
    assert (state.view.layer, state.view.overlay) != ("dlc_iteration-0_050", "dlc_iteration-0_050")


def test_predictions_of_another_video_stay_away(root: Path):
    shutil.copy(
        GOLDEN / "predictions_points.h5",
        root / "videos" / "iteration-0" / "blob2DLC_Resnet50_blobNov22shuffle1_snapshot_050.h5",
    )
    config = (root / "config.yaml").read_text()
    other = f"  {root / 'videos' / 'blob2.mp4'}:\n    crop: 0, 64, 0, 64\n"
    (root / "config.yaml").write_text(config.replace("iteration: 0", "") + other)
    assert opened(root).state.view.overlay is None


def test_a_broken_table_is_told_and_the_others_are_loaded(root: Path):
    predict(root, 0, "050", written_secs=1e9)
    broken = root / "videos" / "iteration-1" / NAME.format("010")
    broken.write_bytes((GOLDEN / "predictions_points.h5").read_bytes()[:5000])
    loaded = opened(root)
    assert loaded.state.view.overlay == "dlc_iteration-0_050"
    assert any(broken.name in problem for problem in loaded.problems)


def test_a_table_that_this_program_wrote_opens_alike(root: Path):
    track = Track.from_points(np.arange(30), np.ones((30, 2)), Source.MODEL, likelihood=np.full(30, 0.25))
    path = root / "videos" / "iteration-0" / NAME.format("200")
    write_predictions(path, {"3": track}, scorer=path.stem[4:], n_frames=30)
    layer = opened(root).state.data.layer("dlc_iteration-0_200")
    assert layer.track("3").likelihood_at(29) == 0.25
