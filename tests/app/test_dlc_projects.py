"""Projects as they are found beside open videos, read again when they change, and their new layers."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from dustrack_imgui.app import dlc_environment
from dustrack_imgui.app.loading import load_video_state
from dustrack_imgui.app.systems.dlc_choices import DlcChoicesSystem
from dustrack_imgui.app.systems.dlc_projects import DlcProjectsSystem
from dustrack_imgui.app.systems.dlc_results import DlcResultsSystem, new_layers
from dustrack_imgui.commands.dlc_effects import AskDlcEnvironment, CheckRound, ReadProjects, UseDlcPython
from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.dlc import interpreter
from dustrack_imgui.dlc.interpreter import Interpreter
from dustrack_imgui.jobs import JobCancelledError
from dustrack_imgui.jobs.gpu import GIB, GpuDevice
from dustrack_imgui.model.dlc import Dlc, DlcProject, Environment, Refine, Training
from dustrack_imgui.model.dlc_job import DlcJob, JobEnd
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.video import Video
from dustrack_imgui.store.command import Call
from dustrack_imgui.store.store import Store

WAIT_SECS = 60
CONFIG = """Task: swing
scorer: x
date: Nov22
multianimalproject: false
project_path: {root}
engine: pytorch
video_sets:
  {root}/videos/v.mp4:
    crop: 0, 64, 0, 48
bodyparts: [point0, point1]
TrainingFraction: [0.8]
iteration: 0
"""


def write_snapshot(root: Path, iteration: int, name: str) -> None:
    folder = (
        root / "dlc-models-pytorch" / f"iteration-{iteration}" / "swingNov22-trainset80shuffle1" / "train"
    )
    folder.mkdir(parents=True, exist_ok=True)
    with ZipFile(folder / f"{name}.pt", "w") as file:
        file.writestr("model", "weights")


def write_prediction(root: Path, iteration: int, x: float) -> Path:
    """A prediction as DUSTrack keeps what it made of one; it is found and read as any other."""
    folder = root / "videos" / f"iteration-{iteration}"
    folder.mkdir(exist_ok=True)
    path = folder / "vDLC_Resnet50_swingNov22shuffle1_snapshot_best-2.json"
    path.write_text(json.dumps({"0": {"1": [x, 2.0]}, "1": {"1": [x, 3.0]}}))
    return path


@pytest.fixture
def root(tmp_path) -> Path:
    folder = tmp_path.resolve() / "swing-x-2026-11-22"
    for name in ("videos", "labeled-data"):
        (folder / name).mkdir(parents=True)
    (folder / "videos" / "v.mp4").touch()
    (folder / "videos" / "v_annotations_iteration-0.json").write_text(json.dumps({"0": {"4": [1.0, 2.0]}}))
    (folder / "config.yaml").write_text(CONFIG.format(root=folder))
    return folder


@pytest.fixture
def state(root) -> VideoState:
    video = Video(root / "videos" / "v.mp4", 30, 64, 48, 30.0)
    return load_video_state(video).state


def wait(system, session: Session, wanted: Callable[[Call], bool], *, now_secs: float = 0.0) -> Call:
    """First call of a system that is wanted."""
    give_up = time.monotonic() + WAIT_SECS
    while True:
        for call in system.tick(session, now_secs):
            if wanted(call):
                return call
        assert time.monotonic() < give_up
        time.sleep(0.005)


def is_read(call: Call) -> bool:
    return call.command == "dlc.projects_read"


@pytest.fixture
def system():
    made = DlcProjectsSystem(lambda: None, COMMAND_TABLE)
    yield made
    made.close()


@pytest.fixture
def results():
    made = DlcResultsSystem(lambda: None)
    yield made
    made.close()


def test_a_project_is_found_and_read_again_when_it_changes(system, root, state):
    session = Session((state,))
    call = wait(system, session, is_read)
    (project,) = call.arguments["projects"]
    assert (project.root, project.name, project.labels) == (root, "swing", ("0", "1"))
    assert project.videos == (state.video.path,)
    assert project.trained == ()
    assert call.arguments["looked_at"] == (state.video.path,)
    session = replace(session, dlc=Dlc(projects=(project,), looked_at=(state.video.path,)))
    write_snapshot(root, 0, "snapshot-050")
    (project,) = wait(system, session, is_read, now_secs=100.0).arguments["projects"]
    assert [one.name for one in project.trained[0].snapshots] == ["snapshot-050"]


def test_a_video_in_no_project_is_told_as_such(system, tmp_path):
    video = Video(tmp_path / "alone.mp4", 30, 64, 48, 30.0)
    call = wait(system, Session((load_video_state(video).state,)), is_read)
    assert call.arguments == {"projects": (), "looked_at": (video.path,)}


def test_a_damaged_project_is_shown_with_the_reason(system, root, state):
    (root / "config.yaml").write_text("Task: [")
    (project,) = wait(system, Session((state,)), is_read).arguments["projects"]
    assert project.problem
    assert project.trained == ()


def test_choices_are_checked_against_what_lies_on_disk(system, root, state):
    session = Session((state,))
    wait(system, session, is_read)
    then = ("dlc.preflight", "dlc.start_round")
    missing = Training(Refine.EXTERNAL, external_path=str(root / "gone.pt"))
    for training in (missing, Training(Refine.SCRATCH, epochs=0), Training(Refine.SCRATCH, augmentation="x")):
        assert system.run(CheckRound(root, training, then), session)
        call = wait(system, session, lambda call: call.command == "message.say")
        assert call.arguments["severity"] == "warning"
    system.run(CheckRound(root, Training(Refine.SCRATCH), then), session)
    wait(system, session, lambda call: call.command == "dlc.preflight")
    system.run(CheckRound(root, Training(Refine.SCRATCH), ("not.there", "dlc.start_round")), session)
    wait(system, session, lambda call: call.command == "dlc.start_round")


def test_a_job_that_ended_unseen_is_found_once(system, root, state):
    folder = root / "dustrack-jobs" / "2026-11-22T10-00-00-train"
    folder.mkdir(parents=True)
    (folder / "request.json").write_text(json.dumps({"title": "Training swing", "kind": "train"}))
    session = Session((state,))
    call = wait(system, session, lambda call: call.command == "dlc.job_found")
    assert (call.arguments["title"], call.arguments["is_alive"]) == ("Training swing", False)
    assert call.arguments["folder"] == str(folder)
    system.run(ReadProjects(), session)
    seen: list[Call] = []
    wait(system, session, lambda call: seen.append(call) is None and is_read(call), now_secs=50.0)
    assert "dlc.job_found" not in [call.command for call in seen]


def test_new_predictions_come_with_the_next_layer(root, state):
    write_snapshot(root, 0, "snapshot-050")
    write_prediction(root, 0, 7.0)
    job = DlcJob(1, "train", root, "t", end=JobEnd.DONE)
    (call,) = new_layers(job, state)
    (layer,) = call.arguments["layers"]
    assert layer.name == "dlc_iteration-0_best-2"
    assert (call.arguments["overlay"], call.arguments["next_layer"]) == (layer.name, "iteration-1")


@pytest.mark.parametrize("end", [JobEnd.CANCELLED, JobEnd.FAILED])
def test_a_round_that_came_to_nothing_brings_nothing(root, state, end):
    assert new_layers(DlcJob(1, "train", root, "t", end=end), state) == []


def test_predictions_of_the_same_name_are_read_anew(root, state):
    path = write_prediction(root, 0, 7.0)
    (first,) = new_layers(DlcJob(1, "analyse", root, "t", end=JobEnd.DONE), state)
    store = Store(Session((state,)), COMMAND_TABLE, is_strict=True)
    store.apply([first, Call("layer.select", {"layer": "dlc_iteration-0_best-2"})])
    write_prediction(root, 0, 9.0)
    assert store.session.active is not None
    again = DlcJob(2, "analyse", root, "t", end=JobEnd.DONE, files=(path,))
    (call,) = new_layers(again, store.session.active)
    assert call.arguments["layers"][0].track("0").xy_at(1) == (9.0, 2.0)
    store.apply([call])
    assert store.session.active.layer.track("0").xy_at(1) == (9.0, 2.0)


def test_each_open_video_gets_its_layers_once(results, root, state):
    write_prediction(root, 0, 7.0)
    project = DlcProject(root, "swing", videos=(state.video.path,))
    job = DlcJob(1, "analyse", root, "t", end=JobEnd.DONE)
    running = Session((state,), dlc=Dlc(projects=(project,), jobs=(replace(job, end=None),)))
    assert results.tick(running, 0.0) == []
    session = replace(running, dlc=Dlc(projects=(project,), jobs=(job,)))
    call = wait(results, session, lambda call: call.command == "dlc.layers_came")
    assert call.arguments["video"] == state.video.key
    assert results.tick(replace(session, dlc=replace(session.dlc, shows_panel=True)), 0.0) == []
    assert not results.is_active(session)


def test_choices_are_remembered_for_the_next_session(tmp_path):
    first = DlcChoicesSystem(tmp_path, lambda: None)
    training = Training(Refine.EXTERNAL, epochs=7, videos=("a",), updates=(("x", [1]),))
    dlc = Dlc(training=training, jobs=(DlcJob(1, "train", tmp_path, "t"),))
    first.tick(Session(dlc=dlc), 0.0)
    first.close()
    second = DlcChoicesSystem(tmp_path, lambda: None)
    call = wait(second, Session(), lambda call: call.command == "dlc.remembered")
    assert call.arguments["training"] == replace(training, updates=())
    second.close()


def test_damaged_choices_are_left_aside(tmp_path):
    (tmp_path / "dlc-training.json").write_text("{nonsense")
    system = DlcChoicesSystem(tmp_path, lambda: None)
    system.tick(Session(), 0.0)
    system.close()
    assert system.tick(Session(), 0.0) == []


def test_a_full_graphics_card_is_asked_about_before(system, root, state, monkeypatch):
    session = Session((state,))
    wait(system, session, is_read)
    card = GpuDevice("cuda:0", "A100", 40 * GIB, GIB)
    monkeypatch.setattr("dustrack_imgui.app.systems.dlc_projects.gpu_devices", lambda: (card,))
    then = ("dlc.preflight",)
    system.run(CheckRound(root, Training(Refine.SCRATCH), then), session)
    call = wait(system, session, lambda call: call.command == "dlc.ask_card")
    assert "A100" in call.arguments["text"]
    assert "may need 4.0 GiB" in call.arguments["text"]
    store = Store(session, COMMAND_TABLE, is_strict=True)
    store.apply([call])
    dialog = store.session.dialog
    assert dialog is not None
    assert [choice.command for choice in dialog.choices] == ["dlc.preflight", ""]
    system.run(CheckRound(root, Training(Refine.SCRATCH, device="cpu"), then), session)
    wait(system, session, lambda call: call.command == "dlc.preflight")
    small = Training(Refine.SCRATCH, net_type="cspnext_s", batch_size=2)
    system.run(CheckRound(root, small, then), session)
    wait(system, session, lambda call: call.command == "dlc.preflight")


def test_an_idle_window_is_not_woken_by_looking_at_projects(root, state):
    woken: list[bool] = []
    system = DlcProjectsSystem(lambda: woken.append(True), COMMAND_TABLE)
    seen: dict[str, Call] = {}

    def has_seen_both(call: Call) -> bool:
        seen[call.command] = call
        return {"dlc.environment_told", "dlc.projects_read"} <= set(seen)

    wait(system, Session((state,)), has_seen_both)
    projects = seen["dlc.projects_read"].arguments["projects"]
    session = Session((state,), dlc=Dlc(projects=projects, looked_at=(state.video.path,)))
    give_up = time.monotonic() + WAIT_SECS
    while system._reading.is_busy or len(woken) < 2:
        assert time.monotonic() < give_up
        time.sleep(0.005)
    system.tick(session, 100.0)
    system.close()
    assert len(woken) == 2
    assert system.tick(session, 101.0) == []


def test_a_deeplabcut_that_takes_long_to_answer_does_not_hold_up_the_end(system, monkeypatch):
    begun, ended = threading.Event(), threading.Event()

    def probe(python: str, *, cancel: threading.Event, is_fresh: bool) -> None:
        begun.set()
        assert cancel.wait(WAIT_SECS)
        ended.set()
        raise JobCancelledError("Looking at DeepLabCut was cancelled.")

    monkeypatch.setattr(dlc_environment, "dlc_python", lambda: Interpreter("python", "own"))
    monkeypatch.setattr(dlc_environment, "probe", probe)
    assert system.run(AskDlcEnvironment(), Session())
    assert begun.wait(WAIT_SECS)
    system.close()
    assert ended.is_set()


def test_another_python_is_remembered_and_asked_at_once(system, monkeypatch, tmp_path):
    monkeypatch.setattr(interpreter, "config_dir", lambda: tmp_path)
    monkeypatch.delenv(interpreter.VARIABLE, raising=False)
    python = tmp_path / "python"
    python.touch()
    asked = []

    def probe(program: str, *, cancel: threading.Event, is_fresh: bool) -> interpreter.Versions:
        asked.append((program, is_fresh))
        return interpreter.Versions(program, "3.0.2", "2.14", "", (), ())

    monkeypatch.setattr(dlc_environment, "probe", probe)
    assert system.run(UseDlcPython(str(python)), Session())
    told = wait(system, Session(), lambda call: bool(environment_of(call).words))
    assert asked == [(str(python), True)]
    assert environment_of(told).words == "DeepLabCut 3.0.2, PyTorch 2.14"
    assert interpreter.saved_python() == str(python)


def test_a_python_that_is_not_there_is_said_and_the_choice_stays(system, monkeypatch, tmp_path):
    monkeypatch.setattr(interpreter, "config_dir", lambda: tmp_path)
    assert system.run(UseDlcPython(str(tmp_path / "nowhere")), Session())
    told = wait(system, Session(), lambda call: bool(environment_of(call).problem))
    assert "There is no such program or environment" in environment_of(told).problem
    assert interpreter.saved_python() is None


def environment_of(call: Call) -> Environment:
    if call.command != "dlc.environment_told":
        return Environment()
    environment = call.arguments["environment"]
    assert isinstance(environment, Environment)
    return environment
