"""Where the model of an iteration lies in a project, and whether it came with or without its dataset."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dustrack_imgui.dlc.bundle_errors import BundleError, BundleInTheWayError
from dustrack_imgui.dlc.facts import ProjectFacts

METADATA = "metadata.yaml"
"""DeepLabCut's list of the datasets of an iteration, in which it looks up models."""


@dataclass(frozen=True, slots=True)
class ModelPlaces:
    """Where DeepLabCut looks for a model of an iteration, and for what it says about its dataset."""

    model: Path
    dataset: Path
    fraction: float
    shuffle: int

    @staticmethod
    def of(facts: ProjectFacts, iteration: int, shuffle: int) -> ModelPlaces:
        fractions = facts.values.get("TrainingFraction")
        first = fractions[0] if isinstance(fractions, list) and fractions else fractions
        fraction = float(first) if isinstance(first, (int, float)) else 0.95
        task = facts.task_and_date
        if task is None:
            raise BundleError("The project's configuration does not say its name and date", facts.config)
        model = f"{task}-trainset{int(100 * fraction)}shuffle{shuffle}"
        of_iteration = f"iteration-{iteration}"
        return ModelPlaces(
            facts.root / facts.engine.models_folder / of_iteration / model,
            facts.root / "training-datasets" / of_iteration / f"UnaugmentedDataSet_{task}",
            fraction,
            shuffle,
        )

    def require_free(self) -> None:
        """Refuse an iteration that has anything; what a cut-off import left of a dataset is nothing."""
        iteration = self.model.parent.name
        if self.model.parent.is_dir() and any(self.model.parent.iterdir()):
            raise BundleInTheWayError(f"The project has a model of {iteration} already", self.model.parent)
        has_dataset = self.dataset.parent.is_dir() and any(self.dataset.parent.iterdir())
        if has_dataset and not self.is_left_over():
            raise BundleInTheWayError(f"The project has a training dataset of {iteration}", self.dataset)

    def is_left_over(self) -> bool:
        """Whether the dataset consists of nothing but what an import writes."""
        return _holds_only_metadata(self.dataset.parent)


def has_no_training_frames(root: Path, iteration: int) -> bool:
    """Whether the model of an iteration came in a bundle, so that there is nothing to measure it on."""
    return _holds_only_metadata(root / "training-datasets" / f"iteration-{iteration}")


def _holds_only_metadata(folder: Path) -> bool:
    return [path.name for path in folder.rglob("*") if path.is_file()] == [METADATA]
