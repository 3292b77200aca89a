"""What DeepLabCut does wrongly or without a word, and what must come of it here; with the real one."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest


def predictions_of(path: str | Path) -> np.ndarray:
    return pd.read_hdf(path).to_numpy()


def test_with_one_point_the_best_snapshot_is_the_best(
    server: Any, make_project: Any, tiny_network: Any, tmp_path: Path
) -> None:
    project = make_project(tmp_path, label_names=("point0",))
    outcome = server.run(
        project.step("create_training_dataset", train_fraction=0.8, updates=tiny_network(1)),
        project.step("seed"),
        project.training(epochs=12, save_every=100, eval_every=3),
    )
    errors = {
        event["step"]: event["values"]["test_rmse"]
        for event in outcome.of("metrics")
        if "test_rmse" in event["values"]
    }
    assert all(error is not None for error in errors.values())
    best_epoch = min(errors, key=lambda epoch: errors[epoch])
    assert f"snapshot-best-{best_epoch:03}" in outcome.results["train"]["snapshots"]


def test_keys_that_deeplabcut_does_not_know_do_not_stop_it(server: Any, loop: Any) -> None:
    text = loop.config.read_text("utf-8") + "\nmulti_step: [[0.005, 10000]]  # of another program\n"
    loop.config.write_text(text, "utf-8")
    outcome = server.run(loop.step("evaluate", snapshots=["snapshot-005"]))
    assert [row["snapshot"] for row in outcome.results["evaluate"]["rows"]] == ["snapshot-005"]
    assert loop.config.read_text("utf-8") == text


def test_settings_that_deeplabcut_does_not_know_are_refused_and_not_written(server: Any, loop: Any) -> None:
    path = loop.train_folder / "pytorch_config.yaml"
    before = path.read_text("utf-8")
    outcome = server.run(
        loop.step("seed"), loop.training(updates={"runner.multi_step": [[0.005, 1]]}), is_well=False
    )
    assert (outcome.status, "settings" in outcome.title) == ("failed", True)
    assert path.read_text("utf-8") == before
    assert set(loop.outcome.results["train"]["snapshots"]) == {
        path.stem for path in loop.train_folder.glob("snapshot*.pt")
    }


@pytest.mark.parametrize("way", ["seed", "direct"])
def test_refining_begins_at_epoch_1_with_the_first_rate(server: Any, loop: Any, way: str) -> None:
    source = max(loop.train_folder.glob("snapshot-*.pt"))
    steps = [loop.step("seed", source=str(source))] if way == "seed" else []
    training = loop.training(epochs=2, snapshot="$seed" if steps else str(source))
    outcome = server.run(*steps, training)
    first = outcome.of("metrics")[0]
    assert (first["step"], first["values"]["learning_rate"]) == (1, pytest.approx(0.002))
    assert outcome.results["train"]["epochs_done"] == 2


def test_a_seed_holds_the_weights_alone(server: Any, loop: Any) -> None:
    source = loop.train_folder / "snapshot-005.pt"
    trained = server.snapshot(source)
    path = server.run(loop.step("seed", source=str(source))).results["seed"]["snapshot"]
    whole = server.snapshot(path)
    assert trained["epoch"] == 5
    assert (whole["epoch"], whole["keys"], whole["sums"]) == (0, ["metadata", "model"], trained["sums"])
    server.run(loop.step("seed", source=str(source), keep_head=False))
    body = server.snapshot(path)
    assert body["sums"]["backbone"] == trained["sums"]["backbone"]
    assert body["sums"]["heads"] != trained["sums"]["heads"]


def test_a_video_that_was_not_analysed_cannot_be_drawn(server: Any, loop: Any) -> None:
    step = loop.step("label_video", videos=[str(loop.video)], snapshot="snapshot-005")
    outcome = server.run(step, is_well=False)
    assert "was not analysed with “snapshot-005”" in outcome.cause


def test_a_deeplabcut_that_is_too_old_is_refused(server: Any, loop: Any) -> None:
    fault = {"target": "deeplabcut:__version__", "value": "3.0.0"}
    outcome = server.run(loop.step("seed"), faults=[fault], is_well=False)
    assert (outcome.status, outcome.title) == ("failed", "DeepLabCut is too old")


def test_analysing_again_after_training_again_to_the_same_epoch_gives_the_new_numbers(
    server: Any, loop: Any
) -> None:
    analysis = loop.step("analyze", videos=[str(loop.video)], snapshot="snapshot-005")
    first = server.run(analysis).results["analyze"]["files"][str(loop.video)]
    before = predictions_of(first)
    source = max(loop.train_folder.glob("snapshot-*.pt"))
    outcome = server.run(
        loop.step("seed", source=str(source)),
        loop.training(epochs=6, save_every=5, eval_every=6),
        analysis,
    )
    second = outcome.results["analyze"]["files"][str(loop.video)]
    assert second == first
    assert not np.array_equal(predictions_of(second), before)
    assert list(Path(first).parent.glob("*.h5")) == [Path(second)], "others are of the earlier training"


def test_predictions_of_two_snapshots_of_one_training_stand_side_by_side(server: Any, loop: Any) -> None:
    server.run(loop.step("analyze", videos=[str(loop.video)], snapshot="snapshot-005"))
    server.run(loop.step("analyze", videos=[str(loop.video)], snapshot="last"))
    assert len(list((loop.root / "videos" / "iteration-0").glob("*.h5"))) == 2


def test_training_again_sets_the_earlier_snapshots_aside(server: Any, loop: Any) -> None:
    earlier = {path.name: path.read_bytes() for path in loop.train_folder.glob("snapshot*.pt")}
    outcome = server.run(loop.step("seed"), loop.training(epochs=2, save_every=1), loop.step("evaluate"))
    now = {path.stem for path in loop.train_folder.glob("snapshot*.pt")}
    assert {row["snapshot"] for row in outcome.results["evaluate"]["rows"]} == now
    assert all(row["epoch"] <= 2 for row in outcome.results["evaluate"]["rows"])
    (folder,) = loop.train_folder.glob("earlier-*")
    assert {path.name: path.read_bytes() for path in folder.glob("snapshot*.pt")} == earlier
    (table,) = loop.root.glob("evaluation-results-pytorch/iteration-0/CombinedEvaluation-results.csv")
    with table.open(encoding="utf-8") as file:
        assert {int(row["Training epochs"]) for row in csv.DictReader(file)} <= {1, 2}
    with (loop.train_folder / "learning_stats.csv").open(encoding="utf-8") as file:
        assert [int(row["step"]) for row in csv.DictReader(file)] == [1, 2]


def test_a_version_without_something_that_is_hooked_into_is_told(server: Any) -> None:
    fault = {"target": "deeplabcut.pose_estimation_pytorch.runners.train:CSVLogger", "value": None}
    outcome = server.run({"op": "versions"}, faults=[fault])
    hooks = outcome.results["versions"]["hooks"]
    assert [name for name, is_there in hooks.items() if not is_there] == ["training_log"]
    assert any("training_log" in event["text"] for event in outcome.of("log"))


def test_no_more_snapshots_are_kept_than_wished(server: Any, loop: Any) -> None:
    outcome = server.run(loop.step("seed"), loop.training(epochs=8, save_every=1, keep_snapshots=2))
    plain = [name for name in outcome.results["train"]["snapshots"] if "best" not in name]
    assert len(plain) <= 2


def test_best_is_decided_by_test_errors_also_against_deeplabcuts_name(server: Any, loop: Any) -> None:
    path = loop.train_folder / "dustrack-evaluation.json"
    values = json.loads(path.read_text("utf-8"))
    for row in values["rows"]:
        row["test_rmse"] = 1.0 if row["snapshot"] == "snapshot-010" else 5.0
    path.write_text(json.dumps(values), "utf-8")
    outcome = server.run(loop.step("analyze", videos=[str(loop.video)]))
    assert outcome.results["analyze"]["snapshot"] == "snapshot-010"


def test_best_is_found_out_when_nothing_was_evaluated_yet(server: Any, loop: Any) -> None:
    path = loop.train_folder / "dustrack-evaluation.json"
    path.unlink()
    outcome = server.run(loop.step("analyze", videos=[str(loop.video)]))
    assert outcome.results["analyze"]["snapshot"] == loop.outcome.results["analyze"]["snapshot"]
    assert path.is_file()


@pytest.mark.parametrize("net_type", ["resnet_50", "cspnext_s"])
def test_pretrained_weights_that_are_not_there_are_told_of(server: Any, loop: Any, net_type: str) -> None:
    outcome = server.run(
        loop.step("create_training_dataset", 1, net_type=net_type),
        loop.step("seed", 1, pretrained=True),
        is_well=False,
    )
    assert (outcome.status, outcome.title) == ("failed", "The pretrained weights are missing")
    assert "random weights" in outcome.hint


def test_a_host_of_weights_that_does_not_answer_is_not_waited_for(server: Any, loop: Any) -> None:
    constants = "huggingface_hub:constants"
    outcome = server.run(
        loop.step("create_training_dataset", 1),
        loop.step("seed", 1, pretrained=True),
        faults=[
            {"target": f"{constants}.HF_HUB_OFFLINE", "value": False},
            {"target": f"{constants}.ENDPOINT", "value": "http://192.0.2.1"},
        ],
        is_well=False,
    )
    assert (outcome.status, outcome.title) == ("failed", "The pretrained weights are missing")


def test_training_without_a_seed_does_not_fetch_anything_by_itself(server: Any, loop: Any) -> None:
    outcome = server.run(loop.training(snapshot=None), is_well=False)
    assert outcome.title == "The pretrained weights are missing"
    assert not list(loop.train_folder.glob("earlier-*"))


@pytest.mark.parametrize("damage", ["cut off", "no snapshot", "missing", "tensorflow"])
def test_snapshots_that_cannot_be_used_are_refused_by_name(
    server: Any, loop: Any, tmp_path: Path, damage: str
) -> None:
    path = tmp_path / ("snapshot-1000.index" if damage == "tensorflow" else "foreign.pt")
    whole = (loop.train_folder / "snapshot-005.pt").read_bytes()
    if damage != "missing":
        path.write_bytes(whole[: len(whole) // 2] if damage == "cut off" else b"nothing of the kind")
    outcome = server.run(loop.step("seed", source=str(path)), is_well=False)
    assert (outcome.status, outcome.title) == ("failed", "The snapshot cannot be used")
    assert str(path) in outcome.cause
    assert outcome.hint


def test_a_snapshot_for_another_number_of_points_gives_its_backbone_only(
    server: Any, loop: Any, make_project: Any, tiny_network: Any, tmp_path: Path
) -> None:
    project = make_project(tmp_path / "one", label_names=("point0",))
    source = str(loop.train_folder / "snapshot-005.pt")
    server.run(project.step("create_training_dataset", updates=tiny_network(1)))
    refused = server.run(project.step("seed", source=source), is_well=False)
    assert "another number of points" in refused.cause
    assert server.run(project.step("seed", source=source, keep_head=False)).status == "done"


@pytest.mark.parametrize("how", ["it says so", "by its networks"])
def test_a_project_of_deeplabcut_2_is_not_trained_and_the_reason_is_told(
    server: Any, loop: Any, how: str
) -> None:
    text = loop.config.read_text("utf-8")
    if how == "it says so":
        loop.config.write_text(text.replace("engine: pytorch", "engine: tensorflow"), "utf-8")
    else:
        loop.config.write_text(text.replace("engine: pytorch", ""), "utf-8")
        (loop.root / "dlc-models-pytorch").rename(loop.root / "dlc-models-pytorch-gone")
        (loop.root / "dlc-models" / "iteration-0" / "heart-trainset95shuffle1" / "train").mkdir(parents=True)
    before = sorted(loop.root.rglob("*"))
    video = [str(loop.video)]
    for step in (
        loop.step("create_training_dataset"),
        loop.step("seed"),
        loop.training(snapshot=None),
        loop.step("evaluate"),
        loop.step("analyze", videos=video),
        loop.step("label_video", videos=video),
    ):
        outcome = server.run(step, is_well=False)
        assert (outcome.status, outcome.title) == ("failed", "The project is of DeepLabCut 2")
        assert "TensorFlow" in outcome.cause
    assert sorted(loop.root.rglob("*")) == before


def test_a_project_that_was_moved_and_has_other_letters_in_its_path_works(
    server: Any, loop: Any, tmp_path: Path
) -> None:
    moved = tmp_path / "über all" / "心エコー"
    moved.parent.mkdir()
    loop.root.rename(moved)
    project = type(loop)(moved, loop.outcome)
    outcome = server.run(
        project.step("evaluate", snapshots=["snapshot-005"]),
        project.step("analyze", videos=[str(project.video)]),
    )
    assert Path(outcome.results["analyze"]["files"][str(project.video)]).is_relative_to(moved)


def test_an_older_iteration_is_analysed_without_touching_the_configuration(server: Any, loop: Any) -> None:
    text = loop.config.read_text("utf-8").replace("iteration: 0", "iteration: 7")
    loop.config.write_text(text, "utf-8")
    outcome = server.run(loop.step("analyze", videos=[str(loop.video)]))
    assert "iteration-0" in outcome.results["analyze"]["files"][str(loop.video)]
    assert loop.config.read_text("utf-8") == text


@pytest.mark.parametrize(
    ("step", "cause"),
    [
        ({"op": "dance"}, "“dance”"),
        ({"op": "evaluate", "iteration": 0}, "needs “config”"),
        ({"op": "evaluate", "config": "x", "iteration": 0, "shuffles": 2}, "no argument “shuffles”"),
    ],
)
def test_steps_that_make_no_sense_are_refused_before_anything_begins(
    server: Any, loop: Any, step: dict[str, Any], cause: str
) -> None:
    outcome = server.run(loop.step("evaluate"), step, is_well=False)
    assert cause in outcome.cause
    assert outcome.results == {}


@pytest.mark.parametrize(
    "arguments", [{"epochs": 0}, {"device": "cuda:7"}, {"learning_rate": 0.0}, {"early_stop_epochs": 0}]
)
def test_arguments_of_a_training_that_make_no_sense_are_refused(
    server: Any, loop: Any, arguments: dict[str, Any]
) -> None:
    outcome = server.run(loop.training(**{"snapshot": None, **arguments}), is_well=False)
    assert (outcome.status, bool(outcome.hint)) == ("failed", True)
    assert not list(loop.train_folder.glob("earlier-*"))
