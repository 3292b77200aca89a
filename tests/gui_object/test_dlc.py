"""DeepLabCut from a script, and jobs that outlive their session; a stand-in works in a real process."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from dustrack_imgui.app.systems import dlc_jobs
from dustrack_imgui.commands.dlc_effects import DlcWork
from dustrack_imgui.gui import DUSTrack
from dustrack_imgui.jobs import JobContext, ProcessRequest, jobs_folder
from dustrack_imgui.model.dlc import Refine, Training
from dustrack_imgui.model.dlc_job import JobEnd
from dustrack_imgui.scripting.errors import CommandFailedError, RefusedError

WAIT_SECS = 90.0
N_FRAMES = 12
CONFIG = """Task: {name}
scorer: x
date: Nov22
multianimalproject: false
project_path: {root}
engine: pytorch
video_sets:
  {root}/videos/{name}.mp4:
    crop: 0, 64, 0, 48
bodyparts: [point0, point1]
TrainingFraction: [0.8]
iteration: 0
"""
WORKER = """
import json, time, zipfile
from pathlib import Path
from dustrack_imgui.jobs.child.channel import JobError

def run(channel, steps):
    (step,) = steps
    root = Path(step["root"])
    channel.phase("train", index=0, of=2)
    (root / "began").touch()
    epoch = 0
    while not (root / "go").exists():
        channel.check()
        epoch += 1
        channel.progress(epoch, 0, unit="epochs")
        time.sleep(0.01)
    if (root / "fails").exists():
        raise JobError("Out of memory", "The GPU is full.", "Choose a smaller batch.")
    channel.metrics({"train_loss": 0.5, "test_rmse": 2.0}, step=1)
    models = root / "dlc-models-pytorch/iteration-0" / f"{root.name}Nov22-trainset80shuffle1/train"
    models.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(models / "snapshot-best-001.pt", "w") as file:
        file.writestr("model", "weights")
    channel.snapshot(str(models / "snapshot-best-001.pt"), epoch=1, is_best=True)
    channel.result({"op": "train", "value": {"epochs_done": 1, "stopped_early": False}})
    channel.phase("analyze", index=1, of=2)
    folder = root / "videos/iteration-0"
    folder.mkdir(exist_ok=True)
    made = folder / f"{root.name}DLC_Resnet50_{root.name}Nov22shuffle1_snapshot_best-1.json"
    made.write_text(json.dumps({label: {str(n): [n + 1.0, 2.0] for n in range(12)} for label in "01"}))
    video = str(root / "videos" / f"{root.name}.mp4")
    channel.result({"op": "analyze", "value": {"files": {video: str(made)}, "snapshot": "snapshot-best-001"}})
"""


def make_project(folder: Path, name: str) -> Path:
    """A project with one labelled video."""
    root = folder / name
    for part in ("videos", "labeled-data"):
        (root / part).mkdir(parents=True)
    codec = cv2.VideoWriter.fourcc(*"mp4v")
    writer = cv2.VideoWriter(str(root / "videos" / f"{name}.mp4"), codec, 30, (64, 48))
    for number in range(N_FRAMES):
        writer.write(np.full((48, 64, 3), 10 * number, np.uint8))
    writer.release()
    labels = {label: {"3": [4.0, 5.0], "7": [6.0, 5.0]} for label in "01"}
    (root / "videos" / f"{name}_annotations_iteration-0.json").write_text(json.dumps(labels))
    (root / "config.yaml").write_text(CONFIG.format(root=root.as_posix(), name=name))
    return root


@pytest.fixture
def root(tmp_path) -> Path:
    return make_project(tmp_path.resolve(), "swing")


@pytest.fixture(autouse=True)
def worker(tmp_path, monkeypatch) -> None:
    """A worker that waits for the file "go" in the project in place of DeepLabCut."""
    (tmp_path / "stand_in_worker.py").write_text(WORKER)
    monkeypatch.setenv("DUSTRACK_DLC_PYTHON", sys.executable)

    def starting(work: DlcWork, python: object) -> Callable[[JobContext], ProcessRequest]:
        def prepare(context: JobContext) -> ProcessRequest:
            step = {"op": "train", "root": str(work.project)}
            path = {"PYTHONPATH": str(tmp_path)}
            folder = jobs_folder(work.project)
            return ProcessRequest("stand_in_worker:run", (step,), folder, "train", sys.executable, path)

        return prepare

    monkeypatch.setattr(dlc_jobs, "starting", starting)


@pytest.fixture
def open_project(start):
    return lambda *roots: start([root / "videos" / f"{root.name}.mp4" for root in roots], None)


def wait_for(path: Path) -> None:
    give_up = time.monotonic() + WAIT_SECS
    while not path.exists():
        assert time.monotonic() < give_up, path
        time.sleep(0.01)


def job_folder(root: Path) -> Path:
    (folder,) = jobs_folder(root).iterdir()
    return folder


def test_training_waits_and_brings_its_layers(open_project, root):
    (root / "go").touch()
    tracker: DUSTrack = open_project(root)
    job = tracker.process_dlc_project(training=Training(Refine.SCRATCH, epochs=1))
    assert job.end is JobEnd.DONE
    assert "Trained 1 epochs." in job.outcome
    assert job.curve("test_rmse").values == (2.0,)
    state = tracker.state
    assert state.view.overlay == "dlc_iteration-0_best-1"
    assert state.data.layer("iteration-1").labels == ("0", "1")
    assert state.view.layer == "iteration-0"
    assert tracker.project.trained[0].snapshots[0].name == "snapshot-best-001"
    assert tracker.jobs == (job,)


def test_a_script_may_go_on_while_it_trains(open_project, root):
    tracker: DUSTrack = open_project(root)
    job = tracker.process_dlc_project(training=Training(Refine.SCRATCH), waits=False)
    assert job.is_running
    tracker.ann.add((9.0, 9.0), "0", 5)
    with pytest.raises(RefusedError, match="A job runs on this project"):
        tracker.process_dlc_project()
    (root / "go").touch()
    assert tracker.wait_for_dlc(job.id).end is JobEnd.DONE
    assert tracker.state.layer.track("0").xy_at(5) == (9.0, 9.0)


def test_a_failure_says_why_and_what_to_do(open_project, root):
    for name in ("go", "fails"):
        (root / name).touch()
    tracker = open_project(root)
    with pytest.raises(CommandFailedError, match=r"Out of memory: The GPU is full\. Choose"):
        tracker.process_dlc_project(training=Training(Refine.SCRATCH))
    assert not tracker.state.data.has_layer("iteration-1")


def test_a_job_is_cancelled(open_project, root):
    tracker = open_project(root)
    job = tracker.process_dlc_project(training=Training(Refine.SCRATCH), waits=False)
    wait_for(root / "began")
    tracker.cancel_dlc(job.id)
    assert tracker.wait_for_dlc(job.id).end is JobEnd.CANCELLED


def test_closing_ends_a_job_that_was_not_let_go(open_project, root):
    tracker = open_project(root)
    tracker.process_dlc_project(training=Training(Refine.SCRATCH), waits=False)
    wait_for(root / "began")
    tracker.close()
    assert json.loads((job_folder(root) / "outcome.json").read_text())["status"] == "cancelled"


def test_a_job_that_was_let_go_is_followed_by_the_next_session(open_project, root):
    first = open_project(root)
    first.process_dlc_project(training=Training(Refine.SCRATCH), waits=False)
    wait_for(root / "began")
    first.run("dlc.detach")
    first.close()
    second = open_project(root)
    second._link.wait_until(lambda engine: bool(engine.store.session.dlc.jobs))
    (job,) = second.jobs
    assert (job.is_running, job.is_detached) == (True, True)
    assert second.session.dlc.shows_panel
    (root / "go").touch()
    assert second.wait_for_dlc(job.id).end is JobEnd.DONE
    assert second.state.view.overlay == "dlc_iteration-0_best-1"
    assert second.state.data.has_layer("iteration-1")


def test_a_job_that_ended_while_nobody_looked_is_told_once(open_project, root):
    first = open_project(root)
    first.process_dlc_project(training=Training(Refine.SCRATCH), waits=False)
    wait_for(root / "began")
    first.run("dlc.detach")
    first.close()
    (root / "go").touch()
    wait_for(job_folder(root) / "outcome.json")
    second = open_project(root)
    second._link.wait_until(lambda engine: bool(engine.store.session.dlc.jobs))
    assert second.wait_for_dlc(second.jobs[0].id).end is JobEnd.DONE
    assert second.state.data.has_layer("dlc_iteration-0_best-1")
    second.close()
    third = open_project(root)
    assert third.project is not None
    third._link.wait_until(lambda engine: not engine.is_working())
    assert third.jobs == ()


def test_two_projects_train_side_by_side(open_project, root, tmp_path):
    other = make_project(tmp_path.resolve(), "gait")
    tracker: DUSTrack = open_project(root, other)
    tracker._link.wait_until(lambda engine: len(engine.store.session.dlc.projects) == 2)
    jobs = []
    for number, place in enumerate((root, other)):
        tracker.run("video.show", video=tracker.session.videos[number].video.key)
        jobs.append(tracker.process_dlc_project(training=Training(Refine.SCRATCH), waits=False))
        assert jobs[-1].project == place
    assert len(tracker.session.dlc.running) == 2
    for place in (other, root):
        (place / "go").touch()
    for job in jobs:
        assert tracker.wait_for_dlc(job.id).end is JobEnd.DONE
    assert all(state.data.has_layer("dlc_iteration-0_best-1") for state in tracker.session.videos)


def test_incomplete_frames_are_cleaned_or_refused(open_project, root):
    labels = {"0": {"3": [4.0, 5.0], "9": [1.0, 1.0]}, "1": {"3": [6.0, 5.0]}}
    (root / "videos" / "swing_annotations_iteration-0.json").write_text(json.dumps(labels))
    (root / "go").touch()
    tracker: DUSTrack = open_project(root)
    with pytest.raises(RefusedError, match="incomplete"):
        tracker.process_dlc_project(training=Training(Refine.SCRATCH), cleans=False)
    assert tracker.session.dialog is None
    assert tracker.process_dlc_project().end is JobEnd.DONE
    assert tracker.state.layer.track("0").xy_at(9) is None
    assert list((root / "videos").glob("*dropped*"))


def test_a_video_in_no_project_is_refused(tracker):
    with pytest.raises(RefusedError, match="no DeepLabCut project"):
        tracker.process_dlc_project()
    assert tracker.project is None


def test_nothing_to_analyse_with_is_refused(open_project, root):
    tracker = open_project(root)
    with pytest.raises(RefusedError, match="trained"):
        tracker.analyze_dlc()
    with pytest.raises(RefusedError, match="trained"):
        tracker.evaluate_dlc()
