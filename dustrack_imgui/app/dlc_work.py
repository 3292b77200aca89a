"""From what commands ask of DeepLabCut to the request of a process, prepared in the job's own thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from dustrack_imgui.commands.dlc_effects import AnalyseVideos, DlcWork, EvaluateIteration, TrainRound
from dustrack_imgui.dlc.facts import read_project
from dustrack_imgui.dlc.rounds import dlc_request, plan_analysis, plan_evaluation, prepare_round
from dustrack_imgui.dlc.training_options import TrainingOptions
from dustrack_imgui.jobs import JobContext, ProcessRequest
from dustrack_imgui.model.dlc import Refine, Training

Starting = Callable[[JobContext], ProcessRequest]
"""Does what has to be done before the process starts, and says what the process shall do."""
Python = Callable[[], str]
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
    for kind, begin in _BEGINNINGS.items():
        if isinstance(work, kind):
            return partial(begin, work, python)
    raise NoSuchWorkError(f"nobody knows how to begin {type(work).__name__}")


def training_options(training: Training) -> TrainingOptions:
    """Options of a round from choices in which the source of the weights is named."""
    refine = training.refine or Refine.SCRATCH
    is_inner, is_outer = refine is Refine.IN_PROJECT, refine is Refine.EXTERNAL
    return TrainingOptions(
        refine_mode=refine.value,
        source_iteration=training.source_iteration if is_inner else None,
        source_snapshot=training.source_snapshot if is_inner else None,
        external_snapshot_path=Path(training.external_path).expanduser() if is_outer else None,
        is_head_kept=training.is_head_kept or not is_outer,
        is_pretrained=training.is_pretrained,
        epochs=training.epochs,
        net_type=training.net_type,
        batch_size=training.batch_size,
        device=training.device,
        augmentation=training.augmentation,
        early_stop_epochs=training.early_stop_epochs,
        creates_video=training.creates_video,
        videos=_paths(training.videos),
        snapshot_choice=training.snapshot_choice,
        updates=dict(training.updates),
    )


def _round(work: TrainRound, python: Python, context: JobContext) -> ProcessRequest:
    context.phase("preparing")
    program = python()
    return prepare_round(work.project, training_options(work.training), context=context, python=program)


def _analysis(work: AnalyseVideos, python: Python, context: JobContext) -> ProcessRequest:
    context.phase("preparing")
    chosen = work.analysis
    steps = plan_analysis(
        read_project(work.project),
        iteration=chosen.iteration,
        snapshot=chosen.snapshot,
        videos=_paths(chosen.videos),
        batch_size=chosen.batch_size,
        device=chosen.device,
        creates_video=chosen.creates_video,
    )
    return dlc_request(work.project, steps, "analyse", python=python())


def _evaluation(work: EvaluateIteration, python: Python, context: JobContext) -> ProcessRequest:
    context.phase("preparing")
    steps = plan_evaluation(read_project(work.project), iteration=work.iteration)
    return dlc_request(work.project, steps, "evaluate", python=python())


def _paths(chosen: tuple[str, ...] | None) -> tuple[Path, ...] | None:
    return None if chosen is None else tuple(map(Path, chosen))


_BEGINNINGS: Mapping[type[DlcWork], Callable[..., ProcessRequest]] = {
    TrainRound: _round,
    AnalyseVideos: _analysis,
    EvaluateIteration: _evaluation,
}
