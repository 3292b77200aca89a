"""Rounds of a project as they lie on disk: which were trained to their end, and what came of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from dustrack_imgui.dlc.evaluation import read_errors
from dustrack_imgui.dlc.snapshots import BEST, LAST, Snapshot, epoch_of, lowest_error, snapshot_files
from dustrack_imgui.dlc.training_mark import read_mark

_ITERATION = re.compile(r"iteration-([0-9]{1,6})")
_MODEL = re.compile(r".+-trainset(?P<percent>[0-9]+)shuffle(?P<shuffle>[0-9]+)")


class Engine(Enum):
    """What trains a project's models."""

    PYTORCH = "pytorch"
    TENSORFLOW = "tensorflow"

    @property
    def models_folder(self) -> str:
        """Folder of the models in a project."""
        return "dlc-models-pytorch" if self is Engine.PYTORCH else "dlc-models"

    @property
    def results_folder(self) -> str:
        """Folder of the evaluations in a project."""
        return "evaluation-results-pytorch" if self is Engine.PYTORCH else "evaluation-results"


class Training(Enum):
    """How far the training of an iteration came."""

    NONE = "none"
    INTERRUPTED = "interrupted"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Iteration:
    """One round.

    Attributes
    ----------
    number
        From 0.
    model_folder
        `…/iteration-N/{Task}{date}-trainset95shuffle1`; None when there is no model.
    snapshots
        Whole snapshots by epoch, also those that an interrupted run left.
    training
        COMPLETE when training ended, or was ended with the wish to keep what there is.
    """

    number: int
    model_folder: Path | None = None
    snapshots: tuple[Snapshot, ...] = ()
    training: Training = Training.NONE

    @property
    def is_trained(self) -> bool:
        """Whether there is a model to work with: one of a training that ended."""
        return self.training is Training.COMPLETE

    @property
    def is_evaluated(self) -> bool:
        """Whether any snapshot was evaluated."""
        return lowest_error(self.snapshots) is not None

    @property
    def best(self) -> Snapshot | None:
        """Snapshot with the lowest test error; the last one when none was evaluated."""
        return lowest_error(self.snapshots) or self.last

    @property
    def last(self) -> Snapshot | None:
        """Snapshot that was trained longest."""
        return self.snapshots[-1] if self.snapshots else None

    def snapshot(self, choice: str | int) -> Snapshot | None:
        """Snapshot by name, by epoch, or as "best" or "last"; None when there is no such."""
        if choice == BEST:
            return self.best
        if choice == LAST:
            return self.last
        epoch = choice if isinstance(choice, int) else None
        named = choice.removesuffix(".pt").removesuffix(".index") if isinstance(choice, str) else None
        return next((one for one in self.snapshots if named == one.name or epoch == one.epoch), None)


def find_iterations(root: Path, engine: Engine, *, fraction: float | None = None) -> tuple[Iteration, ...]:
    """Iterations that have a folder of models, ascending.

    Parameters
    ----------
    fraction
        Share of training frames in the project's configuration: of several models its own is taken.
    """
    models = root / engine.models_folder
    found = {}
    for folder in models.iterdir() if models.is_dir() else []:
        match = _ITERATION.fullmatch(folder.name)
        if match is not None and folder.is_dir():
            found[int(match[1])] = folder
    return tuple(_iteration(root, engine, number, found[number], fraction) for number in sorted(found))


def _iteration(root: Path, engine: Engine, number: int, folder: Path, fraction: float | None) -> Iteration:
    model = _model_folder(folder, fraction)
    if model is None:
        return Iteration(number)
    errors = read_errors(root / engine.results_folder / f"iteration-{number}", model / "train")
    snapshots = tuple(
        Snapshot(path.stem, path, epoch_of(path.stem) or 0, False, *errors.get(epoch_of(path.stem) or 0, ()))
        for path in snapshot_files(model / "train")
    )
    best = lowest_error(snapshots)
    marked = tuple(replace(one, is_best=one is best) for one in snapshots)
    return Iteration(number, model, marked, _training(model / "train", bool(snapshots)))


def _model_folder(folder: Path, fraction: float | None) -> Path | None:
    """Model of the first shuffle; of several the one with the project's share of frames, or the newest."""
    found = []
    for path in folder.iterdir():
        match = _MODEL.fullmatch(path.name)
        if match is not None and path.is_dir():
            is_own = fraction is not None and int(match["percent"]) == int(100 * fraction)
            found.append((-int(match["shuffle"]), is_own, path.stat().st_mtime, path))
    return max(found)[-1] if found else None


def _training(train_folder: Path, has_snapshots: bool) -> Training:
    if not has_snapshots:
        return Training.NONE
    mark = read_mark(train_folder)
    return Training.INTERRUPTED if mark is not None and not mark.is_complete else Training.COMPLETE
