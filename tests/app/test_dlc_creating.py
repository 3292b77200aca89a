"""A project is made of what is open, and the session goes on in it; what goes wrong leaves nothing behind.

DeepLabCut's own part, empty folders and a configuration, is made by a stand-in; everything else is real.
"""

from __future__ import annotations

import json
import shutil
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from dustrack_imgui.app import dlc_creation
from dustrack_imgui.app.engine import Engine
from dustrack_imgui.app.headless import outside_of_nothing
from dustrack_imgui.app.keys import Request
from dustrack_imgui.app.readers import Readers
from dustrack_imgui.app.systems.dlc_creating import DlcCreatingSystem
from dustrack_imgui.app.systems.opening import OpeningSystem
from dustrack_imgui.app.systems.saving import SavingSystem
from dustrack_imgui.commands.dlc_effects import AskDlcEnvironment, StartDlcJob
from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.dlc.facts import read_project
from dustrack_imgui.dlc.seed_bundle import inspect_seed_bundle
from dustrack_imgui.jobs import JobCancelledError, JobFailedError
from dustrack_imgui.model.dlc import DlcProject, Environment, Iteration
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import DialogKind, Severity
from dustrack_imgui.store.command import Call, Effect
from dustrack_imgui.store.store import Store

TODAY = date(2026, 11, 22)
LABELS = {"0": {"3": [5.0, 6.0], "8": [6.0, 6.0]}, "2": {"3": [7.0, 8.0]}, "5": {}}
WAIT_SECS = 60.0


@dataclass
class Elsewhere:
    """Stands for the systems that look at projects and run jobs."""

    effects: list[Effect] = field(default_factory=list)
    name: str = "elsewhere"

    def run(self, effect: Effect, session: Session) -> bool:
        self.effects.append(effect)
        return isinstance(effect, (StartDlcJob, AskDlcEnvironment))

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        return []

    def is_active(self, session: Session) -> bool:
        return False

    def close(self) -> None:
        pass


def scaffold(request, **named) -> list[object]:
    """What DeepLabCut does: folders and a configuration."""
    (step,) = request.steps
    if step["op"] == "seed":  # the model of a bundle is tried out
        return [{"op": "seed", "value": {"snapshot": ""}}]
    root = Path(step["folder"]) / f"{step['name']}-{step['experimenter']}-{TODAY.isoformat()}"
    for folder in ("videos", "labeled-data", "training-datasets", "dlc-models"):
        (root / folder).mkdir(parents=True)
    request.folder.mkdir(parents=True, exist_ok=True)
    (request.folder / "log.txt").write_text("created")
    values = {
        "Task": step["name"], "scorer": step["experimenter"], "date": "Nov22", "engine": "pytorch",
        "multianimalproject": False, "project_path": str(root), "iteration": 0, "TrainingFraction": [0.95],
        "video_sets": {}, "bodyparts": list(step["label_names"]),
    }  # fmt: skip
    with (root / "config.yaml").open("w") as file:
        YAML().dump(values, file)
    return [{"op": "create_project", "value": {"config": str(root / "config.yaml")}}]


class Bench:
    """A session with one video, and what opens, saves and creates."""

    def __init__(self, folder: Path, video: Path) -> None:
        self.folder = folder
        self.elsewhere = Elsewhere()
        self.readers = Readers(_nothing)
        self.store = Store(Session(), COMMAND_TABLE, is_strict=True)
        self.engine = Engine(
            self.store,
            COMMAND_TABLE,
            outside_of_nothing(),
            (
                OpeningSystem(self.readers, _nothing),
                DlcCreatingSystem(
                    self.readers, _nothing, lambda: "python", folder / "projects.json", lambda: TODAY
                ),
                SavingSystem(_nothing),
                self.elsewhere,
            ),
        )
        self.ask("app.open_video", path=str(video))
        self.wait(lambda: self.session.active is not None)
        self.apply("dlc.projects_read", projects=(), looked_at=frozenset({self.state.video.path}))

    @property
    def session(self) -> Session:
        return self.store.session

    @property
    def state(self):
        assert self.session.active is not None
        return self.session.active

    @property
    def root(self) -> Path:
        return self.folder / f"clip_iteration_0-x-{TODAY.isoformat()}"

    def ask(self, command: str, **arguments: object) -> None:
        self.engine.ask(Request(command, arguments))

    def apply(self, command: str, **arguments: object) -> None:
        self.engine.apply([Call(command, arguments)])

    def wait(self, condition: Callable[[], bool]) -> None:
        give_up = time.monotonic() + WAIT_SECS
        while not condition():
            assert time.monotonic() < give_up, (self.session.message.text, self.session.dlc.creation)
            self.engine.tick(time.monotonic())
            time.sleep(0.005)

    def create(self) -> None:
        self.ask("dlc.create")
        self.wait(lambda: not self.session.dlc.creation.is_running)


def _nothing() -> None:
    pass


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Bench]]:
    monkeypatch.setattr(dlc_creation, "run_process", scaffold)
    golden = Path(__file__).parents[1] / "golden" / "data" / "tiny.mp4"
    benches: list[Bench] = []

    def make(labels: dict | None = None) -> Bench:
        video = Path(shutil.copy(golden, tmp_path / "clip.mp4"))
        if labels is not None:
            (tmp_path / "clip_annotations_iteration-0.json").write_text(json.dumps(labels))
        benches.append(Bench(tmp_path, video))
        return benches[-1]

    yield make
    for bench in benches:
        bench.engine.close()
        bench.readers.close()


def asked(bench: Bench) -> None:
    bench.ask("dlc.create_project")
    assert bench.session.dialog is not None, bench.session.message.text


def test_the_default_name_can_be_used_and_the_folder_is_told(made):
    bench = made(LABELS)
    asked(bench)
    assert bench.session.dialog.kind is DialogKind.CREATE_PROJECT
    creation = bench.session.dlc.creation
    assert (creation.name, creation.experimenter) == ("clip_iteration_0", "x")
    assert creation.folder == str(bench.folder)
    bench.wait(lambda: bool(bench.session.dlc.creation.root))
    assert bench.session.dlc.creation.root == str(bench.root)
    assert bench.session.dlc.creation.problems == ()


@pytest.mark.parametrize(
    ("field_name", "value", "words"),
    [
        ("name", "a-b", "must not contain -"),
        ("name", "", "is empty"),
        ("experimenter", "a-b", "must not contain -"),
        ("folder", "", "folder"),
        ("folder", "not/whole", "whole path"),
    ],
)
def test_what_is_wrong_is_said_as_it_is_typed_and_nothing_is_made(made, field_name, value, words):
    bench = made(LABELS)
    asked(bench)
    bench.ask("dlc.set_creation", name=field_name, value=value)
    bench.wait(lambda: bool(bench.session.dlc.creation.problems))
    assert words in bench.session.dlc.creation.problems[0][1]
    bench.ask("dlc.create")
    assert not bench.session.dlc.creation.is_running
    assert words in bench.session.message.text
    assert bench.session.dialog is not None


def test_the_session_goes_on_in_the_project_and_the_files_outside_stay(made):
    bench = made(LABELS)
    before = {path.name: path.read_bytes() for path in bench.folder.iterdir() if path.is_file()}
    bench.ask("frame.go_to", frame=8)
    bench.ask("label.select", label="2")
    bench.ask("point.place", xy_image=(1.5, 2.5), exact_frame=8)
    asked(bench)
    bench.create()
    inside = bench.root / "videos"
    assert bench.session.message.text.startswith("clip_iteration_0-x-2026-11-22 is created")
    assert bench.session.dialog is None
    assert bench.state.video.path == inside / "clip.mp4"
    assert (bench.state.view.frame, bench.state.view.label, bench.state.view.layer) == (8, "2", "iteration-0")
    layer = bench.state.layer
    assert layer.path == inside / "clip_annotations_iteration-0.json"
    assert json.loads(layer.path.read_text())["2"]["8"] == [1.5, 2.5], "what was not saved is in the project"
    assert not bench.state.is_dirty(layer)
    for name, content in before.items():
        assert (bench.folder / name).read_bytes() == content
    assert bench.readers.get(bench.state.video.key) is not None
    bench.ask("point.place", xy_image=(3.0, 3.0), exact_frame=8)
    bench.ask("layer.save")
    bench.wait(lambda: not bench.state.is_dirty(bench.state.layer))
    assert json.loads(layer.path.read_text())["2"]["8"] == [3.0, 3.0]
    assert (bench.folder / "clip_annotations_iteration-0.json").read_bytes() == before[
        "clip_annotations_iteration-0.json"
    ]


def test_the_project_has_the_labels_that_have_points_by_name(made):
    bench = made(LABELS)
    asked(bench)
    bench.create()
    facts = read_project(bench.root)
    assert facts.body_parts == ("point0", "point2")
    assert dict(facts.labels) == {"point0": "0", "point2": "2"}
    assert facts.videos == (bench.root / "videos" / "clip.mp4",)
    assert (bench.root / "videos" / "clip.mp4").samefile(bench.folder / "clip.mp4"), "a link, not a copy"
    assert (bench.root / "dustrack-jobs" / "log.txt").read_text() == "created"


def opened_beside(bench: Bench, name: str, labels: dict) -> Path:
    video = Path(shutil.copy(bench.folder / "clip.mp4", bench.folder / f"{name}.mp4"))
    (bench.folder / f"{name}_annotations_iteration-0.json").write_text(json.dumps(labels))
    bench.ask("app.open_video", path=str(video))
    bench.wait(lambda: bench.session.video_state(str(video)) is not None)
    looked_at = tuple(state.video.path for state in bench.session.videos)
    bench.apply("dlc.projects_read", projects=(), looked_at=looked_at)
    return video


def test_a_project_of_several_open_videos_has_the_labels_of_all(made):
    bench = made(LABELS)
    second = {"0": {"4": [1.0, 1.0]}, "2": {"4": [2.0, 2.0]}}
    others = [opened_beside(bench, "second", second), opened_beside(bench, "third", {"0": {}})]
    bench.ask("video.show", video=str(bench.folder / "clip.mp4"))
    asked(bench)
    for video in others:
        bench.ask("dlc.tick_video", video=str(video), is_ticked=True)
    bench.create()
    inside = bench.root / "videos"
    names = ["clip", "second", "third"]
    assert [state.video.path for state in bench.session.videos] == [inside / f"{name}.mp4" for name in names]
    assert bench.state.video.path == inside / "clip.mp4"
    assert json.loads((inside / "second_annotations_iteration-0.json").read_text()) == second
    assert not (inside / "third_annotations_iteration-0.json").exists(), "nothing is labelled in it yet"
    facts = read_project(bench.root)
    assert facts.body_parts == ("point0", "point2")
    assert {video.stem for video in facts.videos} == set(names)
    assert "3 videos and layers go on in it" in bench.session.message.text
    for name in names:
        assert bench.readers.get(str(inside / f"{name}.mp4")) is not None


def test_labels_that_differ_make_no_project(made):
    bench = made(LABELS)
    other = opened_beside(bench, "second", {"0": {"4": [1.0, 1.0]}})
    bench.ask("video.show", video=str(bench.folder / "clip.mp4"))
    asked(bench)
    bench.ask("dlc.tick_video", video=str(other), is_ticked=True)
    bench.ask("dlc.create")
    assert "second.mp4 has the labels 0 in iteration-0, but clip.mp4 0, 2" in bench.session.message.text
    assert not bench.session.dlc.creation.is_running
    assert not bench.root.exists()


def test_edits_of_before_can_be_undone_in_the_project(made):
    bench = made(LABELS)
    bench.ask("frame.go_to", frame=8)
    bench.ask("label.select", label="2")
    bench.ask("point.place", xy_image=(1.5, 2.5), exact_frame=8)
    asked(bench)
    bench.create()
    bench.ask("edit.undo")
    assert bench.state.layer.track("2").xy_at(8) is None
    assert bench.state.layer.path.parent == bench.root / "videos"
    bench.ask("edit.redo")
    assert bench.state.layer.track("2").xy_at(8) == (1.5, 2.5)


def test_the_next_project_is_offered_the_same_folder(made, tmp_path):
    bench = made(LABELS)
    elsewhere = tmp_path / "studies"
    elsewhere.mkdir()
    asked(bench)
    bench.ask("dlc.set_creation", name="folder", value=str(elsewhere))
    bench.ask("dlc.set_creation", name="experimenter", value="pn")
    bench.create()
    again = made(LABELS)
    again.wait(lambda: bool(again.session.dlc.creation.folder))
    asked(again)
    creation = again.session.dlc.creation
    assert (creation.folder, creation.experimenter) == (str(elsewhere), "pn")


def test_a_failure_of_deeplabcut_is_told_and_nothing_is_left(made, monkeypatch):
    def fail(*arguments: object, **named: object) -> None:
        raise JobFailedError(
            "The project cannot be created", "No module named deeplabcut.", "Install it.", ""
        )

    monkeypatch.setattr(dlc_creation, "run_process", fail)
    bench = made(LABELS)
    asked(bench)
    bench.create()
    assert "No module named deeplabcut" in bench.session.message.text
    assert bench.session.dialog is not None, "the dialog stays with what was typed"
    assert not bench.root.exists()
    assert bench.state.video.path == bench.folder / "clip.mp4"


def test_a_failure_after_the_folders_removes_them(made, monkeypatch):
    def fail(*arguments: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(dlc_creation, "write_rewired", fail)
    bench = made(LABELS)
    asked(bench)
    bench.create()
    assert "The project was not created" in bench.session.message.text
    assert not bench.root.exists()
    assert (bench.folder / "clip.mp4").exists()


def test_cancel_ends_it_and_nothing_is_left(made, monkeypatch):
    is_waiting = threading.Event()

    def wait(request: object, *, cancel: threading.Event, **named: object) -> None:
        is_waiting.set()
        assert cancel.wait(WAIT_SECS)
        raise JobCancelledError("cancelled")

    monkeypatch.setattr(dlc_creation, "run_process", wait)
    bench = made(LABELS)
    asked(bench)
    bench.ask("dlc.create")
    bench.wait(is_waiting.is_set)
    bench.ask("dlc.create")
    assert "is being created" in bench.session.message.text
    bench.ask("dlc.cancel_creation")
    bench.wait(lambda: not bench.session.dlc.creation.is_running)
    assert bench.session.message.text == "No project was created; everything is as before."
    assert not bench.root.exists()


def test_it_is_refused_inside_a_project_and_without_deeplabcut(made):
    bench = made(LABELS)
    bench.apply("dlc.environment_told", environment=Environment(problem="DeepLabCut was not found."))
    bench.ask("dlc.create_project")
    assert bench.session.message.text == "DeepLabCut was not found."
    bench.apply("dlc.environment_told", environment=Environment())
    bench.ask("layer.select", layer="buffer")
    bench.ask("dlc.create_project")
    assert "was not made by hand" in bench.session.message.text
    assert bench.session.dialog is None


TRAIN = "metadata:\n  bodyparts: [toe, heel]\n  individuals: [one]\nnet_type: resnet_50\nmethod: bu\n"
TEST = "all_joints_names: [toe, heel]\ndataset: x\n"


def bundle_in(root: Path, name: str, *, train: str = TRAIN) -> Path:
    folder = root / name
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "snapshot-150.pt", "w") as archive:
        archive.writestr("archive/data.pkl", b"weights")
    (folder / "pytorch_config.yaml").write_text(train)
    (folder / "pose_cfg.yaml").write_text(TEST)
    (folder / "description.txt").write_text("fascicle ends")
    return folder


@pytest.fixture
def bundles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("dustrack_imgui.dlc.bundles_root.config_dir", lambda: tmp_path / "settings")
    root = tmp_path / "bundles"
    bundle_in(root, "legs")
    bundle_in(root, "useless", train="net_type: resnet_50\n")
    return root


def test_an_empty_layer_asks_for_a_model_and_lists_what_can_be_used(made, bundles):
    bench = made({"0": {}})
    asked(bench)
    assert bench.session.dialog.kind is DialogKind.SEED_BUNDLE
    bench.wait(lambda: not bench.session.dlc.bundles.is_busy)
    assert bench.session.dlc.bundles.found == ()
    bench.ask("dlc.seed_bundle_root", path=str(bundles))
    bench.wait(lambda: bool(bench.session.dlc.bundles.found))
    legs, useless = bench.session.dlc.bundles.found
    assert (legs.name, legs.body_parts, legs.epoch) == ("legs", ("toe", "heel"), 150)
    assert "body parts" in useless.problem
    bench.ask("dlc.seed_bundle_use", path=str(useless.path))
    assert "cannot be used" in bench.session.message.text
    assert bench.session.dialog.kind is DialogKind.SEED_BUNDLE


def test_a_model_that_does_not_fit_makes_no_project(made, bundles, monkeypatch):
    def refuse_weights(request, **named: object) -> list[object]:
        if request.steps[0]["op"] == "seed":
            raise JobFailedError(
                "The weights do not fit", "They are for 3 points, not 2.", "Choose another.", ""
            )
        return scaffold(request)

    monkeypatch.setattr(dlc_creation, "run_process", refuse_weights)
    bench = made({"0": {}})
    asked(bench)
    bench.ask("dlc.seed_bundle_inspect", path=str(bundles / "legs"))
    bench.wait(lambda: bool(bench.session.dlc.bundles.found))
    bench.ask("dlc.seed_bundle_use", path=str(bundles / "legs"))
    bench.create()
    assert "They are for 3 points" in bench.session.message.text
    assert not bench.root.exists()


def test_a_seeded_project_has_the_model_and_its_videos_are_tracked(made, bundles):
    bench = made({"0": {}})
    asked(bench)
    bench.ask("dlc.seed_bundle_inspect", path=str(bundles / "legs"))
    bench.wait(lambda: bool(bench.session.dlc.bundles.found))
    bench.ask("dlc.seed_bundle_use", path=str(bundles / "legs"))
    assert bench.session.dialog.kind is DialogKind.CREATE_PROJECT
    bench.create()
    facts = read_project(bench.root)
    assert facts.body_parts == ("toe", "heel")
    assert [(one.number, one.is_trained) for one in facts.iterations] == [(0, True)]
    (job,) = (effect for effect in bench.elsewhere.effects if isinstance(effect, StartDlcJob))
    assert job.kind == "analyse"
    assert job.work.project == bench.root
    assert bench.state.video.path.parent == bench.root / "videos"
    assert bench.session.dlc.creation.bundle is None
    assert bench.state.view.layer == "iteration-1"
    assert bench.state.layer.labels == ("0", "1")
    assert bench.state.layer.path == bench.root / "videos" / "clip_annotations_iteration-1.json"
    assert not bench.state.is_dirty(bench.state.layer)


def test_the_folder_of_bundles_is_remembered_when_wanted(made, bundles):
    bench = made({"0": {}})
    asked(bench)
    bench.ask("dlc.seed_bundle_inspect", path=str(bundles / "legs"))
    bench.wait(lambda: bool(bench.session.dlc.bundles.found))
    bench.ask("dlc.seed_bundle_use", path=str(bundles / "legs"))
    bench.ask("dialog.dismiss")
    bench.wait(lambda: (bundles.parent / "settings" / "seed-bundles.json").exists())
    again = made({"0": {}})
    asked(again)
    again.wait(lambda: bool(again.session.dlc.bundles.found))
    assert again.session.dlc.bundles.root == str(bundles)


def test_what_is_no_bundle_is_listed_with_the_reason(made, bundles, tmp_path):
    bench = made({"0": {}})
    asked(bench)
    bench.ask("dlc.seed_bundle_inspect", path=str(tmp_path / "nowhere.zip"))
    bench.wait(lambda: bool(bench.session.dlc.bundles.found))
    assert bench.session.dlc.bundles.found[0].problem


def test_what_is_typed_back_to_what_it_was_is_looked_at_again(made):
    bench = made(LABELS)
    asked(bench)
    bench.wait(lambda: bool(bench.session.dlc.creation.root))
    for name in ("other", "clip_iteration_0", "clip_iteration_0"):
        bench.ask("dlc.set_creation", name="name", value=name)
    bench.wait(lambda: bool(bench.session.dlc.creation.root))
    assert bench.session.dlc.creation.root == str(bench.root)


def test_a_seeded_project_gives_a_bundle_out_again(made, bundles):
    bench = made({"0": {}})
    asked(bench)
    bench.ask("dlc.seed_bundle_inspect", path=str(bundles / "legs"))
    bench.wait(lambda: bool(bench.session.dlc.bundles.found))
    bench.ask("dlc.seed_bundle_use", path=str(bundles / "legs"))
    bench.create()
    facts = read_project(bench.root)
    iterations = tuple(Iteration(one.number, is_trained=one.is_trained) for one in facts.iterations)
    project = DlcProject(facts.root, facts.name, iterations=iterations, videos=facts.videos)
    bench.apply("dlc.projects_read", projects=(project,), looked_at=(bench.state.video.path,))
    bench.ask("dlc.seed_bundle_export")
    bench.wait(lambda: "snapshot-150 of iteration 0: toe, heel" in bench.session.message.text)
    (archive,) = bundles.glob("*.zip")
    assert inspect_seed_bundle(archive)["bodyparts"] == ["toe", "heel"]
    bench.ask("dlc.seed_bundle_export")
    bench.wait(lambda: "Making" not in bench.session.message.text)
    assert bench.session.message.severity is Severity.ERROR, "a bundle that is there is not written over"
