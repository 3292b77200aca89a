"""What must hold before a job of DeepLabCut may start; each rule with the sentence that the user sees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dustrack_imgui.model.dlc import Analysis, DlcProject, Iteration, Refine, Training
from dustrack_imgui.store.command import Refused

MAX_EPOCHS = 10_000_000
MAX_BATCH = 4_096
NET_TYPES = ("resnet_50", "resnet_101", "cspnext_s", "cspnext_m", "hrnet_w18", "hrnet_w32", "hrnet_w48")
AUGMENTATIONS = ("default", "ultrasound", "none")
_DEVICE = re.compile(r"auto|cpu|mps|cuda(:\d+)?")


def checked_training(training: Training, project: DlcProject) -> Training:
    """Choices with nothing left open, or `Refused`."""
    refine = training.refine or (Refine.IN_PROJECT if project.trained else Refine.SCRATCH)
    _whole("Epochs", training.epochs, MAX_EPOCHS)
    _whole("The batch size", training.batch_size, MAX_BATCH)
    if training.early_stop_epochs is not None:
        _whole("Epochs without improvement", training.early_stop_epochs, MAX_EPOCHS)
    _device(training.device)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", training.net_type):
        raise Refused(f"{training.net_type or 'Nothing'} is no network of DeepLabCut; choose another.")
    if training.augmentation not in AUGMENTATIONS:
        raise Refused(f"Choose the augmentation: {', '.join(AUGMENTATIONS)}.")
    _videos(training.videos, project)
    checked = replace(training, refine=refine)
    if refine is Refine.IN_PROJECT:
        source = trained_iteration(project, training.source_iteration)
        if source.snapshot(training.source_snapshot) is None:
            raise Refused(f"Iteration {source.number} has no snapshot {training.source_snapshot}.")
        return replace(checked, source_iteration=source.number)
    if refine is Refine.EXTERNAL:
        _external(training.external_path)
    return checked


def checked_analysis(analysis: Analysis, project: DlcProject) -> Analysis:
    """Choices with the iteration named, or `Refused`."""
    iteration = trained_iteration(project, analysis.iteration)
    if iteration.snapshot(analysis.snapshot) is None:
        raise Refused(f"Iteration {iteration.number} has no snapshot {analysis.snapshot}.")
    _whole("The batch size", analysis.batch_size, MAX_BATCH)
    _device(analysis.device)
    _videos(analysis.videos, project)
    return replace(analysis, iteration=iteration.number)


def trained_iteration(project: DlcProject, number: int | None) -> Iteration:
    """A trained iteration by number, the latest for None, or `Refused`."""
    found = project.iteration(number)
    if found is None and number is not None:
        raise Refused(f"The project has no iteration {number}.")
    if found is None or not found.is_trained:
        raise Refused(
            "Nothing in this project is trained yet; start from scratch."
            if found is None
            else f"Iteration {found.number} is not trained; choose another one."
        )
    return found


def _external(text: str) -> None:
    if not text:
        raise Refused("Give the path of the snapshot to begin with (.pt).")
    if Path(text).suffix == ".index":
        raise Refused("This is a TensorFlow model (.index); its weights cannot be used with PyTorch (.pt).")
    if Path(text).suffix != ".pt":
        raise Refused("A snapshot of DeepLabCut is a file that ends in .pt.")


def _whole(what: str, value: object, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        is_ = "are" if what.startswith("Epochs") else "is"
        raise Refused(f"{what} {is_} a whole number from 1 to {most}.")


def _device(device: str) -> None:
    if not _DEVICE.fullmatch(device):
        raise Refused(f"{device or 'Nothing'} is no device; choose auto, cpu or cuda:0.")


def _videos(chosen: Sequence[str] | None, project: DlcProject) -> None:
    if chosen is not None and not chosen:
        raise Refused("Choose at least one video to analyse.")
    if not project.videos:
        raise Refused("The project has no videos.")
    strange = [path for path in chosen or () if path not in {str(video) for video in project.videos}]
    if strange:
        raise Refused(f"This video is not in the project: {strange[0]}")
