"""Refuses choices of a training round that do not go together, strictly: nothing is guessed."""

from __future__ import annotations

from pathlib import Path

from dustrack_imgui.dlc.choosing import present_videos, source_of
from dustrack_imgui.dlc.errors import NotTrainedError, OptionsError, SnapshotMissingError
from dustrack_imgui.dlc.facts import ProjectFacts
from dustrack_imgui.dlc.snapshots import BEST, LAST
from dustrack_imgui.dlc.training_options import AUGMENTATIONS, REFINE_MODES, TrainingOptions


def validate(options: TrainingOptions, facts: ProjectFacts) -> None:
    """Refuse choices that do not go together or do not fit the project; nothing is guessed.

    Raises
    ------
    OptionsError
        (A `ValueError`.) When choices contradict one another, or a source is not there.
    TypeError
        When the source iteration or the epochs are no whole numbers.
    SnapshotMissingError
        (A `FileNotFoundError`.) When there is no such external snapshot.
    UnknownVideoError, VideoMissingError
        When a video to analyse is none of the project's, or is not there.
    NewerProjectError, ReadOnlyProjectError
        When the project may only be looked at.
    """
    facts.require_trainable()
    check_source(options, facts)
    check_numbers(options)
    if options.augmentation not in AUGMENTATIONS:
        raise OptionsError(f"The augmentation must be one of {', '.join(AUGMENTATIONS)}.")
    if options.snapshot_choice not in (BEST, LAST):
        raise OptionsError("The snapshot to analyse with must be “best” or “last”.")
    present_videos(facts, options.videos)


def check_source(options: TrainingOptions, facts: ProjectFacts) -> None:
    """Refuse a source of weights that is not there or does not fit the mode.

    Raises
    ------
    OptionsError, TypeError, SnapshotMissingError
        As `validate`.
    """
    mode = options.refine_mode
    if mode not in REFINE_MODES:
        raise OptionsError(f"refine_mode must be one of {', '.join(REFINE_MODES)}, not {mode!r}.")
    has_inner = options.source_iteration is not None or options.source_snapshot is not None
    has_outer = options.external_snapshot_path is not None
    if mode != "in_project" and has_inner:
        raise OptionsError(f"source_iteration and source_snapshot do not go with refine_mode {mode!r}.")
    if mode != "external" and has_outer:
        raise OptionsError(f"external_snapshot_path does not go with refine_mode {mode!r}.")
    if mode == "in_project":
        _check_inner_source(options, facts)
    if mode == "external":
        _check_outer_source(options.external_snapshot_path)


def _check_inner_source(options: TrainingOptions, facts: ProjectFacts) -> None:
    number, snapshot = options.source_iteration, options.source_snapshot
    if number is None:
        raise OptionsError("refine_mode 'in_project' needs source_iteration, a trained iteration.")
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError(f"source_iteration must be a whole number, not {number!r}")
    if snapshot is not None and (isinstance(snapshot, bool) or not isinstance(snapshot, (int, str))):
        raise TypeError(f"source_snapshot must be an epoch or a name, not {snapshot!r}")
    try:
        source_of(facts, options)
    except NotTrainedError as error:
        raise OptionsError(f"{error.reason}.") from error


def _check_outer_source(path: Path | None) -> None:
    if path is None:
        raise OptionsError("refine_mode 'external' needs external_snapshot_path, a snapshot file.")
    if not path.is_file():
        raise SnapshotMissingError(path)
    if path.suffix.lower() != ".pt":
        raise OptionsError(f"Only snapshots of DeepLabCut 3 (.pt) can be refined, not {path.name}.")


def check_numbers(options: TrainingOptions) -> None:
    """Refuse numbers that make no sense.

    Raises
    ------
    OptionsError, TypeError
        As `validate`.
    """
    counts = {
        "epochs": options.epochs,
        "batch_size": options.batch_size,
        "keep_snapshots": options.keep_snapshots,
        "early_stop_epochs": options.early_stop_epochs,
        "save_every": options.save_every,
        "eval_every": options.eval_every,
        "analyze_batchsize": options.analyze_batchsize,
    }
    for name, value in counts.items():
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{name} must be a whole number, not {value!r}")
        if value < 1:
            raise OptionsError(f"{name} must be at least 1, not {value}.")
    if options.learning_rate is not None and not options.learning_rate > 0:
        raise OptionsError("learning_rate must be greater than 0.")
