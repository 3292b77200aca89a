"""The whole loop with real DeepLabCut: every step, what it leaves on disk, and what it tells meanwhile."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML


def read_yaml(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path.read_text("utf-8"))


def test_the_worker_tells_versions_and_finds_all_that_it_hooks_into(server: Any) -> None:
    value = server.run({"op": "versions"}).results["versions"]
    assert value["deeplabcut"] == "3.0.2"
    assert value["torch"]
    assert all(value["hooks"].values()), value["hooks"]


def test_every_step_has_a_result(finished_loop: Any) -> None:
    results = finished_loop.outcome.results
    assert (results["create_training_dataset"]["n_train"], results["create_training_dataset"]["n_test"]) == (
        8,
        2,
    )
    assert results["train"]["epochs_done"] == 20
    assert results["train"]["stopped_early"] is False
    assert {row["snapshot"] for row in results["evaluate"]["rows"]} == set(results["train"]["snapshots"])
    assert list(results["analyze"]["files"]) == [str(finished_loop.video)]
    assert Path(results["label_video"]["files"][str(finished_loop.video)]).stat().st_size > 0


def test_predictions_are_near_the_truth_and_have_a_likelihood(finished_loop: Any, blob_clip: Any) -> None:
    path = Path(finished_loop.outcome.results["analyze"]["files"][str(finished_loop.video)])
    table = pd.read_hdf(path)
    values = table.to_numpy().reshape(len(table), 2, 3)
    assert path.parent == finished_loop.root / "videos" / "iteration-0"
    assert path.with_suffix(".csv").is_file()
    assert table.columns.get_level_values("bodyparts").unique().tolist() == ["point0", "point1"]
    assert np.median(np.linalg.norm(values[..., :2] - blob_clip.xy, axis=-1)) < 8
    assert ((values[..., 2] >= 0) & (values[..., 2] <= 1)).all()


def test_the_best_snapshot_is_the_one_with_the_lowest_error_on_test_frames(finished_loop: Any) -> None:
    rows = finished_loop.outcome.results["evaluate"]["rows"]
    (best,) = (row for row in rows if row["is_best"])
    assert best["test_rmse"] == min(row["test_rmse"] for row in rows)
    assert finished_loop.outcome.results["analyze"]["snapshot"] == best["snapshot"]
    noted = json.loads((finished_loop.train_folder / "dustrack-evaluation.json").read_text("utf-8"))
    assert noted["rows"] == rows


def test_the_training_tells_figures_of_every_epoch_and_its_snapshots(finished_loop: Any) -> None:
    metrics = finished_loop.outcome.of("metrics")
    assert [event["step"] for event in metrics] == list(range(1, 21))
    assert all(event["values"]["train_loss"] > 0 for event in metrics)
    evaluated = [event["values"] for event in metrics if event["step"] % 5 == 0]
    for name in ("test_loss", "test_rmse", "train_rmse", "test_likelihood"):
        assert all(values[name] is not None for values in evaluated), name
    assert metrics[-1]["values"]["train_loss"] < metrics[0]["values"]["train_loss"]
    assert {event["epoch"] for event in finished_loop.outcome.of("snapshot")} == {5, 10, 15, 20}


def test_phases_come_in_order_with_their_share_of_the_job(finished_loop: Any) -> None:
    phases = [(event["name"], event["index"], event["of"]) for event in finished_loop.outcome.of("phase")]
    names = ["create_training_dataset", "seed", "train", "evaluate", "analyze", "label_video"]
    assert phases == [("load", 0, 6), *((name, index, 6) for index, name in enumerate(names))]
    items = [(event["what"], Path(event["name"]).name) for event in finished_loop.outcome.of("item")]
    assert ("video", "blobs.mp4") in items
    assert any(what == "snapshot" for what, _ in items)
    assert {"epochs", "frames"} <= {event["unit"] for event in finished_loop.outcome.of("progress")}


def test_the_rate_of_learning_falls_at_45_and_60_percent_of_the_run(finished_loop: Any) -> None:
    rates = {event["step"]: event["values"]["learning_rate"] for event in finished_loop.outcome.of("metrics")}
    assert rates[9] == pytest.approx(0.002)
    assert rates[11] == pytest.approx(0.0004)
    assert rates[13] == pytest.approx(0.00004)


def test_a_training_that_ended_is_marked_so(finished_loop: Any) -> None:
    mark = json.loads((finished_loop.train_folder / "dustrack-training.json").read_text("utf-8"))
    assert mark == {"complete": True, "epochs": 20, "epochs_done": 20}


def test_deeplabcut_gets_a_copy_of_the_configuration_and_nothing_of_ours_is_in_its_files(
    finished_loop: Any,
) -> None:
    text = finished_loop.config.read_text("utf-8")
    values = read_yaml(finished_loop.config)
    assert "# Project definitions (do not edit)" in text
    assert values["TrainingFraction"] == [0.8, 0.95]
    assert values["bodyparts"] == ["point0", "point1"]
    assert list(values["video_sets"]) == [str(finished_loop.video)]
    assert "dustrack" not in text
    assert "dustrack" not in (finished_loop.train_folder / "pytorch_config.yaml").read_text("utf-8")
    left = [path for path in finished_loop.root.rglob(".*") if path.name.startswith(".dustrack")]
    assert left == []


def test_small_images_are_trained_at_their_size(finished_loop: Any) -> None:
    data = read_yaml(finished_loop.train_folder / "pytorch_config.yaml")["data"]["train"]
    assert (data["crop_sampling"]["width"], data["crop_sampling"]["height"]) == (128, 96)


def test_a_project_of_ours_opens_in_deeplabcut(server: Any, loop: Any) -> None:
    server.call("deeplabcut:check_labels", str(loop.config))
    server.call("deeplabcut:evaluate_network", str(loop.config), shuffles=[1], device="cpu")
    server.call(
        "deeplabcut:analyze_videos",
        str(loop.config),
        [str(loop.video)],
        shuffle=1,
        destfolder=str(loop.root / "out"),
    )
    folder = loop.root / "evaluation-results-pytorch" / "iteration-0"
    with (folder / "CombinedEvaluation-results.csv").open(encoding="utf-8") as file:
        epochs = {int(row["Training epochs"]) for row in csv.DictReader(file)}
    assert epochs == {row["epoch"] for row in loop.outcome.results["evaluate"]["rows"]}
    assert any((loop.root / "labeled-data" / "blobs_labeled").iterdir())
    assert any((loop.root / "out").glob("*.h5"))


def test_a_project_of_deeplabcut_works_here(
    server: Any, blob_clip: Any, write_labels: Any, tiny_network: Any, tmp_path: Path
) -> None:
    config = Path(
        server.call(
            "deeplabcut:create_new_project",
            "theirs",
            "x",
            [str(blob_clip.path)],
            working_directory=str(tmp_path),
            copy_videos=True,
        )
    )
    names = read_yaml(config)["bodyparts"]
    xy = np.concatenate([blob_clip.xy, blob_clip.xy], axis=1)
    write_labels(config.parent, blob_clip, range(0, 40, 5), label_names=names, xy=xy)
    server.call("deeplabcut:create_training_dataset", str(config), userfeedback=False)
    place = {"config": str(config), "iteration": 0}
    before = config.read_text("utf-8")
    updates = tiny_network(len(names))
    video = config.parent / "videos" / "blobs.mp4"
    steps = [
        {"op": "train", **place, "epochs": 1, "snapshot": None, "device": "cpu", "updates": updates},
        {"op": "evaluate", **place},
    ]
    first = server.run({"op": "check_labels", "config": str(config)}, {"op": "seed", **place})
    steps[0]["snapshot"] = first.results["seed"]["snapshot"]
    assert server.run(*steps, is_well=False).status == "failed", "the seed is of the big network"
    outcome = server.run(
        {"op": "create_training_dataset", **place, "updates": updates},
        {"op": "seed", **place},
        {**steps[0], "snapshot": "$seed"},
        steps[1],
        {"op": "analyze", **place, "videos": [str(video)]},
    )
    assert outcome.results["evaluate"]["rows"][0]["epoch"] == 1
    assert Path(outcome.results["analyze"]["files"][str(video)]).is_file()
    assert config.read_text("utf-8") == before
