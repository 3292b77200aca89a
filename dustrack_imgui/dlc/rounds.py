"""Plans what a job of DeepLabCut has to do, step by step, from choices and facts, and prepares it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dustrack_imgui.dlc.choosing import present_videos, require_snapshot, require_trained, source_of
from dustrack_imgui.dlc.config import edit_config
from dustrack_imgui.dlc.creation import keep_labels
from dustrack_imgui.dlc.extraction import ExtractedLabels, extract_labels
from dustrack_imgui.dlc.facts import ProjectFacts, read_project
from dustrack_imgui.dlc.hand_layers import MERGED_LAYER
from dustrack_imgui.dlc.interpreter import WORKER
from dustrack_imgui.dlc.round_checks import validate
from dustrack_imgui.dlc.snapshots import BEST, LAST
from dustrack_imgui.dlc.training_options import TrainingOptions
from dustrack_imgui.jobs import JobContext, ProcessRequest, jobs_folder

Step = Mapping[str, Any]
"""One operation of the worker with its arguments, as JSON."""

SHUFFLE = 1
SEED_OF_THIS_JOB = "$seed"


def plan_round(facts: ProjectFacts, options: TrainingOptions) -> tuple[Step, ...]:
    """Steps of one round: make the dataset, give the first weights, train, evaluate, analyse, draw.

    The dataset is always made anew, so that labels which came after a failed or cancelled round are trained.

    Raises
    ------
    OptionsError, TypeError, NewerProjectError, ReadOnlyProjectError
        As `validate`.
    """
    validate(options, facts)
    place = _place(facts, facts.next_iteration)
    steps: list[Step] = [
        dataset_step(facts, facts.next_iteration, options),
        seed_step(facts, facts.next_iteration, options),
        train_step(facts, facts.next_iteration, options, SEED_OF_THIS_JOB),
        {"op": "evaluate", **place, "snapshots": "all"},
    ]
    return (
        *steps,
        *analysis_steps(
            facts,
            facts.next_iteration,
            videos=options.videos,
            snapshot=options.snapshot_choice,
            batch_size=options.analyze_batchsize or options.batch_size,
            device=options.device,
            creates_video=options.creates_video,
        ),
    )


def plan_analysis(
    facts: ProjectFacts,
    *,
    iteration: int | None = None,
    snapshot: str | int = BEST,
    videos: Sequence[Path] | None = None,
    batch_size: int = 8,
    device: str = "auto",
    creates_video: bool = False,
) -> tuple[Step, ...]:
    """Steps that analyse videos with a model that is there; the worker evaluates it when "best" is not known.

    Parameters
    ----------
    iteration
        None takes the latest trained one.
    snapshot
        Name, epoch, "best" or "last".
    videos
        None takes all.

    Raises
    ------
    NotTrainedError
        When there is no such model or snapshot.
    UnknownVideoError, VideoMissingError
        When the project has no such video, or it is not there.
    NewerProjectError, ReadOnlyProjectError
        When the project may only be looked at.
    """
    facts.require_trainable()
    found = require_trained(facts, iteration)
    chosen = require_snapshot(facts, found, snapshot)
    name = snapshot if snapshot in (BEST, LAST) else chosen.name
    return analysis_steps(
        facts,
        found.number,
        videos=videos,
        snapshot=str(name),
        batch_size=batch_size,
        device=device,
        creates_video=creates_video,
    )


def plan_evaluation(
    facts: ProjectFacts, *, iteration: int | None = None, snapshots: Sequence[str] | None = None
) -> tuple[Step, ...]:
    """The step that evaluates snapshots of an iteration; None takes the latest trained one, and all of them.

    Raises
    ------
    NotTrainedError, NewerProjectError, ReadOnlyProjectError
        As `plan_analysis`.
    """
    facts.require_trainable()
    found = require_trained(facts, iteration)
    names: object = "all"
    if snapshots is not None:
        names = [require_snapshot(facts, found, one).name for one in snapshots]
    return ({"op": "evaluate", **_place(facts, found.number), "snapshots": names},)


def plan_creation(
    *, name: str, experimenter: str, folder: Path, videos: Sequence[Path], body_parts: Sequence[str] = ()
) -> tuple[Step, ...]:
    """The step that makes the folders of a project; `creation.finish_creation` puts the videos in."""
    return (
        {
            "op": "create_project",
            "name": name,
            "experimenter": experimenter,
            "folder": str(folder),
            "videos": [str(video) for video in videos],
            "label_names": list(body_parts),
        },
    )


def prepare_round(
    root: Path, options: TrainingOptions, *, context: JobContext | None = None, python: str | None = None
) -> ProcessRequest:
    """Do what goes before a round of training, and return what the worker shall do.

    Labels are extracted from the layers on disk, which body part is which label is noted, and the
    configuration gets the number of the round. Meant to be run in the job's own thread.

    Parameters
    ----------
    context
        Told phase and progress, and asked whether to stop.
    python
        Interpreter that has DeepLabCut; None is the one that runs this program.

    Raises
    ------
    OptionsError, TypeError, NewerProjectError, ReadOnlyProjectError
        As `validate`; nothing is written then.
    ProjectError, FormatError, VideoError, CropError
        As `extract_labels`.
    WorkCancelledError
        When the job is cancelled.
    """
    facts = read_project(root)
    steps = plan_round(facts, options)
    extract_with_context(facts, context)
    absent = [video.name for video in facts.videos if not video.is_file()] if options.videos is None else []
    if absent and context is not None:
        context.log(f"Not analysed, because they are not there: {', '.join(absent)}", "warning")
    keep_labels(facts.config, facts.body_parts)
    edit_config(facts.config, {"iteration": facts.next_iteration})
    return dlc_request(facts.root, steps, "train", python=python)


def extract_with_context(
    facts: ProjectFacts,
    context: JobContext | None,
    *,
    files: Sequence[Path] | None = None,
    merged_layer: str = MERGED_LAYER,
    saves_merged: bool = False,
) -> tuple[ExtractedLabels, ...]:
    """Extract labels as part of a job: what was left out goes to its log.

    Raises
    ------
    ProjectError, FormatError, VideoError, CropError, WorkCancelledError
        As `extract_labels`.
    """
    if context is not None:
        context.phase("extract")
    reports = extract_labels(
        facts,
        files=files,
        merged_layer=merged_layer,
        saves_merged=saves_merged,
        progress=None if context is None else context.progress,
        cancel=None if context is None else context.cancel,
    )
    for report in reports:
        if context is None:
            break
        done = f"{report.n_frames} labelled frames, {report.n_new_pictures} new pictures"
        context.log(f"{report.video.name}: {done}")
        for warning in report.warnings:
            context.log(warning, "warning")
    return reports


def dlc_request(root: Path, steps: Sequence[Step], kind: str, *, python: str | None = None) -> ProcessRequest:
    """What starts the worker on a project; its log stays in the project."""
    return ProcessRequest(WORKER, tuple(steps), jobs_folder(root), kind, python)


def dataset_step(facts: ProjectFacts, iteration: int, options: TrainingOptions) -> Step:
    """The step that makes the training dataset and the model's configuration."""
    return {
        "op": "create_training_dataset",
        **_place(facts, iteration),
        "net_type": options.net_type,
        "augmentation": options.augmentation,
        "updates": dict(options.updates),
    }


def seed_step(facts: ProjectFacts, iteration: int, options: TrainingOptions) -> Step:
    """The step that writes the first weights, without epochs or learning rate of an earlier training."""
    source = source_of(facts, options)
    return {
        "op": "seed",
        **_place(facts, iteration),
        "source": None if source is None else str(source),
        "keep_head": options.is_head_kept,
        "pretrained": options.is_pretrained and source is None,
    }


def train_step(facts: ProjectFacts, iteration: int, options: TrainingOptions, snapshot: str | None) -> Step:
    """The step that trains, from `snapshot` on."""
    step: dict[str, Any] = {
        "op": "train",
        **_place(facts, iteration),
        "epochs": options.epochs,
        "save_every": options.save_every or max(1, min(25, options.epochs // 8)),
        "eval_every": options.eval_every or max(1, min(10, options.epochs // 20)),
        "batch_size": options.batch_size,
        "device": options.device,
        "snapshot": snapshot,
        "early_stop_epochs": options.early_stop_epochs,
        "keep_snapshots": options.keep_snapshots,
        "updates": dict(options.updates),
    }
    if options.learning_rate is not None:
        step["learning_rate"] = options.learning_rate
    return step


def analysis_steps(
    facts: ProjectFacts,
    iteration: int,
    *,
    videos: Sequence[Path] | None,
    snapshot: str,
    batch_size: int,
    device: str,
    creates_video: bool,
) -> tuple[Step, ...]:
    """Steps that predict on videos, and draw the predictions into copies of them if that is wanted."""
    chosen = [str(video) for video in present_videos(facts, videos)]
    if not chosen:
        return ()
    place: dict[str, Any] = {**_place(facts, iteration), "videos": chosen, "snapshot": snapshot}
    analysis: Step = {"op": "analyze", **place, "batch_size": batch_size, "device": device}
    return (analysis, {"op": "label_video", **place}) if creates_video else (analysis,)


def _place(facts: ProjectFacts, iteration: int) -> dict[str, Any]:
    return {"config": str(facts.config), "iteration": iteration, "shuffle": SHUFFLE}
