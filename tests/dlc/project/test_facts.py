"""What is read of a project: iterations, snapshots, errors, engines; what is refused changes nothing."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dustrack_imgui.dlc.errors import (
    BrokenProjectError,
    NewerProjectError,
    NoProjectError,
    ReadOnlyProjectError,
)
from dustrack_imgui.dlc.facts import read_project
from dustrack_imgui.dlc.iterations import Engine, Training
from dustrack_imgui.dlc.label_mapping import label_mapping
from dustrack_imgui.dlc.training_mark import TrainingMark, write_mark
from dustrack_imgui.dlcinterface import DLCProject


def row(epoch: int, test: float | None, train: float | None = 1.0) -> dict[str, Any]:
    return {"snapshot": f"snapshot-{epoch:03}", "epoch": epoch, "train_rmse": train, "test_rmse": test}


def content(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_the_best_snapshot_is_that_of_the_lowest_test_error_not_deeplabcuts(project):
    project.train(
        0,
        "snapshot-010.pt",
        "snapshot-best-020.pt",
        "snapshot-100.pt",
        rows=[row(10, 3.0), row(20, 9.0), row(100, 3.0)],
    )
    iteration = project.facts.iterations[0]
    assert [one.epoch for one in iteration.snapshots] == [10, 20, 100]
    assert [one.is_best for one in iteration.snapshots] == [False, False, True]
    api = DLCProject(project.root)
    assert api.all_snapshots == {0: [10, 20, 100]}
    assert (api.get_best_snapshot(), api.get_best_snapshot_idx(), api.get_best_snapshot_test_error()) == (
        100,
        2,
        3.0,
    )
    assert api.get_best_snapshot(choice="last") == 100


def test_without_test_errors_the_training_errors_decide_and_without_any_the_last(project):
    project.train(0, "snapshot-010.pt", "snapshot-020.pt", rows=[row(10, None, 1.0), row(20, None, 2.0)])
    project.train(1, "snapshot-010.pt", "snapshot-020.pt")
    api = DLCProject(project.root)
    assert (api.get_best_snapshot(0), api.get_best_snapshot(1)) == (10, 20)
    assert api.get_best_snapshot_test_error(1) == -1.0


def test_errors_that_deeplabcut_wrote_itself_count_as_well(project):
    project.train(0, "snapshot-010.pt", "snapshot-050.pt")
    results = project.root / "evaluation-results-pytorch" / "iteration-0"
    results.mkdir(parents=True)
    with (results / "CombinedEvaluation-results.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            [
                "%Training dataset",
                "Training epochs",
                "pcutoff",
                "train rmse",
                "test rmse",
                "test rmse_pcutoff",
            ]
        )
        writer.writerow([80, 50, 0.6, 1.5, 7.25, ""])
        writer.writerow([80, 10, 0.6, 1.5, 4.5, 4.0])
    best = project.facts.iterations[0].best
    assert best is not None
    assert (best.epoch, best.train_rmse_px, best.test_rmse_px, best.test_rmse_sure_px) == (10, 1.5, 4.5, 4.0)
    train = project.train(0)
    write_mark(train, TrainingMark(is_complete=True))
    assert not project.facts.iterations[0].is_evaluated, "the table may be of an earlier training"


def test_snapshots_of_similar_numbers_are_told_apart(project):
    project.train(0, "snapshot-050.pt", "snapshot-150.pt", "snapshot-best-1050.pt")
    iteration = project.facts.iterations[0]
    for epoch in (50, 150, 1050):
        found = iteration.snapshot(epoch)
        assert found is not None
        assert found.epoch == epoch
    assert iteration.snapshot("snapshot-best-1050.pt") == iteration.snapshot(1050)
    assert iteration.snapshot(5) is None


def test_an_interrupted_run_is_not_trained_and_its_number_is_used_again(project):
    train = project.train(0, "snapshot-010.pt")
    write_mark(train, TrainingMark(is_complete=False, epochs=200))
    facts = project.facts
    assert (facts.iterations[0].training, facts.next_iteration) == (Training.INTERRUPTED, 0)
    api = DLCProject(project.root)
    assert api.latest_trained_iteration == -1
    assert api.increment_iteration().current_iteration == 0
    write_mark(train, TrainingMark(is_complete=True, epochs=200, epochs_done=12))
    assert api.increment_iteration().current_iteration == 1
    assert (api.latest_iteration, api.latest_trained_iteration) == (0, 0)
    assert api.increment_iteration().current_iteration == 1


def test_a_snapshot_that_was_cut_off_is_none(project):
    train = project.train(0, "snapshot-010.pt")
    whole = (train / "snapshot-010.pt").read_bytes()
    (train / "snapshot-020.pt").write_bytes(whole[: len(whole) // 2])
    (train / "snapshot-030.pt").touch()
    (train / "dustrack-evaluation.json").write_text('{"rows": [{')
    assert [one.epoch for one in project.facts.iterations[0].snapshots] == [10]


def test_projects_of_deeplabcut_2_can_be_looked_at_but_not_trained(make_project):
    project = make_project(engine="tensorflow")
    project.train(0, "snapshot-50000.index", "snapshot-100000.index")
    before = content(project.root)
    api = DLCProject(project.root)
    assert api.facts.engine is Engine.TENSORFLOW
    assert api.all_snapshots == {0: [50000, 100000]}
    assert api.paths["models"].name == "dlc-models"
    assert api.get_pose_cfg_file().name == "pose_cfg.yaml"
    for work in (
        api.process,
        api.train,
        api.train_iteration,
        api.extract_frames,
        api.create_training_dataset,
    ):
        with pytest.raises(ReadOnlyProjectError, match="TensorFlow"):
            work()
    assert content(project.root) == before


def test_several_animals_are_refused(project):
    text = project.facts.config.read_text().replace("multianimalproject: false", "multianimalproject: true")
    project.facts.config.write_text(text)
    with pytest.raises(ReadOnlyProjectError, match="several animals"):
        project.facts.require_trainable()


@pytest.mark.parametrize("missing", ["videos", "labeled-data", "config.yaml"])
def test_a_project_without_one_of_its_parts_is_named(project, missing):
    path = project.root / missing
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    before = content(project.root)
    with pytest.raises(NoProjectError, match=missing):
        read_project(project.root)
    assert content(project.root) == before


@pytest.mark.parametrize("text", ["", "Task: [", "- a\n- b\n", "a: 1\n  b: 2\n", "\x00", "video_sets: [1]\n"])
def test_a_half_written_configuration_is_told(project, text):
    config = project.facts.config
    config.write_text(text)
    with pytest.raises(BrokenProjectError, match=r"config\.yaml"):
        read_project(project.root)
    with pytest.raises(BrokenProjectError):
        DLCProject(project.root)
    assert config.read_text() == text


def test_a_configuration_that_was_cut_off_is_read_but_never_edited(project):
    config = project.facts.config
    text = config.read_text()[: config.read_text().index("bodyparts")]
    config.write_text(text)
    api = DLCProject(project.root)
    with pytest.raises(ReadOnlyProjectError, match="bodyparts"):
        api.process()
    with pytest.raises(BrokenProjectError, match="incomplete"):
        api.edit_config(iteration=3)
    assert config.read_text() == text


def test_a_project_of_a_newer_version_is_left_alone(project):
    (project.root / "dustrack-project.json").write_text('{"schema": 99, "labels": 7}')
    before = content(project.root)
    assert read_project(project.root).has_unread_newer
    with pytest.raises(NewerProjectError, match="newer version"):
        DLCProject(project.root)
    with pytest.raises(NewerProjectError):
        read_project(project.root).require_trainable()
    assert content(project.root) == before


def test_a_damaged_sidecar_is_told(project):
    (project.root / "dustrack-project.json").write_text('{"schema": 1, "labels": {"a": "0", "b": "0"}}')
    with pytest.raises(BrokenProjectError, match="which body part is which label"):
        read_project(project.root)


def test_videos_are_found_after_the_project_was_moved_from_another_system(make_project, tmp_path):
    project = make_project("blob ü-ann-2026-11-22")
    video = project.root / "videos" / "v.1.mp4"
    video.touch()
    project.add_video(video, named=r"D:\data\blob ü-ann-2026-11-22\videos\v.1.mp4")
    assert project.facts.videos == (video,)
    renamed = project.root.rename(tmp_path / "another name")
    assert read_project(renamed).videos == (renamed / "videos" / "v.1.mp4",)


def test_names_come_from_the_tracker_map_by_body_part(project):
    project.parts = ("nose", "point7", "ear")
    project.write()
    (project.root / "dlc_trackermap.txt").write_text("ear - left ear\npoint7 - tip\n")
    api = DLCProject(project.root)
    assert api.label_names == ["nose", "tip", "left ear"]
    assert api.trackermap == {"ear": "left ear", "point7": "tip"}
    assert dict(api.facts.label_names) == {"0": "nose", "1": "tip", "2": "left ear"}


def test_settings_are_edited_with_comments_and_foreign_keys_kept(project):
    config = project.facts.config
    before = config.read_text()
    api = DLCProject(project.root)
    api.edit_config(iteration=4, snapshotindex=-1)
    expected = before.replace("iteration: 0", "iteration: 4").replace(
        "snapshotindex: all", "snapshotindex: -1"
    )
    assert config.read_text() == expected
    assert api.config["my_own"] == "kept"
    api.current_iteration = 7
    assert api.current_iteration == 7
    for wrong, error in ((-1, ValueError), ("some", TypeError), (1.0, TypeError), (True, TypeError)):
        with pytest.raises(error):
            api.current_iteration = wrong  # type: ignore[assignment]


def test_current_iteration_takes_latest_and_next(project):
    project.train(0, "snapshot-010.pt")
    project.train(3, "snapshot-010.pt")
    api = DLCProject(project.root)
    api.current_iteration = "latest"
    assert api.current_iteration == 3
    assert api.all_iterations == [0, 3]
    api.current_iteration = "next"
    assert api.current_iteration == 4


names = st.lists(
    st.one_of(st.sampled_from(["nose", "ear", "tail"]), st.integers(0, 5).map("point{}".format)),
    unique=True,
    max_size=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(first=names, then=names)
def test_a_body_part_keeps_its_label_whatever_comes_and_goes(first, then):
    kept = label_mapping(first)
    later = label_mapping(then, kept)
    assert list(later) == then
    assert len(set(later.values())) == len(then)
    for part in then:
        if part in kept:
            assert later[part] == kept[part]
        else:
            assert later[part] not in kept.values()
    assert label_mapping(first, {**kept, **later}) == kept


def test_labels_are_noted_when_the_project_is_first_written_to(project, clip):
    project.parts = ("nose", "ear")
    project.write()
    project.label(clip, "a", {"0": {1: (2.0, 3.0)}})
    assert not (project.root / "dustrack-project.json").exists()
    DLCProject(project.root).extract_frames()
    project.parts = ("tail", "ear", "nose")
    project.write()
    assert DLCProject(project.root).labels == {"tail": "2", "ear": "1", "nose": "0"}
    assert json.loads((project.root / "dustrack-project.json").read_bytes())["schema"] == 1


def test_names_that_say_their_label_need_no_note(project, clip):
    project.label(clip, "a", {"0": {1: (2.0, 3.0)}})
    DLCProject(project.root).extract_frames()
    assert not (project.root / "dustrack-project.json").exists()
    project.parts = ("nose", "ear")
    project.write()
    assert DLCProject(project.root).labels == {"nose": "0", "ear": "1"}
