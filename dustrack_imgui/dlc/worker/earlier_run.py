"""What an earlier training of the same model left: set aside before the next one, so that the two never mix.

DeepLabCut writes into the same folder, keeps the snapshots with the most epochs, and compares with the old
best one. A new run that is shorter would lose its own snapshots to those of the old one.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from dustrack_imgui.dlc.training_mark import FILE_NAME as TRAINING_MARK
from dustrack_imgui.dlc.worker.layout import EVALUATION_FILE, POSE_CONFIG, Model

FOLDER_PREFIX = "earlier-"
_MOVED = ("learning_stats.csv", "train.txt", EVALUATION_FILE, TRAINING_MARK)


def set_aside(model: Model) -> Path | None:
    """Move snapshots and records of an earlier run into a folder beside them; None when there are none."""
    names = model.snapshots()
    moved = [model.train_folder / f"{name}.pt" for name in names]
    moved += [path for name in _MOVED if (path := model.train_folder / name).is_file()]
    if not moved:
        return None
    if not names:
        for path in moved:
            path.unlink()
        return None
    stamp = time.strftime("%Y-%m-%dT%H-%M-%S")
    folder = model.train_folder / f"{FOLDER_PREFIX}{stamp}"
    for number in range(2, 1000):
        if not folder.exists():
            break
        folder = model.train_folder / f"{FOLDER_PREFIX}{stamp}-{number}"
    folder.mkdir(parents=True)
    if model.pose_config.is_file():
        shutil.copy2(model.pose_config, folder / POSE_CONFIG)
    for path in moved:
        path.replace(folder / path.name)
    return folder


def bring_back(model: Model, folder: Path | None) -> None:
    """Undo `set_aside` after a run that was ended before it saved anything."""
    if folder is None or model.snapshots():
        return
    for path in folder.iterdir():
        path.replace(model.train_folder / path.name)
    folder.rmdir()
