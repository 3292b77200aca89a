"""Fills in what the dialogs of DeepLabCut leave open; what contradicts itself is refused by `dlc.rounds`."""

from __future__ import annotations

from dataclasses import replace

from dustrack_imgui.model.dlc import Analysis, DlcProject, Iteration, Refine, Training
from dustrack_imgui.store.command import Refused

NET_TYPES = (
    "resnet_50",
    "resnet_101",
    "cspnext_s",
    "cspnext_m",
    "cspnext_x",
    "hrnet_w18",
    "hrnet_w32",
    "hrnet_w48",
)
"""Networks that DeepLabCut trains for one animal without a detector before them."""


def refine_of(training: Training, project: DlcProject) -> Refine:
    """Where weights come from: as chosen, else from this project when anything in it is trained."""
    if training.refine is not None:
        return training.refine
    return Refine.IN_PROJECT if project.trained else Refine.SCRATCH


def settled_training(training: Training, project: DlcProject) -> Training:
    """Choices with the source of weights named, or `Refused`."""
    refine = refine_of(training, project)
    settled = replace(training, refine=refine)
    if refine is Refine.IN_PROJECT:
        source = trained_iteration(project, training.source_iteration)
        return replace(settled, source_iteration=source.number)
    if refine is Refine.EXTERNAL and not training.external_path:
        raise Refused("Give the path of the snapshot to begin with (.pt).")
    return settled


def settled_analysis(analysis: Analysis, project: DlcProject) -> Analysis:
    """Choices with the iteration named, or `Refused`."""
    iteration = trained_iteration(project, analysis.iteration)
    if iteration.snapshot(analysis.snapshot) is None:
        raise Refused(f"Iteration {iteration.number} has no snapshot {analysis.snapshot}.")
    if analysis.videos is not None and not analysis.videos:
        raise Refused("Choose at least one video to analyse.")
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
