"""The whole loop with real DeepLabCut through `DLCProject`, as a script does it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dustrack_imgui.dlc.tables import read_table
from dustrack_imgui.dlcinterface import DLCProject
from dustrack_imgui.formats.dlc_table import read_dlc_table
from dustrack_imgui.jobs import JobEvent, JobFailedError, Phase, ProcessRequest

NAME = "heart_clip ü"
STEM = "blobs.v1 x"
PARTS = {"0": "wall", "1": "apex"}
FRAMES = range(0, 40, 4)
LATER_FRAMES = range(1, 40, 8)


@pytest.fixture
def served(server: Any, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Let the one process that holds DeepLabCut do what `DLCProject` would start processes for."""
    done: list[list[str]] = []

    def run(request: ProcessRequest, **unused: Any) -> list[dict[str, Any]]:
        steps = [dict(step) for step in request.steps]
        done.append([step["op"] for step in steps])
        outcome = server.run(*steps, is_well=False)
        if outcome.status == "failed":
            raise JobFailedError(outcome.title, outcome.cause, outcome.hint, outcome.traceback)
        return [{"op": step["op"], "value": outcome.results[step["op"]]} for step in steps]

    monkeypatch.setattr("dustrack_imgui.dlc.project_jobs.run_in_process", run)
    return done


@pytest.fixture
def quick(tiny_network: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """Arguments of a training of seconds."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return {
        "maxiters": 2,
        "batch_size": 4,
        "device": "cpu",
        "pretrained": False,
        "updates": tiny_network(2),
        "save_every": 1,
        "eval_every": 1,
    }


def label(path: Path, xy: np.ndarray, frames: range) -> None:
    points = {str(number): {str(frame): xy[frame, number].tolist() for frame in frames} for number in (0, 1)}
    path.write_text(json.dumps(points), encoding="utf-8")


def recorded(make_blob_clip: Any, folder: Path) -> Any:
    """A clip with a layer, in a folder of its own."""
    folder.mkdir()
    clip = make_blob_clip(folder / f"{STEM}.mp4")
    label(folder / f"{STEM}_annotations_iteration-0.json", clip.xy, FRAMES)
    return clip


@pytest.mark.timeout(900)
def test_from_a_video_to_trajectories_in_processes_of_their_own(
    make_blob_clip: Any,
    quick: dict[str, Any],
    job_environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    for name, value in job_environment.items():
        monkeypatch.setenv(name, value)
    clip = recorded(make_blob_clip, tmp_path / "recordings of today")
    phases: list[str] = []

    def listen(event: JobEvent) -> None:
        if isinstance(event, Phase):
            phases.append(event.name)

    home = tmp_path / "my projects"
    project = DLCProject(home, [clip.path], NAME, "ann", internal_to_dlc_labels=PARTS, on_event=listen)
    root = project.paths["project"]
    assert root.parent == home
    assert root.name.startswith(f"{NAME}-ann-")
    assert project.video_list == [root / "videos" / clip.path.name]
    assert project.video_list[0].samefile(clip.path)
    assert (project.trackers, project.labels) == (["wall", "apex"], {"wall": "0", "apex": "1"})

    project.train_iteration(**quick)
    steps = ["extract", "load", "create_training_dataset", "seed", "train", "evaluate", "analyze"]
    assert [name for name in phases if name in steps][-len(steps) :] == steps
    assert (project.current_iteration, project.latest_trained_iteration) == (0, 0)
    assert project.all_snapshots == {0: [1, 2]}
    snapshots = project.facts.iterations[0].snapshots
    error = project.get_best_snapshot_test_error()
    assert 0 < error == min(one.test_rmse_px or np.inf for one in snapshots) < 200
    found = project.get_trajectories()[STEM]
    assert found.labels == ("0", "1")
    assert found["wall"].shape == (40, 2)
    assert found.sr == pytest.approx(30)
    assert np.isfinite(found.likelihood("1")).all()
    assert found.path.parent == root / "videos" / "iteration-0"
    assert len(list((root / "dustrack-jobs").iterdir())) == 1


def test_labels_that_came_since_are_trained_from_a_snapshot_of_the_project_or_another(
    make_blob_clip: Any, served: list[list[str]], server: Any, quick: dict[str, Any], tmp_path: Path
) -> None:
    quick["videos"] = []
    clip = recorded(make_blob_clip, tmp_path / "recordings")
    project = DLCProject(tmp_path / "p", [clip.path], NAME, "ann", internal_to_dlc_labels=PARTS)
    project.train_iteration(**quick)
    root = project.paths["project"].rename(tmp_path / "moved elsewhere")
    label(root / "videos" / f"{STEM}_annotations_iteration-1.json", clip.xy, LATER_FRAMES)

    project = DLCProject(root)
    project.train_iteration(refine_mode="in_project", source_iteration=0, **quick)
    assert project.all_snapshots == {0: [1, 2], 1: [1, 2]}
    (trained,) = (root / "training-datasets" / "iteration-1").rglob("CollectedData_ann.h5")
    table = read_dlc_table(trained, labels=project.labels)
    assert table.tracks["0"].frames().tolist() == sorted({*FRAMES, *LATER_FRAMES})
    seed = project.get_pose_cfg_file().with_name("init") / "init.pt"
    source = project.facts.iterations[0].best
    assert source is not None
    assert server.snapshot(seed)["sums"] == pytest.approx(server.snapshot(source.path)["sums"])

    elsewhere = Path(shutil.copy(project.facts.iterations[1].snapshots[-1].path, tmp_path / "other.pt"))
    project.train_iteration(refine_mode="external", external_snapshot_path=elsewhere, **quick)
    assert project.latest_trained_iteration == 2
    seed = project.get_pose_cfg_file().with_name("init") / "init.pt"
    assert server.snapshot(seed)["sums"] == pytest.approx(server.snapshot(elsewhere)["sums"])
    server.call("deeplabcut:check_labels", str(root / "config.yaml"))


def test_labels_that_came_after_a_failed_round_are_trained(
    make_blob_clip: Any, served: list[list[str]], quick: dict[str, Any], tmp_path: Path
) -> None:
    quick["videos"] = []
    clip = recorded(make_blob_clip, tmp_path / "recordings")
    project = DLCProject(tmp_path / "p", [clip.path])
    with pytest.raises(JobFailedError):
        project.train_iteration(**{**quick, "updates": {"runner.wings": 2}})
    assert project.latest_trained_iteration == -1
    label(project.video_list[0].with_name(f"{STEM}_annotations_more.json"), clip.xy, LATER_FRAMES)
    project.train_iteration(**quick)
    assert project.latest_trained_iteration == 0
    (trained,) = (project.paths["project"] / "training-datasets" / "iteration-0").rglob("CollectedData_x.h5")
    assert len(read_dlc_table(trained).tracks["0"].frames()) == len({*FRAMES, *LATER_FRAMES})


def test_a_project_of_deeplabcut_opens_with_its_labels_by_name(
    server: Any,
    served: list[list[str]],
    blob_clip: Any,
    write_labels: Any,
    quick: dict[str, Any],
    tmp_path: Path,
) -> None:
    created = server.call(
        "deeplabcut:create_new_project",
        "theirs",
        "x",
        [str(blob_clip.path)],
        working_directory=str(tmp_path),
    )
    config = Path(created)
    names = ["objectA", "bodypart2", "bodypart1", "bodypart3"]
    xy = np.concatenate([blob_clip.xy, blob_clip.xy + 1.0], axis=1)
    tables = write_labels(config.parent, blob_clip, FRAMES, label_names=names, xy=xy)
    project = DLCProject(config)
    assert project.trackers == ["bodypart1", "bodypart2", "bodypart3", "objectA"]
    assert project.video_names == ["blobs"]
    tracks = read_table(tables).tracks
    for number, name in enumerate(names):
        np.testing.assert_allclose(tracks[project.labels[name]].xy(), xy[list(FRAMES), number])
    before = tables.read_bytes()
    project.extract_frames()
    assert tables.read_bytes() == before
    quick["updates"] = {
        **quick["updates"],
        "model.heads.bodypart.heatmap_config.channels": [96, 4],
        "model.heads.bodypart.locref_config.channels": [96, 8],
    }
    project.create_training_dataset(updates=quick["updates"]).train(**quick).evaluate()
    project.analyze_videos(create_video=False, device="cpu")
    assert served == [["create_training_dataset"], ["seed", "train"], ["evaluate"], ["analyze"]]
    found = project.get_trajectories()["blobs"]
    assert found["objectA"].shape == (40, 2)
    assert found.label_of("objectA") == project.labels["objectA"]
