"""Plans what a job of DeepLabCut has to do, step by step, from choices and facts; nothing is run here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dustrack_imgui.dlc.choosing import chosen_videos, require_snapshot, require_trained, source_of
from dustrack_imgui.dlc.facts import ProjectFacts
from dustrack_imgui.dlc.round_checks import validate
from dustrack_imgui.dlc.snapshots import BEST, LAST
from dustrack_imgui.dlc.training_options import TrainingOptions

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
    """Steps that analyse videos with a model that is there; it is evaluated first when "best" is not known.

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
    UnknownVideoError
        When the project has no such video.
    NewerProjectError, ReadOnlyProjectError
        When the project may only be looked at.
    """
    facts.require_trainable()
    found = require_trained(facts, iteration)
    chosen = require_snapshot(facts, found, snapshot)
    name = snapshot if snapshot in (BEST, LAST) else chosen.name
    steps: tuple[Step, ...] = ()
    if snapshot == BEST and not found.is_evaluated:
        steps = ({"op": "evaluate", **_place(facts, found.number), "snapshots": "all"},)
    return (
        *steps,
        *analysis_steps(
            facts,
            found.number,
            videos=videos,
            snapshot=str(name),
            batch_size=batch_size,
            device=device,
            creates_video=creates_video,
        ),
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
    spacing = max(1, min(25, options.epochs // 8))
    step: dict[str, Any] = {
        "op": "train",
        **_place(facts, iteration),
        "epochs": options.epochs,
        "save_every": options.save_every or spacing,
        "eval_every": options.eval_every or spacing,
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
    chosen = [str(video) for video in chosen_videos(facts, videos)]
    if not chosen:
        return ()
    place = {**_place(facts, iteration), "videos": chosen, "snapshot": snapshot}
    analysis: Step = {"op": "analyze", **place, "batch_size": batch_size, "device": device}
    return (analysis, {"op": "label_video", **place}) if creates_video else (analysis,)


def _place(facts: ProjectFacts, iteration: int) -> dict[str, Any]:
    return {"config": str(facts.config), "iteration": iteration, "shuffle": SHUFFLE}
