"""`DLCProject` without DeepLabCut: what its methods ask the worker to do, and trajectories read back."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dustrack_imgui._file_management import VideoFileManager
from dustrack_imgui.dlc.creation import body_parts_for
from dustrack_imgui.dlc.errors import (
    NotTrainedError,
    OptionsError,
    ProjectNameError,
    UnknownVideoError,
    VideoMissingError,
)
from dustrack_imgui.dlc.placing_errors import InTheWayError, NoProjectVideoError
from dustrack_imgui.dlc.project_names import default_project_name
from dustrack_imgui.dlc.rounds import Step
from dustrack_imgui.dlcinterface import DLCData, DLCProject
from dustrack_imgui.formats.dlc_write import write_predictions
from dustrack_imgui.jobs import ProcessRequest
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track

SCORER = "DLC_Resnet50_blobNov22shuffle1_snapshot_"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[Step]]:
    """The steps of every process that would have been started."""
    found: list[list[Step]] = []

    def run(request: ProcessRequest, **unused: Any) -> list[object]:
        found.append(list(request.steps))
        return [{"op": step["op"], "value": {"snapshot": "/seed.pt"}} for step in request.steps]

    monkeypatch.setattr("dustrack_imgui.dlc.project_jobs.run_in_process", run)
    return found


def ops(steps: list[Step]) -> list[str]:
    return [str(step["op"]) for step in steps]


def predict(project, video: Path, iteration: int, snapshot: str, xy: float, likelihood: float = 0.5) -> Path:
    path = project.root / "videos" / f"iteration-{iteration}" / f"{video.stem}{SCORER}{snapshot}.h5"
    path.parent.mkdir(exist_ok=True)
    sure = np.full(40, likelihood)
    tracks = {
        str(number): Track.from_points(
            np.arange(40), np.full((40, 2), xy + number), Source.MODEL, likelihood=sure
        )
        for number in range(2)
    }
    parts = {str(number): part for number, part in enumerate(project.parts)}
    write_predictions(path, tracks, scorer=SCORER, n_frames=40, body_parts=parts)
    return path


def test_steps_of_their_own(project, clip, asked):
    project.label(clip, "a", {"0": {4: (4.0, 4.0)}})
    api = DLCProject(project.root)
    assert api.extract_frames(check=True) is api
    api.create_training_dataset(net_type="resnet_101").train(maxiters=5, max_snapshots_to_keep=3)
    (check,), (dataset,), (seed, train) = asked
    assert (check["op"], dataset["net_type"], seed["op"]) == ("check_labels", "resnet_101", "seed")
    assert (train["epochs"], train["keep_snapshots"], train["snapshot"]) == (5, 3, "$seed")


def test_first_weights_are_taken_by_the_next_training(project, asked):
    project.train(0, "snapshot-010.pt", "snapshot-020.pt")
    project.train(1)
    api = DLCProject(project.root)
    api.current_iteration = 1
    api.initialize_weights(source_snapshot=10).train(epochs=3).train(epochs=3)
    (seed,), (train,), again = asked
    assert seed["source"].endswith("snapshot-010.pt")
    assert (seed["iteration"], train["snapshot"]) == (1, "/seed.pt")
    assert ops(again) == ["seed", "train"]
    with pytest.raises(OptionsError):
        api.initialize_weights(0, external_snapshot_path="a.pt")
    with pytest.raises(OptionsError, match="no snapshot 7"):
        api.initialize_weights(0, 7)


def test_the_first_iteration_has_nothing_to_begin_from(project, asked):
    project.train(0)
    DLCProject(project.root).initialize_weights()
    assert asked == []


def test_a_trained_model_is_not_trained_over(project, asked):
    project.train(0, "snapshot-010.pt")
    api = DLCProject(project.root)
    for work in (api.train, api.create_training_dataset):
        with pytest.raises(OptionsError, match="increment_iteration"):
            work()
    assert asked == []


def test_process_trains_the_next_round_from_the_latest(project, clip, asked):
    project.label(clip, "a", {"0": {4: (4.0, 4.0)}})
    api = DLCProject(project.root)
    api.process(create_video=False)
    assert asked[-1][1]["source"] is None
    project.train(0, "snapshot-010.pt", "snapshot-020.pt")
    api.process("latest", 7, source_snapshot=10, videos=[0])
    steps = asked[-1]
    assert ops(steps)[-2:] == ["analyze", "label_video"]
    assert (steps[0]["iteration"], steps[2]["epochs"]) == (1, 7)
    assert steps[1]["source"].endswith("snapshot-010.pt")
    api.process(refine=False)
    assert asked[-1][1]["source"] is None
    other = Path(shutil.copy(project.facts.iterations[0].snapshots[0].path, project.root / "o.pt"))
    api.process(refine=str(other))
    assert asked[-1][1]["source"] == str(other)


def test_process_looks_again_with_an_older_iteration(project, asked):
    project.train(0, "snapshot-010.pt")
    project.train(1, "snapshot-010.pt", rows=[{"epoch": 10, "test_rmse": 2.0}])
    api = DLCProject(project.root)
    api.process(0, create_video=False)
    assert ops(asked[-1]) == ["evaluate", "analyze"]
    api.process(1, create_video=False)
    assert ops(asked[-1]) == ["analyze"]
    with pytest.raises(NotTrainedError):
        api.process(5)
    with pytest.raises(TypeError):
        api.process("newest")


def test_analysis_takes_places_names_and_paths(project, clip, asked):
    other = Path(shutil.copy(clip, clip.with_name("other.mp4")))
    project.add_video(other)
    project.train(0, "snapshot-010.pt", "snapshot-020.pt")
    api = DLCProject(project.root)
    for videos, wanted in (
        (None, [clip, other]),
        ([-1], [other]),
        ("clip", [clip]),
        ([str(other), 0], [other, clip]),
    ):
        api.analyze_videos(videos=videos, create_video=False)
        assert asked[-1][0]["videos"] == [str(path) for path in wanted]
    for index, name in ((0, "snapshot-010"), (-1, "snapshot-020"), (None, "best")):
        api.analyze_videos(0, index)
        assert asked[-1][0]["snapshot"] == name
    with pytest.raises(NotTrainedError, match="2 snapshots"):
        api.analyze_videos(0, 2)
    for video in (2, -3, "clipp", "/x/third.mp4"):
        with pytest.raises(UnknownVideoError):
            api.analyze_videos(videos=[video])


def test_what_runs_can_be_cancelled_from_outside(project, clip, asked):
    project.label(clip, "a", {"0": {4: (4.0, 4.0)}})
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(CancelledError):
        DLCProject(project.root, cancel=cancel).train_iteration()
    assert asked == []


def test_arguments_under_other_names(project, asked):
    api = DLCProject(project.root)
    with pytest.raises(TypeError, match="no argument wings"):
        api.train(wings=2)
    with pytest.raises(TypeError, match="twice"):
        api.train(maxiters=2, epochs=3)
    with pytest.warns(UserWarning, match="displayiters means nothing"):
        api.train(displayiters=100, maxiters=500_000)
    assert asked[-1][-1]["epochs"] == 500_000
    project.train(0, "snapshot-010.pt")
    with pytest.warns(UserWarning, match="plotting means nothing"):
        api.evaluate(plotting=True)
    with pytest.warns(UserWarning, match="save_as_csv"):
        api.analyze_videos(batchsize=2, save_as_csv=True)
    assert asked[-1][0]["batch_size"] == 2
    for work in (api.evaluate, api.analyze_videos):
        with pytest.raises(TypeError, match="no argument wings"):
            work(wings=2)


def test_trajectories_are_those_of_the_iteration_with_likelihood(project, clip, asked):
    project.parts = ("nose", "ear")
    project.write()
    api = DLCProject(project.root)
    with pytest.raises(NotTrainedError, match="analyse it first"):
        api.get_trajectories()
    project.train(0, "snapshot-010.pt")
    project.train(1, "snapshot-010.pt")
    predict(project, clip, 0, "010", 10.0, 0.25)
    predict(project, clip, 1, "010", 20.0)
    found = api.get_trajectories(iteration=0)["clip"]
    assert found.xy("nose")[3].tolist() == [10.0, 10.0]
    assert found["ear"][39].tolist() == [11.0, 11.0]
    assert found.likelihood("0").tolist() == [0.25] * 40
    assert (found.sr, found.times_secs[30]) == (pytest.approx(30), pytest.approx(1.0))
    assert api.get_trajectories()["clip"]["0"][0, 0] == 10.0
    api.current_iteration = 1
    assert api.get_trajectories("clip")["clip"]["0"][0, 0] == 20.0
    assert DLCData.from_video(clip)["0"][0, 0] == 20.0
    with pytest.raises(NotTrainedError, match="iteration 2"):
        api.get_trajectories(iteration=2)
    with pytest.raises(ValueError, match="no such video"):
        api.get_trajectories(["nothing"])
    with pytest.raises(KeyError):
        found.xy("tail")


def test_a_table_alone_needs_no_labelled_video(project, clip):
    path = predict(project, clip, 0, "010", 10.0)
    assert DLCData.from_hdf(path).video == clip
    clip.unlink()
    alone = DLCData.from_hdf(path)
    assert (alone.video, alone.n_frames, np.isnan(alone.sr)) == (None, 40, True)
    with pytest.raises(VideoMissingError):
        alone.to_signal("0")


def test_videos_come_in_with_their_annotations_and_never_over_others(project, clip, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    new = Path(shutil.copy(clip, outside / "new.2.mp4"))
    layer = project.label(new, "a", {"0": {4: (4.0, 4.0)}})
    project.label(new, "buffer", {"0": {4: (4.0, 4.0)}})
    api = DLCProject(project.root)
    before = api.facts.config.read_text()
    api.add_videos([new])
    assert api.video_names == ["clip", "new.2"]
    assert "my_own: kept" in api.facts.config.read_text()
    assert api.config["video_sets"][str(project.root / "videos" / "new.2.mp4")] == {"crop": "0, 128, 0, 96"}
    assert (project.root / "videos" / layer.name).read_bytes() == layer.read_bytes()
    assert not (project.root / "videos" / "new.2_annotations_buffer.json").exists()
    api.add_videos([new])
    assert len(api.video_list) == 2
    assert api.copy_annotations(new) == str(project.root / "videos" / layer.name)
    assert api.copy_annotations(tmp_path / "nothing.mp4") is None

    text = api.facts.config.read_text()
    project.label(new, "a", {"0": {4: (5.0, 5.0)}})
    with pytest.raises(InTheWayError, match="other annotations"):
        api.copy_annotations(new)
    twin = Path(shutil.copy(clip, outside / "clip.avi"))
    with pytest.raises(NoProjectVideoError):
        api.add_videos([twin])
    with pytest.raises(VideoMissingError):
        api.add_videos([outside / "missing.mp4"])
    assert api.facts.config.read_text() == text != before


@pytest.mark.parametrize(
    ("name", "words"), [("", "empty"), ("a-b", "-"), ("a/b", "/"), ("a\n", "must not"), ("a.", "dot")]
)
def test_names_that_cannot_be_used_are_told_before_anything_is_made(tmp_path, clip, asked, name, words):
    with pytest.raises(ProjectNameError, match=words):
        DLCProject(tmp_path / "new", [clip], name)
    assert asked == []
    with pytest.raises(VideoMissingError, match="name videos"):
        DLCProject(tmp_path / "new")


def test_default_names_can_be_used(tmp_path):
    assert default_project_name(Path("my-clip 1.mp4"), "iteration-0") == "my_clip 1_iteration_0"
    assert default_project_name(Path("---.mp4")) == "project"


def test_body_parts_of_a_new_project(project, clip):
    files = [project.label(clip, "a", {"10": {}, "2": {}}), project.label(clip, "b", {"2": {}, "3": {}})]
    assert body_parts_for(files) == {"point2": "2", "point3": "3", "point10": "10"}
    assert body_parts_for(files, {"2": "nose"}) == {"nose": "2", "point3": "3", "point10": "10"}
    assert body_parts_for([]) == {"point0": "0"}
    with pytest.raises(ValueError, match="same body part"):
        body_parts_for(files, {"2": "point3"})


def test_files_of_a_video_are_found_through_the_project(project, clip):
    project.label(clip, "iteration-0", {"0": {4: (4.0, 4.0)}})
    predict(project, clip, 0, "010", 10.0)
    files = VideoFileManager(DLCProject(project.root), 0)
    assert files.annotation_names == ["iteration-0"]
    assert files.dlc_trace_names == ["dlc_iteration-0_010"]


def test_a_session_opens_on_the_layer_of_the_next_round(project, clip, tmp_path):
    project.train(0, "snapshot-010.pt")
    project.parts = ("nose", "ear")
    project.write()
    predict(project, clip, 0, "010", 10.0)
    api = DLCProject(project.root)
    with api.annotate(-1, window=False, state_folder=tmp_path / "state") as session:
        assert session.annotation_layer == "iteration-1"
        assert session.annotation_overlay == "dlc_iteration-0_010"
    with api.annotate(0, "mine", window=False, state_folder=tmp_path / "state") as session:
        assert session.annotation_layer == "mine"
    with pytest.raises(UnknownVideoError):
        api.annotate(1)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows opens folders by a call, not by a program")
def test_the_folder_is_shown_by_the_desktop(project, monkeypatch):
    shown: list[list[str]] = []

    class Program:
        def __init__(self, command: list[str], **unused: Any) -> None:
            shown.append(command)

        def wait(self) -> int:
            return 0

    monkeypatch.setattr(subprocess, "Popen", Program)
    DLCProject(project.root).open()
    assert shown[0][1] == str(project.root)
