"""Where DeepLabCut keeps what belongs to one round: model, snapshots, evaluations, predictions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dustrack_imgui.dlc.worker.config_file import ProjectConfig
from dustrack_imgui.jobs.child.channel import JobError

EVALUATION_FILE = "dustrack-evaluation.json"
POSE_CONFIG = "pytorch_config.yaml"
_SNAPSHOT = re.compile(r"snapshot(-best)?-(\d+)\.pt")
_MODEL = re.compile(r".*-trainset(\d+)shuffle(\d+)")


@dataclass(frozen=True)
class Model:
    """One model of a project: the network of an iteration and a shuffle.

    Attributes
    ----------
    folder
        `dlc-models-pytorch/iteration-N/{Task}{date}-trainset95shuffle1`
    fraction
        Share of training frames that it was made with, which is part of its names.
    """

    config: ProjectConfig
    iteration: int
    shuffle: int
    fraction: float
    folder: Path

    @property
    def train_folder(self) -> Path:
        """Where its configuration and its snapshots are."""
        return self.folder / "train"

    @property
    def pose_config(self) -> Path:
        """Its configuration."""
        return self.train_folder / POSE_CONFIG

    @property
    def evaluation_folder(self) -> Path:
        """Where DeepLabCut writes evaluations."""
        root = self.config.root
        return root / "evaluation-results-pytorch" / f"iteration-{self.iteration}" / self.folder.name

    @property
    def combined_evaluation(self) -> Path:
        """DeepLabCut's table of all evaluations of the iteration."""
        return self.evaluation_folder.parent / "CombinedEvaluation-results.csv"

    @property
    def evaluation_file(self) -> Path:
        """Where we keep the evaluation of each snapshot by name."""
        return self.train_folder / EVALUATION_FILE

    @property
    def predictions_folder(self) -> Path:
        """Where predictions of the videos go."""
        return self.config.root / "videos" / f"iteration-{self.iteration}"

    def snapshots(self) -> list[str]:
        """Names of the snapshots without ending, in DeepLabCut's order: by epoch, its best one last."""
        found = []
        for path in self.train_folder.iterdir() if self.train_folder.is_dir() else ():
            match = _SNAPSHOT.fullmatch(path.name)
            if match is not None:
                found.append((match[1] is not None, int(match[2]), path.stem))
        return [name for _, _, name in sorted(found)]


def epoch_of(snapshot: str) -> int:
    """Epochs that a snapshot was trained, from its name."""
    return int(snapshot.rsplit("-", 1)[-1])


def training_set_folder(config: ProjectConfig, iteration: int) -> Path:
    """Where DeepLabCut writes the training dataset of an iteration."""
    name = f"UnaugmentedDataSet_{config.task_and_date}"
    return config.root / "training-datasets" / f"iteration-{iteration}" / name


def model_folder(config: ProjectConfig, iteration: int, shuffle: int, fraction: float) -> Path:
    """Folder that DeepLabCut gives to a model; it cuts the percents off rather than rounding them."""
    name = f"{config.task_and_date}-trainset{int(fraction * 100)}shuffle{shuffle}"
    return config.root / "dlc-models-pytorch" / f"iteration-{iteration}" / name


def find_model(config: ProjectConfig, *, iteration: int, shuffle: int) -> Model:
    """Find the model of a round.

    Raises
    ------
    JobError
        When there is none.
    """
    fractions = [*config.fractions, *_dataset_fractions(config, iteration, shuffle)]
    fractions += _named_fractions(config, iteration, shuffle)
    for fraction in fractions:
        folder = model_folder(config, iteration, shuffle, fraction)
        if (folder / "train" / POSE_CONFIG).is_file():
            return Model(config, iteration, shuffle, fraction, folder)
    raise JobError(
        "No training dataset",
        f"Iteration {iteration} (shuffle {shuffle}) has no training dataset yet: {config.root}",
        "Create the training dataset first.",
    )


def _dataset_fractions(config: ProjectConfig, iteration: int, shuffle: int) -> list[float]:
    """Shares of training frames that DeepLabCut noted when the datasets were made."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    path = training_set_folder(config, iteration) / "metadata.yaml"
    try:
        values: Any = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        entries = [one for one in values["shuffles"].values() if one["index"] == shuffle]
        return [float(one["train_fraction"]) for one in entries]
    except (OSError, YAMLError, TypeError, KeyError, ValueError, AttributeError):
        return []


def _named_fractions(config: ProjectConfig, iteration: int, shuffle: int) -> list[float]:
    """Shares of training frames after the names of folders, the newest first."""
    folder = config.root / "dlc-models-pytorch" / f"iteration-{iteration}"
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        match = _MODEL.fullmatch(path.name)
        if match is not None and int(match[2]) == shuffle:
            found.append((path.stat().st_mtime, int(match[1]) / 100))
    return [fraction for _, fraction in sorted(found, reverse=True)]
