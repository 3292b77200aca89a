"""Plans of rounds: what goes together, which steps follow, and what a round does before it begins."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from dustrack_imgui.dlc.errors import (
    NotTrainedError,
    OptionsError,
    SnapshotMissingError,
    UnknownVideoError,
    VideoMissingError,
)
from dustrack_imgui.dlc.round_checks import validate
from dustrack_imgui.dlc.rounds import plan_analysis, plan_evaluation, plan_round, prepare_round
from dustrack_imgui.dlc.training_mark import TrainingMark, write_mark
from dustrack_imgui.dlc.training_options import TrainingOptions
from dustrack_imgui.jobs import JobContext, JobEvent, JobId, LogLine, Phase, Progress


def ops(steps) -> list[str]:
    return [str(step["op"]) for step in steps]


def test_a_round_from_scratch(project, clip):
    steps = plan_round(project.facts, TrainingOptions(is_pretrained=False, epochs=40, creates_video=True))
    wanted = ["create_training_dataset", "seed", "train", "evaluate", "analyze", "label_video"]
    assert ops(steps) == wanted
    assert {step["iteration"] for step in steps} == {0}
    _, seed, train, evaluate, analyze, _ = steps
    assert (seed["source"], seed["pretrained"], train["snapshot"]) == (None, False, "$seed")
    assert (train["epochs"], train["save_every"], train["eval_every"]) == (40, 5, 2)
    assert evaluate["snapshots"] == "all"
    assert (analyze["videos"], analyze["snapshot"]) == ([str(clip)], "best")
    assert TrainingOptions().epochs == 200


def test_a_round_refines_the_best_snapshot_of_an_iteration(project):
    train = project.train(
        0,
        "snapshot-010.pt",
        "snapshot-best-020.pt",
        rows=[{"epoch": 10, "test_rmse": 1.0}, {"epoch": 20, "test_rmse": 2.0}],
    )
    options = TrainingOptions("in_project", source_iteration=0, videos=())
    steps = plan_round(project.facts, options)
    assert ops(steps) == ["create_training_dataset", "seed", "train", "evaluate"]
    assert {step["iteration"] for step in steps} == {1}
    assert (steps[1]["source"], steps[1]["pretrained"]) == (str(train / "snapshot-010.pt"), False)
    for choice in (20, "snapshot-best-020", "last"):
        (_, seed, *_) = plan_round(project.facts, replace(options, source_snapshot=choice))
        assert seed["source"] == str(train / "snapshot-best-020.pt")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"source_iteration": 0}, "do not go with"),
        ({"source_snapshot": 10}, "do not go with"),
        ({"external_snapshot_path": Path("a.pt")}, "does not go with"),
        ({"refine_mode": "in_project"}, "needs source_iteration"),
        ({"refine_mode": "in_project", "source_iteration": 7}, "no model in iteration 7"),
        ({"refine_mode": "in_project", "source_iteration": 1}, "no model in iteration 1"),
        ({"refine_mode": "in_project", "source_iteration": 0, "source_snapshot": 11}, "no snapshot 11"),
        ({"refine_mode": "external"}, "needs external_snapshot_path"),
        ({"refine_mode": "external", "source_iteration": 0}, "do not go with"),
        ({"refine_mode": "best"}, "must be one of"),
        ({"epochs": 0}, "at least 1"),
        ({"batch_size": -1}, "at least 1"),
        ({"early_stop_epochs": 0}, "at least 1"),
        ({"learning_rate": 0.0}, "greater than 0"),
        ({"augmentation": "wild"}, "one of default"),
        ({"snapshot_choice": "first"}, "“best” or “last”"),
    ],
)
def test_choices_that_do_not_go_together_are_refused(project, options, words):
    project.train(0, "snapshot-010.pt")
    write_mark(project.train(1, "snapshot-010.pt"), TrainingMark(is_complete=False))
    with pytest.raises(OptionsError, match=words):
        validate(TrainingOptions(**options), project.facts)


@pytest.mark.parametrize(
    "options",
    [
        {"refine_mode": "in_project", "source_iteration": "0"},
        {"refine_mode": "in_project", "source_iteration": True},
        {"refine_mode": "in_project", "source_iteration": 0, "source_snapshot": 1.5},
        {"epochs": 2.5},
        {"epochs": True},
    ],
)
def test_numbers_must_be_numbers(project, options):
    project.train(0, "snapshot-010.pt")
    with pytest.raises(TypeError, match="must be"):
        validate(TrainingOptions(**options), project.facts)


def test_an_external_snapshot_must_be_there_and_of_pytorch(project, tmp_path):
    path = tmp_path / "other.pt"
    options = TrainingOptions("external", external_snapshot_path=path)
    with pytest.raises(SnapshotMissingError, match=r"other\.pt"):
        validate(options, project.facts)
    with pytest.raises(FileNotFoundError):
        validate(options, project.facts)
    path.touch()
    assert plan_round(project.facts, options)[1]["source"] == str(path)
    other = tmp_path / "snapshot-50000.index"
    other.touch()
    with pytest.raises(OptionsError, match="DeepLabCut 3"):
        validate(replace(options, external_snapshot_path=other), project.facts)


def test_only_videos_of_the_project_are_analysed(project, clip, tmp_path):
    options = TrainingOptions(videos=(tmp_path / "clip.avi",))
    assert plan_round(project.facts, options)[-1]["videos"] == [str(clip)]
    with pytest.raises(UnknownVideoError, match="other"):
        validate(TrainingOptions(videos=(tmp_path / "other.mp4",)), project.facts)


def test_a_missing_video_is_told_before_hours_of_training(project, clip):
    project.add_video(clip.with_name("gone.mp4"))
    assert plan_round(project.facts, TrainingOptions())[-1]["videos"] == [str(clip)]
    with pytest.raises(VideoMissingError, match="gone"):
        validate(TrainingOptions(videos=(clip.with_name("gone.mp4"),)), project.facts)
    project.label(clip, "a", {"0": {4: (4.0, 4.0)}})
    events: list[JobEvent] = []
    prepare_round(
        project.root, TrainingOptions(), context=JobContext(JobId(3), threading.Event(), events.append)
    )
    assert any(isinstance(event, LogLine) and "gone.mp4" in event.text for event in events)


def test_analysis_and_evaluation_without_training(project, clip):
    with pytest.raises(NotTrainedError, match="train first"):
        plan_analysis(project.facts)
    project.train(0, "snapshot-010.pt", "snapshot-020.pt")
    project.train(2, "snapshot-010.pt")
    (analyze,) = plan_analysis(project.facts)
    assert (analyze["iteration"], analyze["snapshot"]) == (2, "best")
    (analyze, video) = plan_analysis(project.facts, iteration=0, snapshot=20, creates_video=True)
    assert (analyze["iteration"], analyze["snapshot"], video["op"]) == (0, "snapshot-020", "label_video")
    with pytest.raises(NotTrainedError, match="trained are 0, 2"):
        plan_analysis(project.facts, iteration=1)
    (evaluate,) = plan_evaluation(project.facts, iteration=0, snapshots=["snapshot-020.pt"])
    assert evaluate["snapshots"] == ["snapshot-020"]
    with pytest.raises(NotTrainedError, match="there are those of epoch 10"):
        plan_evaluation(project.facts, snapshots=["snapshot-020"])


def test_preparing_a_round_extracts_and_moves_on_only_after_a_whole_training(project, clip):
    project.label(clip, "iteration-0", {"0": {4: (4.0, 4.0)}, "9": {5: (1.0, 1.0)}})
    events: list[JobEvent] = []
    context = JobContext(JobId(3), threading.Event(), events.append)
    request = prepare_round(project.root, TrainingOptions(), context=context, python="/some/python")
    assert (request.kind, request.python) == ("train", "/some/python")
    assert request.folder == project.root / "dustrack-jobs"
    assert project.facts.config_iteration == 0
    assert (project.root / "labeled-data" / "clip" / "CollectedData_ann.h5").exists()
    assert any(isinstance(event, Phase) and event.name == "extract" for event in events)
    assert [event.done for event in events if isinstance(event, Progress)][-1] == 1.0
    assert any(isinstance(event, LogLine) and "no body parts" in event.text for event in events)

    train = project.train(0, "snapshot-010.pt")
    write_mark(train, TrainingMark(is_complete=False))
    assert {step["iteration"] for step in prepare_round(project.root, TrainingOptions()).steps} == {0}
    write_mark(train, TrainingMark(is_complete=True))
    assert {step["iteration"] for step in prepare_round(project.root, TrainingOptions()).steps} == {1}
    assert project.facts.config_iteration == 1
    assert {step["iteration"] for step in prepare_round(project.root, TrainingOptions()).steps} == {1}


def test_a_round_that_is_refused_changes_nothing(project, clip):
    project.label(clip, "iteration-0", {"0": {4: (4.0, 4.0)}})
    before = {path: path.read_bytes() for path in project.root.rglob("*") if path.is_file()}
    with pytest.raises(OptionsError):
        prepare_round(project.root, TrainingOptions("in_project", source_iteration=0))
    assert {path: path.read_bytes() for path in project.root.rglob("*") if path.is_file()} == before
