"""Which predictions give way to new ones: those of a training that was repeated, and no others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dustrack_imgui.dlc.worker.config_file import ProjectConfig
from dustrack_imgui.dlc.worker.evaluating import best_name, read_rows, write_rows
from dustrack_imgui.dlc.worker.layout import Model
from dustrack_imgui.dlc.worker.predictions import REPLACED_PREFIX, Scratch, install_predictions

TRAINED_SECS = 1_000_000.0


@pytest.fixture
def model(tmp_path: Path) -> Model:
    values = {"Task": "heart", "date": "Nov22", "scorer": "x", "bodyparts": ["point0"]}
    config = ProjectConfig(tmp_path / "config.yaml", values, ("clip",))
    folder = tmp_path / "dlc-models-pytorch" / "iteration-0" / "heartNov22-trainset95shuffle1"
    (folder / "train").mkdir(parents=True)
    for name in ("snapshot-050", "snapshot-best-040"):
        touch(folder / "train" / f"{name}.pt", TRAINED_SECS)
    return Model(config, 0, 1, 0.95, folder)


def touch(path: Path, secs: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    os.utime(path, (secs, secs))
    return path


def predicted(model: Model, name: str, secs: float) -> Path:
    return touch(model.predictions_folder / name, secs)


def install(model: Model, *, stem: str = "clip", uid: str = "50") -> Path:
    with Scratch(model.predictions_folder, "job") as scratch:
        for ending in (".h5", ".csv", "_meta.pickle"):
            touch(
                scratch / f"{stem}DLC_Resnet50_heartNov22shuffle1_snapshot_{uid}{ending}", TRAINED_SECS + 99
            )
        return install_predictions(model, stem, scratch)


def names(model: Model) -> set[str]:
    return {path.name for path in model.predictions_folder.iterdir() if not path.name.startswith(".")}


def test_what_was_made_comes_to_its_place_and_the_scratch_is_gone(model: Model) -> None:
    path = install(model)
    assert path.name == "clipDLC_Resnet50_heartNov22shuffle1_snapshot_50.h5"
    assert names(model) == {
        path.name,
        path.with_suffix(".csv").name,
        "clipDLC_Resnet50_heartNov22shuffle1_snapshot_50_meta.pickle",
    }
    assert list(model.predictions_folder.glob(".*")) == []


@pytest.mark.parametrize(
    ("name", "secs_after_training", "stays"),
    [
        ("clipDLC_Resnet50_heartNov22shuffle1_snapshot_best-40.h5", 5, True),
        ("clipDLC_Resnet50_heartNov22shuffle1_snapshot_40.h5", 5, True),
        ("clipDLC_Resnet50_heartNov22shuffle1_snapshot_best-40.h5", -5, False),
        ("clipDLC_Resnet50_heartNov22shuffle1_snapshot_200.h5", -5, False),
        ("clipDLC_Resnet50_heartNov22shuffle1_snapshot_30.h5", 5, True),
        ("clipDLC_HrnetW18_heartNov22shuffle1_snapshot_200_p60_labeled.mp4", -5, False),
        ("clipDLC_Resnet50_heartNov22shuffle2_snapshot_200.h5", -5, True),
        ("clipDLC_Resnet50_heartNov22shuffle1_snapshot_200_lkmovavg_0.5.json", -5, True),
        ("clip2DLC_Resnet50_heartNov22shuffle1_snapshot_200.h5", -5, True),
        ("clip_annotations_dlccorr.json", -5, True),
    ],
)
def test_predictions_of_an_earlier_training_go_out_of_sight(
    model: Model, name: str, secs_after_training: float, stays: bool
) -> None:
    predicted(model, name, TRAINED_SECS + secs_after_training)
    install(model)
    assert (name in names(model)) == stays
    hidden = {path.name for path in model.predictions_folder.glob(f"{REPLACED_PREFIX}*/*")}
    assert (name in hidden) != stays


def test_the_scratch_of_a_killed_job_goes_after_a_day(model: Model) -> None:
    old = model.predictions_folder / ".dustrack-part-killed"
    touch(old / "clip.h5", TRAINED_SECS)
    os.utime(old, (TRAINED_SECS, TRAINED_SECS))
    install(model)
    assert not old.exists()


def test_rows_of_snapshots_that_are_gone_are_forgotten(model: Model) -> None:
    row = {"epoch": 50, "test_rmse": 2.0}
    write_rows(model, [{"snapshot": "snapshot-050", **row}, {"snapshot": "snapshot-060", **row}])
    assert [one["snapshot"] for one in read_rows(model)] == ["snapshot-050"]
    model.evaluation_file.write_text("no json", "utf-8")
    assert read_rows(model) == []


@pytest.mark.parametrize(
    ("errors", "best"),
    [
        ({10: (1.0, 3.0), 20: (1.0, 2.0)}, 20),
        ({10: (1.0, 2.0), 20: (1.0, 2.0)}, 20),
        ({10: (1.0, 2.0), 20: (0.5, None)}, 10),
        ({10: (1.0, None), 20: (0.5, None)}, 20),
        ({10: (None, None)}, None),
        ({}, None),
    ],
)
def test_the_lowest_test_error_is_best_and_of_equals_the_later(
    errors: dict[int, tuple[float | None, float | None]], best: int | None
) -> None:
    rows = [
        {"snapshot": str(epoch), "epoch": epoch, "train_rmse": train, "test_rmse": test}
        for epoch, (train, test) in errors.items()
    ]
    assert best_name(rows) == (None if best is None else str(best))
