"""The project that pictures are taken of is one that the window can work with."""

from __future__ import annotations

from dustrack_imgui.annotations.reading import read_tracks
from dustrack_imgui.demo.clips import phantom_clip
from dustrack_imgui.demo.project import ERRORS_PX, write_project
from dustrack_imgui.dlc.facts import read_project
from dustrack_imgui.formats.annotation_json import load_annotation
from dustrack_imgui.formats.project_files import find_project_layers


def test_it_is_trained_evaluated_and_has_unsure_predictions(tmp_path):
    clip = phantom_clip()
    assert clip.truth is not None
    truth = load_annotation(clip.truth).tracks
    video = write_project(tmp_path, clip.video, truth, size_px=(480, 360))
    project = read_project(video.parents[1])
    assert project.problem == ""
    assert project.next_layer == "iteration-1"
    errors = [(one.train_rmse_px, one.test_rmse_px) for one in project.trained[0].snapshots]
    assert errors == list(ERRORS_PX.values())
    layers = find_project_layers(project.root, video.stem)
    assert list(layers) == ["iteration-0", "dlc_iteration-0_100"]
    predicted = read_tracks(layers["dlc_iteration-0_100"]).tracks
    assert set(predicted) == set(truth)
    assert all(track.has_likelihood for track in predicted.values())
