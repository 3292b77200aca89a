"""What is known of a project by looking at its files, quickly and without DeepLabCut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dustrack_imgui.dlc.config import missing_keys, read_config
from dustrack_imgui.dlc.crops import Crop, crop_of
from dustrack_imgui.dlc.errors import NoProjectError, ReadOnlyProjectError
from dustrack_imgui.dlc.folder import body_parts_of, crops_of, is_project, videos_of
from dustrack_imgui.dlc.iterations import Engine, Iteration, find_iterations
from dustrack_imgui.dlc.label_mapping import names_by_label
from dustrack_imgui.dlc.project_labels import labels_of_project
from dustrack_imgui.dlc.sidecar import newer, read_sidecar
from dustrack_imgui.formats.rebase import CONFIG_NAME
from dustrack_imgui.formats.trackermap import FILE_NAME as TRACKERMAP_NAME
from dustrack_imgui.formats.trackermap import load_trackermap


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """A project as it lies on disk now.

    Attributes
    ----------
    root
        Folder with `config.yaml`, resolved.
    values
        Content of `config.yaml`.
    name, scorer, date
        As in the configuration: files of models and predictions are called by name and date.
    engine
        What trains its models.
    videos
        In the order of the configuration, where they lie now; a video may be missing.
    crops
        Part of the picture that is trained on, by video; only of videos that are cropped.
    body_parts
        In the order of the configuration.
    labels
        Label by body part, in that order.
    label_names
        By label: what to call it among people.
    config_iteration
        Iteration that the configuration names.
    iterations
        Those that have a folder of models, ascending.
    has_unread_newer
        Whether a newer version of this program wrote facts that were not understood; the project may only be
        looked at then.
    problem
        Sentence why the project can be neither trained nor analysed with; "" when it can.
    warnings
        Sentences about what was left out.
    """

    root: Path
    values: Mapping[str, Any]
    name: str
    scorer: str
    date: str
    engine: Engine
    videos: tuple[Path, ...] = ()
    crops: Mapping[Path, Crop] = field(default_factory=lambda: MappingProxyType({}))
    body_parts: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    label_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    config_iteration: int = 0
    iterations: tuple[Iteration, ...] = ()
    has_unread_newer: bool = False
    problem: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def config(self) -> Path:
        """The configuration's file."""
        return self.root / CONFIG_NAME

    @property
    def task_and_date(self) -> str | None:
        """What names of predictions hold, e.g. "blobNov22"; None when the configuration does not say."""
        return f"{self.name}{self.date}" if self.name and self.date else None

    @property
    def trained(self) -> tuple[Iteration, ...]:
        """Iterations with a model, ascending."""
        return tuple(one for one in self.iterations if one.is_trained)

    @property
    def next_iteration(self) -> int:
        """Number that the next round of training gets: an untrained or interrupted one is used again."""
        latest = max([self.config_iteration, *(one.number for one in self.iterations)])
        found = self.iteration(latest)
        return latest + 1 if found is not None and found.is_trained else latest

    @property
    def next_layer(self) -> str:
        """Layer to label in for the next round."""
        return f"iteration-{self.next_iteration}"

    def iteration(self, number: int | None) -> Iteration | None:
        """Iteration by number, the latest trained one for None; None when there is no such."""
        if number is None:
            return self.trained[-1] if self.trained else None
        return next((one for one in self.iterations if one.number == number), None)

    def require_trainable(self) -> None:
        """Refuse what would write to a project that may only be looked at.

        Raises
        ------
        NewerProjectError
            When a newer version of this program wrote to it.
        ReadOnlyProjectError
            When it cannot be trained or analysed with here; the message says why.
        """
        if self.has_unread_newer:
            raise newer(self.root)
        if self.problem:
            raise ReadOnlyProjectError(self.problem, self.root)


def read_project(root: Path) -> ProjectFacts:
    """Read what there is of a project; nothing is written, and DeepLabCut is not needed.

    Parameters
    ----------
    root
        Its folder, or its `config.yaml`.

    Raises
    ------
    NoProjectError
        When there is none, or a part of it is missing.
    ReadError
        When a file of it may not be read.
    BrokenProjectError
        When its configuration is half-written or damaged.
    """
    folder = (root.parent if root.name.lower() == CONFIG_NAME else root).resolve()
    if not is_project(folder):
        raise NoProjectError(_what_is_missing(folder), folder)
    values = read_config(folder / CONFIG_NAME)
    body_parts = body_parts_of(folder / CONFIG_NAME, values)
    sidecar = read_sidecar(folder)
    labels = labels_of_project(folder)
    engine = _engine(folder, values)
    names, warnings = _names(folder)
    fraction = _fraction(values)
    return ProjectFacts(
        folder,
        MappingProxyType(values),
        str(values.get("Task") or ""),
        str(values.get("scorer") or ""),
        str(values.get("date") or ""),
        engine,
        videos_of(folder / CONFIG_NAME, values),
        _crops(folder, values),
        body_parts,
        labels,
        names_by_label(labels, names),
        _iteration_number(values),
        find_iterations(folder, engine, fraction=fraction),
        sidecar.is_newer,
        _problem(values, engine),
        warnings,
    )


def _what_is_missing(folder: Path) -> str:
    if not folder.is_dir():
        return "There is no such folder"
    missing = [name for name in (CONFIG_NAME, "videos", "labeled-data") if not (folder / name).exists()]
    if len(missing) == 3:
        return "This folder is no project of DeepLabCut"
    return f"The project is incomplete: {' and '.join(missing)} is missing; restore it from a copy"


def _engine(root: Path, values: Mapping[str, Any]) -> Engine:
    """The engine named; projects of DeepLabCut 2 name none and have its models."""
    named = values.get("engine")
    if isinstance(named, str) and named.lower() in (Engine.PYTORCH.value, Engine.TENSORFLOW.value):
        return Engine(named.lower())
    has_old = (root / Engine.TENSORFLOW.models_folder).is_dir()
    has_new = (root / Engine.PYTORCH.models_folder).is_dir()
    return Engine.TENSORFLOW if has_old and not has_new and named is None else Engine.PYTORCH


def _problem(values: Mapping[str, Any], engine: Engine) -> str:
    missing = missing_keys(values) if engine is Engine.PYTORCH else ()
    if missing and not values.get("multianimalproject"):
        return f"Its configuration is incomplete: {' and '.join(missing)} is missing; restore it from a copy"
    if engine is Engine.TENSORFLOW:
        return (
            "This is a project of DeepLabCut 2 (TensorFlow); it can be looked at, but only DeepLabCut 3 with "
            "PyTorch trains here. Set “engine: pytorch” in its config.yaml to train anew from its labels"
        )
    named = values.get("engine")
    if named is not None and str(named).lower() != Engine.PYTORCH.value:
        return f"Its engine is {named}, which this version does not know"
    if values.get("multianimalproject"):
        return "This project tracks several animals, which is not supported; it can only be looked at"
    return ""


def _crops(root: Path, values: Mapping[str, Any]) -> Mapping[Path, Crop]:
    texts = crops_of(root / CONFIG_NAME, values)
    found = {video: crop_of(text, root / CONFIG_NAME) for video, text in texts.items()}
    return MappingProxyType({video: crop for video, crop in found.items() if crop is not None})


def _names(root: Path) -> tuple[Mapping[str, str], tuple[str, ...]]:
    path = root / TRACKERMAP_NAME
    if not path.exists():
        return MappingProxyType({}), ()
    read = load_trackermap(path)
    return read.names, read.warnings


def _fraction(values: Mapping[str, Any]) -> float | None:
    fractions = values.get("TrainingFraction")
    first = fractions[0] if isinstance(fractions, list) and fractions else fractions
    return float(first) if isinstance(first, (int, float)) else None


def _iteration_number(values: Mapping[str, Any]) -> int:
    number = values.get("iteration")
    return number if isinstance(number, int) and number >= 0 else 0
