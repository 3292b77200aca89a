"""Predictions on their way to their place: made in a hidden folder, then moved where everybody looks."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path
from types import TracebackType

from dustrack_imgui.dlc.worker.layout import Model

SCRATCH_PREFIX = ".dustrack-part-"
REPLACED_PREFIX = ".dustrack-replaced-"
_SCRATCH_LIFE_SECS = 24 * 3600.0
_OF_DEEPLABCUT = ("h5", "csv", "pickle", "mp4")


class Scratch:
    """A folder beside the final place, on the same disk, that is gone after use.

    Folders that killed jobs left behind are removed on the way.
    """

    def __init__(self, beside: Path, name: str) -> None:
        self._folder = beside / f"{SCRATCH_PREFIX}{name}"

    def __enter__(self) -> Path:
        parent = self._folder.parent
        parent.mkdir(parents=True, exist_ok=True)
        for old in parent.glob(f"{SCRATCH_PREFIX}*"):
            if time.time() - old.stat().st_mtime > _SCRATCH_LIFE_SECS:
                shutil.rmtree(old, ignore_errors=True)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir()
        return self._folder

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


def install_predictions(model: Model, stem: str, scratch: Path) -> Path:
    """Move the files of one video to their place and return the `.h5`.

    Predictions of the same video and model that its present snapshots did not make are moved out of sight:
    they are of a training that was repeated, and nothing in their names would tell.
    """
    folder = model.predictions_folder
    made = sorted(path for path in scratch.iterdir() if path.is_file())
    _hide_stale(model, stem, {path.name for path in made})
    # The table goes last: who sees it sees all that belongs to it.
    for path in sorted(made, key=lambda path: path.suffix == ".h5"):
        path.replace(folder / path.name)
    return next(folder / path.name for path in made if path.suffix == ".h5")


def _hide_stale(model: Model, stem: str, names: set[str]) -> None:
    folder = model.predictions_folder
    endings = "|".join(_OF_DEEPLABCUT)
    task = re.escape(f"{model.config.task_and_date}shuffle{model.shuffle}")
    pattern = re.compile(rf"{re.escape(stem)}DLC_[^_]+_{task}_snapshot_(best-)?(\d+)(_.*)?\.({endings})")
    for path in sorted(folder.iterdir()):
        match = pattern.fullmatch(path.name)
        if match is None or path.name in names or _is_valid(model, match, path):
            continue
        hidden = folder / f"{REPLACED_PREFIX}{time.strftime('%Y-%m-%dT%H-%M-%S')}"
        hidden.mkdir(exist_ok=True)
        path.replace(hidden / path.name)


def _is_valid(model: Model, match: re.Match[str], path: Path) -> bool:
    """Whether a snapshot that is there now may have made these predictions, whatever it was called then.

    While training goes on DeepLabCut takes the word "best" out of a name. Predictions of a snapshot that was
    deleted to save room stay as long as nothing was trained after them.
    """
    made_secs = path.stat().st_mtime
    epoch = int(match[2])
    snapshots = [model.train_folder / f"{name}.pt" for name in model.snapshots()]
    same = [one for one in snapshots if one.stem in (f"snapshot-{epoch:03}", f"snapshot-best-{epoch:03}")]
    if same:
        return any(one.stat().st_mtime <= made_secs for one in same)
    return all(one.stat().st_mtime <= made_secs for one in snapshots)
