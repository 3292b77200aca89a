"""The DeepLabCut loop once through the real window by keys, with real DeepLabCut and a tiny network."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import dearpygui.dearpygui as dpg
import numpy as np
import pytest

from dustrack_imgui.commands.dlc_effects import TrainRound
from dustrack_imgui.dlc.rounds import dlc_request, plan_creation
from dustrack_imgui.jobs import run_process
from dustrack_imgui.model.dlc import Refine
from dustrack_imgui.model.dlc_job import DlcJob, JobEnd, JobFault, JobLine
from dustrack_imgui.model.status import DialogKind
from dustrack_imgui.store.command import Call

from .desk import Desk, field_beside

JOB_SECS = 400.0
N_FRAMES, WIDTH_PX, HEIGHT_PX = 40, 128, 96
HEAD = "model.heads.bodypart"
TINY = {
    "model.backbone.model_name": "test_resnet",
    "model.backbone_output_channels": 96,
    f"{HEAD}.heatmap_config.channels": [96, 2],
    f"{HEAD}.locref_config.channels": [96, 4],
}
STEMS = ("one", "two")


def positions() -> np.ndarray:
    """Where two blobs are, `(frames, 2, 2)` in pixels."""
    turn = np.arange(N_FRAMES) / N_FRAMES * 2 * np.pi
    first = [WIDTH_PX * (0.32 + 0.18 * np.cos(turn)), HEIGHT_PX * (0.40 + 0.22 * np.sin(turn))]
    second = [WIDTH_PX * (0.70 + 0.15 * np.cos(2 * turn)), HEIGHT_PX * (0.60 + 0.20 * np.sin(turn + 2))]
    return np.stack([np.stack(first, -1), np.stack(second, -1)], 1)


def write_clip(path: Path) -> None:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 30, (WIDTH_PX, HEIGHT_PX))
    for points in positions():
        picture = np.full((HEIGHT_PX, WIDTH_PX, 3), 60, np.uint8)
        for (x, y), radius in zip(points, (5, 8), strict=True):
            cv2.circle(picture, (round(x), round(y)), radius, (220, 220, 220), -1)
        writer.write(picture)
    writer.release()


def make_project(folder: Path) -> Path:
    """A project made by DeepLabCut itself, with labels on every fourth frame of two videos."""
    videos = [folder / f"{stem}.mp4" for stem in STEMS]
    for video in videos:
        write_clip(video)
    steps = plan_creation(
        name="blob_test", experimenter="x", folder=folder, videos=videos, body_parts=("point0", "point1")
    )
    (made,) = run_process(dlc_request(folder, steps, "create", python=sys.executable))
    root = Path(made["value"]["config"]).parent  # type: ignore[index]
    xy = positions().tolist()
    layer = {str(n): {str(frame): xy[frame][n] for frame in range(0, N_FRAMES, 4)} for n in (0, 1)}
    for stem in STEMS:
        (root / "videos" / f"{stem}_annotations_iteration-0.json").write_text(json.dumps(layer))
    return root


class LoopDesk(Desk):
    """The application on a project of two videos."""

    ticks_after_ask = 2

    @property
    def job(self) -> DlcJob:
        assert self.session.dlc.job is not None
        return self.session.dlc.job

    def tell(self, job: DlcJob) -> None:
        self.application.loop.apply([Call("dlc.jobs_changed", {"jobs": (job,)})])
        self.driver.tick(4)

    def type_beside(self, words: str, text: str) -> None:
        """Type into the field that stands right of some words."""
        self.click_item(field_beside(words))
        self.driver.type_text(text)


@pytest.fixture(scope="module")
def desk(tmp_path_factory, driver_for) -> Iterator[LoopDesk]:
    folder = tmp_path_factory.mktemp("dlc").resolve()
    patch = pytest.MonkeyPatch()
    for name, value in (
        ("XDG_CACHE_HOME", str(folder / "cache")),
        ("OMP_NUM_THREADS", "1"),
        ("HF_HUB_OFFLINE", "1"),
        ("MPLBACKEND", "Agg"),
    ):
        patch.setenv(name, value)
    root = make_project(folder)
    made = LoopDesk.start(driver_for, folder, *(root / "videos" / f"{stem}.mp4" for stem in STEMS))
    made.wait(lambda: len(made.session.videos) == 2 and bool(made.session.dlc.projects))
    made.ask("dlc.set_training", name="updates", value=tuple(TINY.items()))
    made.ask("dlc.set_training", name="is_pretrained", value=False)
    made.ask("dlc.set_training", name="device", value="cpu")
    yield made
    made.application.close()
    patch.undo()


def test_the_panel_follows_a_job_to_its_end(desk):
    job = DlcJob(1, "train", Path("/elsewhere"), "Training swing").with_phase("load", 0, 3)
    desk.tell(job)
    desk.key("ctrl+shift+d")
    assert "Loading DeepLabCut" in desk.words()
    job = job.with_phase("train", 1, 3).with_lines([JobLine("Epoch 1/9, loss 0.2")])
    for step in range(1, 9):
        job = job.with_point("train_loss", step, math.exp(-step)).with_point("test_rmse", step, 9.0 / step)
        job = job.with_point("test_likelihood", step, step / 10)
    desk.tell(replace(job, done=8, total=9, unit="epochs", rate=0.5, remaining_secs=2.0))
    shown = desk.words()
    desk.shot("dlc-panel-running")
    assert "8 of 9 epochs  ·  2.0 s per epoch  ·  2 s left" in shown
    assert "lowest 1.12 px at epoch 8" in shown
    assert all(words in shown for words in ("Loss", "Error, px", "Likelihood", "test 0.8"))
    assert "Epoch 1/9, loss 0.2" in shown
    fault = JobFault("Out of memory", "The GPU is full.", "Smaller batch.")
    desk.tell(replace(job, end=JobEnd.FAILED, fault=fault))
    shown = desk.words()
    assert "The GPU is full." in shown
    assert "Smaller batch." in shown
    (copy,) = desk.items("Copy the error")
    desk.click_item(copy)
    assert dpg.get_clipboard_text() == "Out of memory\n\nThe GPU is full.\n\nSmaller batch."
    desk.shot("dlc-panel-failed")
    (away,) = desk.items("Put away")
    desk.click_item(away)
    desk.wait(lambda: not desk.session.dlc.jobs)
    assert not desk.session.dlc.shows_panel


def test_a_wrong_number_keeps_the_dialog_and_says_why(desk):
    desk.key("ctrl+t")
    desk.wait(lambda: desk.session.dialog is not None)
    assert desk.session.dialog.kind is DialogKind.TRAIN
    desk.driver.tick(2)
    desk.type_beside("Epochs", "0")
    desk.key("enter")
    desk.driver.tick(2)
    assert desk.session.dialog is not None
    assert "Epochs: type a whole number" in desk.words()
    desk.shot("dlc-train-refused")
    desk.key("esc")
    desk.wait(lambda: desk.session.dialog is None)


@pytest.mark.timeout(900)
def test_train_by_keys_and_go_on_labelling_meanwhile(desk):
    desk.key("ctrl+t")
    desk.wait(lambda: desk.session.dialog is not None)
    desk.driver.tick(2)
    desk.type_beside("Epochs", "2")
    desk.type_beside("Batch size", "4")
    desk.key("enter")
    desk.wait(lambda: bool(desk.session.dlc.running))
    assert desk.session.dialog is None
    assert desk.session.dlc.shows_panel
    desk.shot("dlc-running")

    desk.over_picture()
    desk.key("g")
    desk.key("g")
    frame = desk.session.active.view.frame
    desk.wait(lambda: desk.application.enhancing.exact_frame(desk.session) == frame)
    desk.key("t")
    state = desk.session.active
    assert state.layer.track("0").xy_at(frame) is not None
    looked = (state.view.frame, state.view.layer, state.view.label, desk.session.active_index)

    desk.wait(lambda: not desk.session.dlc.running, secs=JOB_SECS)
    assert desk.job.end is JobEnd.DONE, desk.job.fault
    desk.wait(lambda: all(state.data.has_layer("iteration-1") for state in desk.session.videos))
    for state in desk.session.videos:
        overlay = state.overlay
        assert overlay is not None
        assert overlay.name.startswith("dlc_iteration-0_")
        assert [track.count for track in overlay.tracks.values()] == [N_FRAMES, N_FRAMES]
        assert state.data.layer("iteration-1").labels == ("0", "1")
    state = desk.session.active
    assert (state.view.frame, state.view.layer, state.view.label, desk.session.active_index) == looked
    assert state.layer.track("0").xy_at(frame) is not None
    assert desk.job.curve("test_rmse").steps == (1, 2)
    assert any(sentence.startswith("Trained 2 epochs") for sentence in desk.job.outcome)
    assert desk.job.lines
    assert not {"deeplabcut", "torch"} & set(sys.modules)
    desk.shot("dlc-done")

    desk.key("ctrl+z")
    state = desk.session.active
    assert state.layer.track("0").xy_at(frame) is None
    assert state.overlay is not None


def test_then_the_snapshots_are_compared_and_one_is_chosen(desk):
    desk.wait(lambda: bool(desk.session.dlc.projects[0].trained))
    desk.key("ctrl+shift+e")
    desk.wait(lambda: desk.session.dialog is not None)
    desk.driver.tick(2)
    (iteration,) = desk.session.dlc.projects[0].trained
    names = [one.name for one in iteration.snapshots]
    assert len(names) == 2
    assert all(one.test_rmse_px is not None for one in iteration.snapshots)
    desk.shot("dlc-evaluation")
    desk.key("up")
    desk.key("up")
    assert desk.session.dlc.analysis.snapshot == names[0]
    desk.key("enter")
    desk.wait(lambda: desk.session.dialog is not None and desk.session.dialog.kind is DialogKind.ANALYSE)
    desk.shot("dlc-analyse")
    desk.key("esc")


@pytest.mark.timeout(600)
def test_a_round_is_cancelled_and_leaves_the_project_as_it_was(desk):
    desk.ask("dlc.set_training", name="refine", value="in_project")
    desk.ask("dlc.ask_round")
    desk.wait(lambda: bool(desk.session.dlc.running))
    desk.wait(lambda: desk.job.phase == "load" or not desk.job.is_running, secs=JOB_SECS)
    desk.key("ctrl+q")
    desk.wait(lambda: desk.session.dialog is not None)
    assert desk.session.dialog.title == "DeepLabCut is at work"
    desk.shot("dlc-quit")
    desk.key("esc")
    desk.wait(lambda: desk.session.dialog is None)
    desk.ask("dlc.cancel")
    desk.wait(lambda: not desk.session.dlc.running, secs=JOB_SECS)
    assert desk.job.end is JobEnd.CANCELLED
    assert [one.number for one in desk.session.dlc.projects[0].trained] == [0]
    assert not desk.session.active.data.has_layer("iteration-2")


def test_work_is_what_the_choices_say(desk):
    training = desk.session.dlc.training
    assert (training.epochs, training.batch_size, training.refine) == (2, 4, Refine.IN_PROJECT)
    root = desk.session.dlc.projects[0].root
    assert TrainRound(root, training).project == root
