"""From what commands ask of DeepLabCut to the request of a process, prepared in the job's own thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from dustrack_imgui.commands.dlc_effects import AnalyseVideos, DlcWork, EvaluateIteration, TrainRound
from dustrack_imgui.commands.dlc_rules import refine_of
from dustrack_imgui.dlc.facts import read_project
from dustrack_imgui.dlc.rounds import plan_analysis, plan_evaluation, plan_round
from dustrack_imgui.dlc.training_options import TrainingOptions
from dustrack_imgui.jobs import JobContext, ProcessRequest, jobs_folder
from dustrack_imgui.model.dlc import BEST, DlcProject, Refine, Training

ENTRY = "dustrack_imgui.dlc.worker.steps:run"

Starting = Callable[[JobContext], ProcessRequest]
"""Does what has to be done before the process starts, and says what the process shall do."""
Python = Callable[[], str | None]
"""Says which Python runs DeepLabCut."""


class NoSuchWorkError(LookupError):
    """A command asks for work that nobody knows how to begin."""


def starting(work: DlcWork, python: Python) -> Starting:
    """How to begin some work.

    Raises
    ------
    NoSuchWorkError
        When the kind of work is not known.
    """
    for kind, begin in BEGINNINGS.items():
        if isinstance(work, kind):
            return partial(begin, work, python)
    raise NoSuchWorkError(f"nobody knows how to begin {type(work).__name__}")


def training_options(training: Training, project: DlcProject | None = None) -> TrainingOptions:
    """Options of a round from the choices of the dialog."""
    refine = training.refine or (Refine.SCRATCH if project is None else refine_of(training, project))
    is_inner, is_outer = refine is Refine.IN_PROJECT, refine is Refine.EXTERNAL
    return TrainingOptions(
        refine_mode=refine.value,
        source_iteration=training.source_iteration if is_inner else None,
        source_snapshot=(training.source_snapshot or BEST) if is_inner else None,
        external_snapshot_path=Path(training.external_path).expanduser() if is_outer else None,
        epochs=training.epochs,
        net_type=training.net_type,
        batch_size=training.batch_size,
        device=training.device,
        augmentation=training.augmentation,
        early_stop_epochs=training.early_stop_epochs,
        creates_video=training.creates_video,
        videos=None if training.videos is None else tuple(map(Path, training.videos)),
        snapshot_choice=training.snapshot_choice,
    )


def request(
    kind: str, root: Path, steps: tuple[Mapping[str, Any], ...], python: Python, **environment: str
) -> ProcessRequest:
    """Request of a job in a project."""
    return ProcessRequest(ENTRY, steps, jobs_folder(root), kind, python(), environment)


def _round(work: TrainRound, python: Python, context: JobContext) -> ProcessRequest:
    context.phase("preparing")
    steps = plan_round(read_project(work.project), training_options(work.training))
    return request("train", work.project, steps, python)


def _analysis(work: AnalyseVideos, python: Python, context: JobContext) -> ProcessRequest:
    context.phase("preparing")
    chosen = work.analysis
    steps = plan_analysis(
        read_project(work.project),
        iteration=chosen.iteration,
        snapshot=chosen.snapshot,
        videos=None if chosen.videos is None else tuple(map(Path, chosen.videos)),
        batch_size=chosen.batch_size,
        device=chosen.device,
        creates_video=chosen.creates_video,
    )
    return request("analyse", work.project, steps, python)


def _evaluation(work: EvaluateIteration, python: Python, context: JobContext) -> ProcessRequest:
    context.phase("preparing")
    steps = plan_evaluation(read_project(work.project), iteration=work.iteration)
    return request("evaluate", work.project, steps, python)


BEGINNINGS: Mapping[type[DlcWork], Callable[..., ProcessRequest]] = {
    TrainRound: _round,
    AnalyseVideos: _analysis,
    EvaluateIteration: _evaluation,
}
