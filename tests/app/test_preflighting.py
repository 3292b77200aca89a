"""Labels before training: told, cleaned without losing a point, undone, restored."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from dustrack_imgui.app.engine import Engine
from dustrack_imgui.app.headless import outside_of_nothing
from dustrack_imgui.app.keys import Request
from dustrack_imgui.app.loading import load_video_state
from dustrack_imgui.app.systems.preflighting import PreflightingSystem
from dustrack_imgui.app.systems.saving import SavingSystem
from dustrack_imgui.commands.dlc_effects import StartDlcJob
from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.model.dlc import Dlc, DlcProject
from dustrack_imgui.model.dlc_job import DlcJob
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import DialogKind
from dustrack_imgui.model.video import Video
from dustrack_imgui.store.command import Call
from dustrack_imgui.store.journal_codec import decode_call, encode_call
from dustrack_imgui.store.store import Store

from .stand_ins import TakingSystem

WHEN = datetime(2026, 11, 22, 14, 30, 5)
SIDECAR = "dustrack-dropped-incomplete-20261122T143005"
WAIT_SECS = 30.0
COMPLETE = {"0": {"5": [1.0, 2.0]}, "1": {"5": [3.0, 4.0]}}
MIXED = {
    "0": {"5": [1.0, 2.0], "7": [9.0, 9.0]},
    "1": {"5": [3.0, 4.0], "8": [8.0, 8.0], "9": [8.0, 7.0]},
    "4": {"5": [0.5, 0.5]},
}


class Bench:
    """A project of two videos of which one is open, with what checks, saves and starts."""

    def __init__(self, root: Path, opened: dict, closed: dict | None = None) -> None:
        self.videos = root / "videos"
        self.videos.mkdir(parents=True)
        (root / "labeled-data").mkdir()
        for name in ("a.mp4", "b.mp4"):
            (self.videos / name).write_bytes(b"")
        self.file = self.videos / "a_annotations_hand.json"
        self.other = self.videos / "b_annotations_hand.json"
        self.file.write_text(json.dumps(opened))
        if closed is not None:
            self.other.write_text(json.dumps(closed))
        state = load_video_state(Video(self.videos / "a.mp4", 20, 64, 48, 30.0), "hand").state
        project = DlcProject(
            root, "p", labels=("0", "1"), videos=(self.videos / "a.mp4", self.videos / "b.mp4")
        )
        self.store = Store(Session((state,), dlc=Dlc(projects=(project,))), COMMAND_TABLE, is_strict=True)
        self.jobs = TakingSystem((StartDlcJob,))
        self.engine = Engine(
            self.store,
            COMMAND_TABLE,
            outside_of_nothing(),
            (PreflightingSystem(_nothing, now=lambda: WHEN), SavingSystem(_nothing), self.jobs),
        )

    @property
    def session(self) -> Session:
        return self.store.session

    @property
    def layer(self):
        assert self.session.active is not None
        return self.session.active.data.layer("hand")

    def ask(self, command: str, **arguments: object) -> None:
        self.engine.ask(Request(command, arguments))

    def wait(self, condition: Callable[[], bool]) -> None:
        give_up = time.monotonic() + WAIT_SECS
        while not condition():
            assert time.monotonic() < give_up, self.session.message.text
            self.engine.tick(time.monotonic())
            time.sleep(0.005)

    def preflight(self):
        self.ask("dlc.preflight")
        self.wait(lambda: self.session.dialog is not None or bool(self.jobs.taken))
        return self.session.dlc.preflight


def _nothing() -> None:
    pass


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    benches: list[Bench] = []

    def make(*arguments: dict) -> Bench:
        benches.append(Bench(tmp_path / "p-x-2026-11-22", *arguments))
        return benches[-1]

    yield make
    for bench in benches:
        bench.engine.close()


def test_clean_labels_begin_training_at_once(made):
    bench = made(COMPLETE)
    bench.preflight()
    assert len(bench.jobs.taken) == 1
    assert bench.session.dialog is None
    assert json.loads(bench.file.read_text()) == COMPLETE


def test_what_is_wrong_is_counted_for_every_layer_also_of_videos_that_are_not_open(made):
    bench = made(MIXED, {"0": {"1": [1.0, 1.0]}, "1": {}})
    found = bench.preflight()
    assert bench.session.dialog.kind is DialogKind.PREFLIGHT
    assert not bench.jobs.taken
    mine, other = found.layers
    assert (mine.name, mine.n_incomplete) == ("hand", 3)
    assert mine.shown == ((7, ("1",)), (8, ("0",)), (9, ("0",)))
    assert mine.strays == (("4", 1),)
    assert (Path(other.video).name, other.n_incomplete) == ("b.mp4", 1)
    assert found.n_complete == 1


def test_save_and_clean_drops_saves_and_begins_and_can_be_undone(made):
    bench = made(MIXED, {"0": {"1": [1.0, 1.0], "2": [2.0, 2.0]}, "1": {"2": [3.0, 3.0]}})
    bench.preflight()
    bench.ask("dlc.save_and_clean")
    bench.wait(lambda: bool(bench.jobs.taken))
    kept = json.loads(bench.file.read_text())
    assert kept["0"] == {"5": [1.0, 2.0]}
    assert kept["1"] == {"5": [3.0, 4.0]}
    assert not kept.get("4")
    assert json.loads(bench.other.read_text())["0"] == {"2": [2.0, 2.0]}
    dropped = json.loads((bench.videos / f"a_annotations_hand.{SIDECAR}").read_text())
    assert dropped == {
        "5": {"4": [0.5, 0.5]}, "7": {"0": [9.0, 9.0]}, "8": {"1": [8.0, 8.0]}, "9": {"1": [8.0, 7.0]}
    }  # fmt: skip
    assert (bench.videos / f"b_annotations_hand.{SIDECAR}").exists()
    assert not bench.session.active.is_dirty(bench.layer)
    assert bench.session.dialog is None
    bench.ask("edit.undo")
    assert bench.layer.track("1").xy_at(9) == (8.0, 7.0)
    assert bench.layer.track("4").xy_at(5) == (0.5, 0.5)
    assert bench.session.active.is_dirty(bench.layer), "undo changes the layer, not the file"


def test_strays_are_saved_when_ticked(made):
    bench = made(MIXED)
    bench.preflight()
    bench.ask("dlc.keep_strays", keeps=True)
    bench.ask("dlc.save_and_clean")
    bench.wait(lambda: bool(bench.jobs.taken))
    assert json.loads(bench.file.read_text())["4"] == {"5": [0.5, 0.5]}


def test_unsaved_labels_are_saved_before_training(made):
    bench = made(COMPLETE)
    for label in ("0", "1"):
        bench.ask("label.select", label=label)
        bench.ask("frame.go_to", frame=12)
        bench.ask("point.place", xy_image=(7.0, 7.0), exact_frame=12)
    found = bench.preflight()
    assert (found.layers[0].added, found.layers[0].n_incomplete) == (2, 0)
    bench.ask("dlc.save_and_clean")
    bench.wait(lambda: bool(bench.jobs.taken))
    assert json.loads(bench.file.read_text())["0"]["12"] == [7.0, 7.0]
    assert not list(bench.videos.glob("*dropped*"))


def test_cancel_changes_nothing(made):
    bench = made(MIXED)
    bench.preflight()
    bench.ask("dialog.dismiss")
    assert json.loads(bench.file.read_text()) == MIXED
    assert not bench.session.active.is_dirty(bench.layer)
    assert not list(bench.videos.glob("*dropped*"))
    assert not bench.jobs.taken


def test_nothing_to_train_on_is_said_and_nothing_starts(made):
    bench = made({"0": {}, "1": {}})
    bench.preflight()
    assert bench.session.dialog.kind is DialogKind.NOTICE
    assert bench.session.dialog.title == "No labels to train on"
    assert not bench.jobs.taken


def test_an_empty_active_layer_is_confirmed_when_there_are_older_labels(made):
    bench = made({"0": {}, "1": {}}, COMPLETE)
    found = bench.preflight()
    assert found.layers == ()
    assert "no labels" in found.question
    bench.ask("dlc.start_round")
    assert len(bench.jobs.taken) == 1


def test_a_file_that_cannot_be_read_is_told(made):
    bench = made(COMPLETE)
    bench.other.write_text("{")
    found = bench.preflight()
    assert len(found.problems) == 1
    assert "b.mp4" in found.problems[0]
    assert not bench.jobs.taken


def test_a_file_that_another_program_changed_is_not_trained_on(made):
    bench = made(MIXED)
    bench.preflight()
    bench.file.write_text(json.dumps({**MIXED, "1": {}}))
    bench.ask("dlc.save_and_clean")
    bench.wait(lambda: bench.session.dialog is not None and bench.session.dialog.kind is DialogKind.CONFIRM)
    assert "changed on disk" in bench.session.dialog.title
    assert not bench.jobs.taken
    assert json.loads(bench.file.read_text())["1"] == {}


def test_a_disk_that_refuses_leaves_everything_and_the_dialog(made, monkeypatch):
    bench = made(MIXED)
    bench.preflight()

    def refuse(*arguments: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dustrack_imgui.app.systems.preflighting.write_sidecars", refuse)
    bench.ask("dlc.save_and_clean")
    bench.wait(lambda: "not cleaned" in bench.session.message.text)
    assert bench.session.dialog.kind is DialogKind.PREFLIGHT
    assert not bench.session.dlc.preflight.is_cleaning
    assert json.loads(bench.file.read_text()) == MIXED
    assert not bench.jobs.taken


@pytest.fixture
def cleaned(made) -> Bench:
    bench = made(MIXED)
    bench.preflight()
    bench.ask("dlc.save_and_clean")
    bench.wait(lambda: bool(bench.jobs.taken))
    return bench


def listed(bench: Bench):
    bench.ask("layer.ask_restore")
    bench.wait(lambda: bench.session.dialog is not None)
    assert bench.session.dialog.kind is DialogKind.RESTORE
    return bench.session.dlc.dropped


def test_dropped_points_are_listed_with_counts_and_come_back_as_one_step(cleaned):
    (one,) = listed(cleaned)
    assert (one.layer, one.when, one.n_frames, one.n_points) == ("hand", "2026-11-22 14:30", 4, 4)
    cleaned.ask("layer.restore_dropped", path=str(one.path))
    cleaned.wait(lambda: cleaned.session.dialog is None)
    assert cleaned.layer.track("0").xy_at(7) == (9.0, 9.0)
    assert cleaned.layer.track("4").xy_at(5) == (0.5, 0.5)
    assert cleaned.session.message.text.startswith("Restored 4 points on 4 frames")
    assert one.path.exists()
    cleaned.ask("edit.undo")
    assert cleaned.layer.track("0").xy_at(7) is None


def test_what_was_placed_since_is_kept_unless_asked(cleaned):
    (one,) = listed(cleaned)
    cleaned.ask("dialog.dismiss")
    cleaned.ask("label.select", label="0")
    cleaned.ask("frame.go_to", frame=7)
    cleaned.ask("point.place", xy_image=(1.0, 1.0), exact_frame=7)
    listed(cleaned)
    cleaned.ask("layer.restore_dropped", path=str(one.path))
    cleaned.wait(lambda: cleaned.session.dialog is None)
    assert cleaned.layer.track("0").xy_at(7) == (1.0, 1.0)
    assert "1 placed since are kept" in cleaned.session.message.text
    listed(cleaned)
    cleaned.ask("layer.restore_dropped", path=str(one.path), overwrites=True)
    cleaned.wait(lambda: cleaned.session.dialog is None)
    assert cleaned.layer.track("0").xy_at(7) == (9.0, 9.0)


def test_a_damaged_sidecar_is_listed_and_refused(cleaned):
    (one,) = listed(cleaned)
    one.path.write_text("{")
    cleaned.ask("dialog.dismiss")
    (broken,) = listed(cleaned)
    assert broken.problem
    cleaned.ask("layer.restore_dropped", path=str(broken.path))
    assert cleaned.session.message.text.startswith("It cannot be read")
    assert cleaned.session.dialog is not None


def test_nothing_dropped_is_said(made):
    bench = made(COMPLETE)
    bench.ask("layer.ask_restore")
    bench.wait(lambda: "Nothing was dropped" in bench.session.message.text)


def test_a_running_job_keeps_the_labels_as_they_are(made):
    bench = made(MIXED)
    job = DlcJob(1, "train", bench.videos.parent, "Training p")
    bench.store._session = replace(bench.session, dlc=replace(bench.session.dlc, jobs=(job,)))
    bench.ask("dlc.preflight")
    assert "A job runs on this project" in bench.session.message.text


def test_what_cleaning_and_restoring_did_can_be_journaled(cleaned):
    """A crash after them loses neither: both are commands with plain arguments."""
    frames = {"0": np.array([7]), "4": np.array([5])}
    drops = {str(cleaned.videos / "a.mp4"): {"hand": frames}}
    points = {"0": {"frames": np.array([7]), "xy": np.array([[9.0, 9.0]]), "source": np.array([2], np.uint8)}}
    told = {"video": str(cleaned.videos / "a.mp4"), "layer": "hand", "name": "x", "points": points}
    for command, arguments in (("dlc.clean", {"drops": drops}), ("layer.put_back", told)):
        line = encode_call(Call(command, arguments))
        again = decode_call(json.loads(line))
        assert again.command == command
        cleaned.engine.apply([again])
    assert cleaned.layer.track("0").xy_at(7) == (9.0, 9.0)
