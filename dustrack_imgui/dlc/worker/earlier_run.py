"""What an earlier training of the same model left: set aside before the next one, so that the two never mix.

DeepLabCut writes into the same folder, keeps the snapshots with the most epochs, and compares with the old
best one: a new run that is shorter would lose its own snapshots to those of the old one. Errors in its tables
carry an epoch but no run, so those of the old run would be taken for the new one's.
"""

from __future__ import annotations

import csv
import io
import shutil
import time
from pathlib import Path

from dustrack_imgui.dlc.training_mark import FILE_NAME as TRAINING_MARK
from dustrack_imgui.dlc.worker.layout import EVALUATION_FILE, POSE_CONFIG, Model

FOLDER_PREFIX = "earlier-"
_RECORDS = ("learning_stats.csv", "train.txt", EVALUATION_FILE, TRAINING_MARK)
_EVALUATION = "evaluation"


def set_aside(model: Model) -> Path | None:
    """Move snapshots and records of an earlier run into a folder beside them; None when there are none."""
    records = [path for name in _RECORDS if (path := model.train_folder / name).is_file()]
    names = model.snapshots()
    if not names:
        for path in records:
            path.unlink()
        return None
    folder = _new_folder(model.train_folder)
    if model.pose_config.is_file():
        shutil.copy2(model.pose_config, folder / POSE_CONFIG)
    for path in [*(model.train_folder / f"{name}.pt" for name in names), *records]:
        path.replace(folder / path.name)
    if model.combined_evaluation.is_file():
        shutil.copy2(model.combined_evaluation, folder / model.combined_evaluation.name)
        _forget_rows(model)
    if model.evaluation_folder.is_dir():
        model.evaluation_folder.replace(folder / _EVALUATION)
    return folder


def bring_back(model: Model, folder: Path | None) -> None:
    """Undo `set_aside` after a run that was ended before it saved anything."""
    if folder is None or model.snapshots():
        return
    if (folder / _EVALUATION).is_dir() and not model.evaluation_folder.exists():
        (folder / _EVALUATION).replace(model.evaluation_folder)
    for path in folder.iterdir():
        is_combined = path.name == model.combined_evaluation.name
        path.replace(model.combined_evaluation if is_combined else model.train_folder / path.name)
    folder.rmdir()


def _new_folder(parent: Path) -> Path:
    stamp = time.strftime("%Y-%m-%dT%H-%M-%S")
    number = 1
    while True:
        folder = parent / (f"{FOLDER_PREFIX}{stamp}" if number == 1 else f"{FOLDER_PREFIX}{stamp}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return folder


def _forget_rows(model: Model) -> None:
    """Take the rows of a model out of DeepLabCut's table of all evaluations of the iteration."""
    path = model.combined_evaluation
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = [row for row in csv.reader(file) if row] or [[]]
    others = [row for row in rows if not _is_of(model, row)]
    if not others:
        path.unlink()
        return
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *others])
    part = path.with_name(f".{path.name}.tmp")
    part.write_text(text.getvalue(), encoding="utf-8")
    part.replace(path)


def _is_of(model: Model, row: list[str]) -> bool:
    """Whether a row begins with the share of training frames and the shuffle of the model."""
    try:
        return (round(float(row[0]), 2), int(float(row[1]))) == (round(model.fraction, 2), model.shuffle)
    except (ValueError, IndexError):
        return False
