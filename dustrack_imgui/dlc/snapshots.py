"""Trained models of one iteration as they lie on disk, and which of them is best."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

BEST = "best"
LAST = "last"
_PYTORCH = re.compile(r"snapshot(?P<best>-best)?-(?P<epoch>[0-9]{1,9})\.pt")
_TENSORFLOW = re.compile(r"snapshot-(?P<epoch>[0-9]{1,9})\.index")
_PICKLE_START = b"\x80\x02"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A trained model.

    Attributes
    ----------
    name
        File name without its ending, e.g. "snapshot-best-040".
    path
        The file.
    epoch
        Epochs (PyTorch) or iterations (TensorFlow) trained until then.
    is_best
        Whether its error on the test frames is the lowest of its iteration, the later one of equals. What
        DeepLabCut calls best in the file name does not count.
    train_rmse_px, test_rmse_px
        Errors on labelled frames in pixels; None when it was not evaluated.
    train_rmse_sure_px, test_rmse_sure_px
        The same over points whose likelihood is above the project's cutoff.
    """

    name: str
    path: Path
    epoch: int
    is_best: bool = False
    train_rmse_px: float | None = None
    test_rmse_px: float | None = None
    train_rmse_sure_px: float | None = None
    test_rmse_sure_px: float | None = None


def snapshot_files(train_folder: Path) -> tuple[Path, ...]:
    """Whole snapshot files of a model, by epoch; files that were cut off are left out."""
    found = []
    for path in sorted(train_folder.iterdir()) if train_folder.is_dir() else []:
        match = _PYTORCH.fullmatch(path.name) or _TENSORFLOW.fullmatch(path.name)
        if match is not None and _is_whole(path):
            found.append((int(match["epoch"]), path))
    return tuple(path for _, path in sorted(found))


def epoch_of(name: str) -> int | None:
    """Epoch in the name of a snapshot, with or without its ending; None when it is no such name."""
    for ending in ("", ".pt", ".index"):
        match = _PYTORCH.fullmatch(name + ending) or _TENSORFLOW.fullmatch(name + ending)
        if match is not None:
            return int(match["epoch"])
    return None


def lowest_error(snapshots: Sequence[Snapshot]) -> Snapshot | None:
    """Snapshot with the lowest error, the later one of equals; None when none was evaluated.

    The test frames decide; where none of them could be measured the training frames do.
    """
    measures: tuple[Callable[[Snapshot], float | None], ...] = (
        lambda one: one.test_rmse_px,
        lambda one: one.train_rmse_px,
    )
    for measure in measures:
        measured = [(error, -one.epoch, one) for one in snapshots if (error := measure(one)) is not None]
        if measured:
            return min(measured, key=lambda entry: entry[:2])[-1]
    return None


def _is_whole(path: Path) -> bool:
    """Whether a file was written to its end, as far as can be told without PyTorch."""
    try:
        if path.suffix == ".index":
            return path.stat().st_size > 0
        if zipfile.is_zipfile(path):
            return True
        with path.open("rb") as file:
            return file.read(len(_PICKLE_START)) == _PICKLE_START
    except OSError:
        return False
