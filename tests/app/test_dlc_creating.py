"""A project is made of what is open, and the session goes on in it; what goes wrong leaves nothing behind.

DeepLabCut's own part, empty folders and a configuration, is made by a stand-in; everything else is real.
"""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import pytest

from dustrack_imgui.app import dlc_creation
from dustrack_imgui.dlc.facts import read_project
from dustrack_imgui.jobs import JobCancelledError, JobFailedError
from dustrack_imgui.model.dlc import Environment
from dustrack_imgui.model.status import DialogKind

from .creating import LABELS, WAIT_SECS, Bench


def test_the_default_name_can_be_used_and_the_folder_is_told(creating):
    bench = creating(LABELS)
    bench.begin()
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
def test_what_is_wrong_is_said_as_it_is_typed_and_nothing_is_made(creating, field_name, value, words):
    bench = creating(LABELS)
    bench.begin()
    bench.ask("dlc.set_creation", name=field_name, value=value)
    bench.wait(lambda: bool(bench.session.dlc.creation.problems))
    assert words in bench.session.dlc.creation.problems[0][1]
    bench.ask("dlc.create")
    assert not bench.session.dlc.creation.is_running
    assert words in bench.session.message.text
    assert bench.session.dialog is not None


def test_the_session_goes_on_in_the_project_and_the_files_outside_stay(creating):
    bench = creating(LABELS)
    before = {path.name: path.read_bytes() for path in bench.folder.iterdir() if path.is_file()}
    bench.ask("frame.go_to", frame=8)
    bench.ask("label.select", label="2")
    bench.ask("point.place", xy_image=(1.5, 2.5), exact_frame=8)
    bench.begin()
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


def test_the_project_has_the_labels_that_have_points_by_name(creating):
    bench = creating(LABELS)
    bench.begin()
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


def test_a_project_of_several_open_videos_has_the_labels_of_all(creating):
    bench = creating(LABELS)
    second = {"0": {"4": [1.0, 1.0]}, "2": {"4": [2.0, 2.0]}}
    others = [opened_beside(bench, "second", second), opened_beside(bench, "third", {"0": {}})]
    bench.ask("video.show", video=str(bench.folder / "clip.mp4"))
    bench.begin()
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


def test_labels_that_differ_make_no_project(creating):
    bench = creating(LABELS)
    other = opened_beside(bench, "second", {"0": {"4": [1.0, 1.0]}})
    bench.ask("video.show", video=str(bench.folder / "clip.mp4"))
    bench.begin()
    bench.ask("dlc.tick_video", video=str(other), is_ticked=True)
    bench.ask("dlc.create")
    assert "second.mp4 has the labels 0 in iteration-0, but clip.mp4 0, 2" in bench.session.message.text
    assert not bench.session.dlc.creation.is_running
    assert not bench.root.exists()


def test_edits_of_before_can_be_undone_in_the_project(creating):
    bench = creating(LABELS)
    bench.ask("frame.go_to", frame=8)
    bench.ask("label.select", label="2")
    bench.ask("point.place", xy_image=(1.5, 2.5), exact_frame=8)
    bench.begin()
    bench.create()
    bench.ask("edit.undo")
    assert bench.state.layer.track("2").xy_at(8) is None
    assert bench.state.layer.path.parent == bench.root / "videos"
    bench.ask("edit.redo")
    assert bench.state.layer.track("2").xy_at(8) == (1.5, 2.5)


def test_the_next_project_is_offered_the_same_folder(creating, tmp_path):
    bench = creating(LABELS)
    elsewhere = tmp_path / "studies"
    elsewhere.mkdir()
    bench.begin()
    bench.ask("dlc.set_creation", name="folder", value=str(elsewhere))
    bench.ask("dlc.set_creation", name="experimenter", value="pn")
    bench.create()
    again = creating(LABELS)
    again.wait(lambda: bool(again.session.dlc.creation.folder))
    again.begin()
    creation = again.session.dlc.creation
    assert (creation.folder, creation.experimenter) == (str(elsewhere), "pn")


def test_a_failure_of_deeplabcut_is_told_and_nothing_is_left(creating, monkeypatch):
    def fail(*arguments: object, **named: object) -> None:
        raise JobFailedError(
            "The project cannot be created", "No module named deeplabcut.", "Install it.", ""
        )

    monkeypatch.setattr(dlc_creation, "run_process", fail)
    bench = creating(LABELS)
    bench.begin()
    bench.create()
    assert "No module named deeplabcut" in bench.session.message.text
    assert bench.session.dialog is not None, "the dialog stays with what was typed"
    assert not bench.root.exists()
    assert bench.state.video.path == bench.folder / "clip.mp4"


def test_a_failure_after_the_folders_removes_them(creating, monkeypatch):
    def fail(*arguments: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(dlc_creation, "write_rewired", fail)
    bench = creating(LABELS)
    bench.begin()
    bench.create()
    assert "The project was not created" in bench.session.message.text
    assert not bench.root.exists()
    assert (bench.folder / "clip.mp4").exists()


def test_cancel_ends_it_and_nothing_is_left(creating, monkeypatch):
    is_waiting = threading.Event()

    def wait(request: object, *, cancel: threading.Event, **named: object) -> None:
        is_waiting.set()
        assert cancel.wait(WAIT_SECS)
        raise JobCancelledError("cancelled")

    monkeypatch.setattr(dlc_creation, "run_process", wait)
    bench = creating(LABELS)
    bench.begin()
    bench.ask("dlc.create")
    bench.wait(is_waiting.is_set)
    bench.ask("dlc.create")
    assert "is being created" in bench.session.message.text
    bench.ask("dlc.cancel_creation")
    bench.wait(lambda: not bench.session.dlc.creation.is_running)
    assert bench.session.message.text == "No project was created; everything is as before."
    assert not bench.root.exists()


def test_it_is_refused_inside_a_project_and_without_deeplabcut(creating):
    bench = creating(LABELS)
    bench.apply("dlc.environment_told", environment=Environment(problem="DeepLabCut was not found."))
    bench.ask("dlc.create_project")
    assert bench.session.message.text == "DeepLabCut was not found."
    bench.apply("dlc.environment_told", environment=Environment())
    bench.ask("layer.select", layer="buffer")
    bench.ask("dlc.create_project")
    assert "was not made by hand" in bench.session.message.text
    assert bench.session.dialog is None


def test_what_is_typed_back_to_what_it_was_is_looked_at_again(creating):
    bench = creating(LABELS)
    bench.begin()
    bench.wait(lambda: bool(bench.session.dlc.creation.root))
    for name in ("other", "clip_iteration_0", "clip_iteration_0"):
        bench.ask("dlc.set_creation", name="name", value=name)
    bench.wait(lambda: bool(bench.session.dlc.creation.root))
    assert bench.session.dlc.creation.root == str(bench.root)
