"""The DeepLabCut loop once through the real window by keys, with real DeepLabCut and a tiny network."""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import dearpygui.dearpygui as dpg
import numpy as np
import pytest

from dustrack_imgui.app.application import Application, Options
from dustrack_imgui.commands.dlc_effects import TrainRound
from dustrack_imgui.dlc.rounds import dlc_request, plan_creation
from dustrack_imgui.jobs import run_process
from dustrack_imgui.model.dlc import Refine
from dustrack_imgui.model.dlc_job import DlcJob, JobEnd, JobFault, JobLine
from dustrack_imgui.model.status import DialogKind
from dustrack_imgui.store.command import Call
from dustrack_imgui.views.key_names import key_code, parse

SHOTS = os.environ.get("DUSTRACK_SHOTS")
WAIT_SECS, JOB_SECS = 60.0, 400.0
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


def is_text(item: int) -> bool:
    return dpg.get_item_info(item)["type"] == "mvAppItemType::mvText"


class Window:
    """The application with hands."""

    def __init__(self, application: Application, driver, root: Path) -> None:
        self.application = application
        self.driver = driver
        self.root = root

    @property
    def session(self):
        return self.application.session

    @property
    def job(self) -> DlcJob:
        assert self.session.dlc.job is not None
        return self.session.dlc.job

    def ask(self, command: str, **arguments: object) -> None:
        self.application.ask(command, **arguments)
        self.driver.tick(2)

    def tell(self, job: DlcJob) -> None:
        self.application.loop.apply([Call("dlc.jobs_changed", {"jobs": (job,)})])
        self.driver.tick(4)

    def key(self, name: str) -> None:
        chord = parse(name)
        self.driver.press(key_code(chord.key), *chord.modifiers)

    def wait(self, condition: Callable[[], bool], secs: float = WAIT_SECS) -> None:
        give_up = time.perf_counter() + secs
        while not condition():
            assert time.perf_counter() < give_up, f"in vain; the window says {self.session.message.text!r}"
            self.driver.tick()

    def shot(self, name: str) -> None:
        self.driver.tick(4)
        if SHOTS:
            self.driver.save_png(Path(SHOTS) / f"{name}.png")

    def texts(self) -> str:
        shown = (
            dpg.get_value(item) for item in dpg.get_all_items() if is_text(item) and dpg.is_item_visible(item)
        )
        return "\n".join(shown)

    def items(self, label: str) -> list[int]:
        return [
            item
            for item in dpg.get_all_items()
            if dpg.get_item_label(item) == label and dpg.is_item_visible(item) and dpg.is_item_shown(item)
        ]

    def click_item(self, item: int) -> None:
        (left, top), (right, bottom) = dpg.get_item_rect_min(item), dpg.get_item_rect_max(item)
        self.driver.click(((left + min(right, left + 40)) / 2, (top + bottom) / 2))
        self.driver.tick(2)

    def type_beside(self, words: str, text: str) -> None:
        """Type into the field that stands right of some words."""
        shown = [item for item in dpg.get_all_items() if is_text(item)]
        (label,) = [item for item in shown if dpg.get_value(item) == words and dpg.is_item_visible(item)]
        row = dpg.get_item_info(dpg.get_item_parent(label))["children"][1]
        self.click_item(row[row.index(label) + 1])
        self.driver.type_text(text)

    def over_picture(self) -> None:
        rect = self.application.image.rect
        self.driver.move((rect.left + rect.width / 2, rect.top + rect.height / 2), ticks=3)


@pytest.fixture(scope="module")
def window(tmp_path_factory, driver_for) -> Iterator[Window]:
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
    application = Application(
        Options(
            tuple(root / "videos" / f"{stem}.mp4" for stem in STEMS),
            size_px=(1280, 800),
            state_folder=folder / "state",
            has_vsync=False,
            waits_for_input=False,
        )
    )
    driver = driver_for(application.turn)
    made = Window(application, driver, root)
    made.wait(lambda: len(application.session.videos) == 2 and bool(application.session.dlc.projects))
    made.ask("dlc.set_training", name="updates", value=tuple(TINY.items()))
    made.ask("dlc.set_training", name="is_pretrained", value=False)
    made.ask("dlc.set_training", name="device", value="cpu")
    yield made
    application.close()
    patch.undo()


def test_the_panel_follows_a_job_to_its_end(window):
    job = DlcJob(1, "train", Path("/elsewhere"), "Training swing").with_phase("load", 0, 3)
    window.tell(job)
    window.key("ctrl+shift+d")
    assert "Loading DeepLabCut" in window.texts()
    job = job.with_phase("train", 1, 3).with_lines([JobLine("Epoch 1/9, loss 0.2")])
    for step in range(1, 9):
        job = job.with_point("train_loss", step, math.exp(-step)).with_point("test_rmse", step, 9.0 / step)
    window.tell(replace(job, done=8, total=9, unit="epochs", rate=0.5, remaining_secs=2.0))
    shown = window.texts()
    assert "8 of 9 epochs  ·  2.0 s per epoch  ·  2 s left" in shown
    assert "lowest 1.12 px at epoch 8" in shown
    assert "Epoch 1/9, loss 0.2" in shown
    window.shot("dlc-panel-running")
    fault = JobFault("Out of memory", "The GPU is full.", "Smaller batch.")
    window.tell(replace(job, end=JobEnd.FAILED, fault=fault))
    shown = window.texts()
    assert "The GPU is full." in shown
    assert "Smaller batch." in shown
    (copy,) = window.items("Copy the error")
    window.click_item(copy)
    assert dpg.get_clipboard_text() == "Out of memory\n\nThe GPU is full.\n\nSmaller batch."
    window.shot("dlc-panel-failed")
    (away,) = window.items("Put away")
    window.click_item(away)
    window.wait(lambda: not window.session.dlc.jobs)
    assert not window.session.dlc.shows_panel


def test_a_wrong_number_keeps_the_dialog_and_says_why(window):
    window.key("ctrl+t")
    window.wait(lambda: window.session.dialog is not None)
    assert window.session.dialog.kind is DialogKind.TRAIN
    window.driver.tick(2)
    window.type_beside("Epochs", "0")
    window.key("enter")
    window.driver.tick(2)
    assert window.session.dialog is not None
    assert "Epochs: type a whole number" in window.texts()
    window.shot("dlc-train-refused")
    window.key("esc")
    window.wait(lambda: window.session.dialog is None)


@pytest.mark.timeout(900)
def test_train_by_keys_and_go_on_labelling_meanwhile(window):
    window.key("ctrl+t")
    window.wait(lambda: window.session.dialog is not None)
    window.driver.tick(2)
    window.type_beside("Epochs", "2")
    window.type_beside("Batch size", "4")
    window.key("enter")
    window.wait(lambda: bool(window.session.dlc.running))
    assert window.session.dialog is None
    assert window.session.dlc.shows_panel
    window.shot("dlc-running")

    window.over_picture()
    window.key("g")
    window.key("g")
    frame = window.session.active.view.frame
    window.wait(lambda: window.application.enhancing.exact_frame(window.session) == frame)
    window.key("t")
    state = window.session.active
    assert state.layer.track("0").xy_at(frame) is not None
    looked = (state.view.frame, state.view.layer, state.view.label, window.session.active_index)

    window.wait(lambda: not window.session.dlc.running, JOB_SECS)
    assert window.job.end is JobEnd.DONE, window.job.fault
    window.wait(lambda: all(state.data.has_layer("iteration-1") for state in window.session.videos))
    for state in window.session.videos:
        overlay = state.overlay
        assert overlay is not None
        assert overlay.name.startswith("dlc_iteration-0_")
        assert [track.count for track in overlay.tracks.values()] == [N_FRAMES, N_FRAMES]
        assert state.data.layer("iteration-1").labels == ("0", "1")
    state = window.session.active
    assert (state.view.frame, state.view.layer, state.view.label, window.session.active_index) == looked
    assert state.layer.track("0").xy_at(frame) is not None
    assert window.job.curve("test_rmse").steps == (1, 2)
    assert any(sentence.startswith("Trained 2 epochs") for sentence in window.job.outcome)
    assert window.job.lines
    assert not {"deeplabcut", "torch"} & set(sys.modules)
    window.shot("dlc-done")

    window.key("ctrl+z")
    state = window.session.active
    assert state.layer.track("0").xy_at(frame) is None
    assert state.overlay is not None


def test_then_the_snapshots_are_compared_and_one_is_chosen(window):
    window.wait(lambda: bool(window.session.dlc.projects[0].trained))
    window.key("ctrl+shift+e")
    window.wait(lambda: window.session.dialog is not None)
    window.driver.tick(2)
    (iteration,) = window.session.dlc.projects[0].trained
    names = [one.name for one in iteration.snapshots]
    assert len(names) == 2
    assert all(one.test_rmse_px is not None for one in iteration.snapshots)
    window.shot("dlc-evaluation")
    window.key("up")
    window.key("up")
    assert window.session.dlc.analysis.snapshot == names[0]
    window.key("enter")
    window.wait(
        lambda: window.session.dialog is not None and window.session.dialog.kind is DialogKind.ANALYSE
    )
    window.shot("dlc-analyse")
    window.key("esc")


@pytest.mark.timeout(600)
def test_a_round_is_cancelled_and_leaves_the_project_as_it_was(window):
    window.ask("dlc.set_training", name="refine", value="in_project")
    window.ask("dlc.ask_round")
    window.wait(lambda: bool(window.session.dlc.running))
    window.wait(lambda: window.job.phase == "load" or not window.job.is_running, JOB_SECS)
    window.key("ctrl+q")
    window.wait(lambda: window.session.dialog is not None)
    assert window.session.dialog.title == "DeepLabCut is at work"
    window.shot("dlc-quit")
    window.key("esc")
    window.wait(lambda: window.session.dialog is None)
    window.ask("dlc.cancel")
    window.wait(lambda: not window.session.dlc.running, JOB_SECS)
    assert window.job.end is JobEnd.CANCELLED
    assert [one.number for one in window.session.dlc.projects[0].trained] == [0]
    assert not window.session.active.data.has_layer("iteration-2")


def test_work_is_what_the_choices_say(window):
    training = window.session.dlc.training
    assert (training.epochs, training.batch_size, training.refine) == (2, 4, Refine.IN_PROJECT)
    assert TrainRound(window.root, training).project == window.root
