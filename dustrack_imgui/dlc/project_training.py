"""Training, evaluating and analysing with a project, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from dustrack_imgui.dlc.choosing import require_trained
from dustrack_imgui.dlc.errors import NotTrainedError, OptionsError
from dustrack_imgui.dlc.facts import ProjectFacts
from dustrack_imgui.dlc.project_jobs import ProjectJobs, Runner
from dustrack_imgui.dlc.round_checks import check_numbers, check_source
from dustrack_imgui.dlc.rounds import (
    SEED_OF_THIS_JOB,
    dataset_step,
    plan_analysis,
    plan_evaluation,
    seed_step,
    train_step,
)
from dustrack_imgui.dlc.snapshots import BEST
from dustrack_imgui.dlc.training_arguments import leave_out, options_with
from dustrack_imgui.dlc.training_options import TrainingOptions

_P = TypeVar("_P", bound="ProjectTraining")


class ProjectTraining(ProjectJobs):
    """A project that can be trained and worked with. Methods return the project, so that they can be chained.

    Every method that runs DeepLabCut does so in a process of its own and returns when that has ended; the log
    stays in the project's `dustrack-jobs`.

    Raises
    ------
    JobFailedError
        When a process fails, with what to do about it.
    JobCancelledError
        When it was cancelled.
    NewerProjectError, ReadOnlyProjectError
        When the project may only be looked at, e.g. because it is one of DeepLabCut 2.
    """

    def __init__(self, root: Path, runner: Runner) -> None:
        super().__init__(root, runner)
        self._first_weights: dict[int, str] = {}

    def increment_iteration(self: _P) -> _P:
        """Go on to the next iteration if the current one is trained; an interrupted one is used again."""
        if self.current_iteration_is_trained():
            self.current_iteration = "next"
        return self

    def create_training_dataset(self: _P, **kwargs: Any) -> _P:
        """Make the training dataset of the current iteration from the extracted labels, anew if there is one.

        A frame that was once in the test set stays there. Snapshots of an earlier training of the iteration
        are set aside.

        Parameters
        ----------
        **kwargs
            net_type, augmentation, updates; see `TrainingOptions`.

        Raises
        ------
        TypeError
            When there is no such argument.
        OptionsError
            When the iteration is trained: its model would be lost.
        """
        facts = self._trainable()
        options = options_with(kwargs)
        self._refuse_trained(facts)
        step = dataset_step(facts, facts.config_iteration, options)
        self._run((step,), "dataset", "Training dataset")
        return self

    def initialize_weights(
        self: _P,
        source_iteration: int | None = None,
        source_snapshot: int | str | None = None,
        dest_iteration: int | None = None,
        *,
        external_snapshot_path: str | Path | None = None,
        keep_head: bool = True,
    ) -> _P:
        """Let the next `train` of an iteration begin with the weights of a snapshot.

        Epochs, learning rate and state of the optimiser are not taken over. It holds for this object: a
        script that trains later calls it again.

        Parameters
        ----------
        source_iteration
            None is the last but one; without one, nothing happens.
        source_snapshot
            Epoch or name; None is the best.
        dest_iteration
            Iteration that has a training dataset; None is the latest.
        external_snapshot_path
            Snapshot file to take instead of one of the project.
        keep_head
            Whether the part that knows the body parts is taken over.

        Raises
        ------
        OptionsError, TypeError
            When the source is not there.
        """
        facts = self._trainable()
        dest = self.latest_iteration if dest_iteration is None else dest_iteration
        if external_snapshot_path is not None:
            if source_iteration is not None or source_snapshot is not None:
                raise OptionsError("Name a snapshot of the project or a file, not both.")
            options = TrainingOptions(
                "external", external_snapshot_path=Path(external_snapshot_path), is_head_kept=keep_head
            )
        else:
            earlier = [one.number for one in facts.iterations if one.number < dest]
            source = max(earlier, default=None) if source_iteration is None else source_iteration
            if source is None:
                return self
            options = TrainingOptions(
                "in_project",
                source_iteration=source,
                source_snapshot=source_snapshot,
                is_head_kept=keep_head,
            )
        check_source(options, facts)
        (value,) = self._run((seed_step(facts, dest, options),), "seed", "First weights")
        self._first_weights[dest] = str(value["snapshot"])
        return self

    def train(self: _P, **kwargs: Any) -> _P:
        """Train the model of the current iteration.

        It begins with the weights of `initialize_weights`, else with those that DeepLabCut fetches once, or
        at random (`pretrained=False`).

        Parameters
        ----------
        **kwargs
            maxiters or epochs (200), max_snapshots_to_keep (20), batch_size, device, early_stop_epochs,
            learning_rate, updates and others; see `TrainingOptions`.

        Raises
        ------
        TypeError, OptionsError
            When an argument is not known or makes no sense, or the iteration is trained already.
        """
        facts = self._trainable()
        options = options_with(kwargs)
        check_numbers(options)
        self._refuse_trained(facts)
        number = facts.config_iteration
        first = self._first_weights.get(number)
        seed = () if first is not None else (seed_step(facts, number, options),)
        step = train_step(facts, number, options, first or SEED_OF_THIS_JOB)
        self._run((*seed, step), "train", "Training")
        self._first_weights.pop(number, None)
        return self

    def evaluate(self: _P, *, snapshots: Sequence[str] | None = None, **kwargs: Any) -> _P:
        """Measure the snapshots of the current iteration on the labelled frames.

        Parameters
        ----------
        snapshots
            Names; None is all of them.
        **kwargs
            Arguments of DeepLabCut that mean nothing here are left out with a warning.

        Raises
        ------
        NotTrainedError
            When there is none.
        TypeError
            When there is no such argument.
        """
        leave_out(kwargs)
        facts = self._trainable()
        steps = plan_evaluation(facts, iteration=facts.config_iteration, snapshots=snapshots)
        self._run(steps, "evaluate", "Evaluation")
        return self

    def analyze_videos(
        self: _P,
        iteration_num: int | None = None,
        snapshotindex: int | None = None,
        create_video: bool = True,
        *,
        videos: Sequence[str | Path | int] | str | Path | int | None = None,
        snapshot: str | None = None,
        batch_size: int | None = None,
        batchsize: int | None = None,
        device: str = "auto",
        **kwargs: Any,
    ) -> _P:
        """Let a model find the points in videos; results go to `videos/iteration-{N}/`.

        Parameters
        ----------
        iteration_num
            None is the current one.
        snapshotindex
            Place in `all_snapshots` of the iteration, from the end when negative; None is the best.
        create_video
            Whether labelled videos are drawn, too.
        videos
            Paths, names, or places in `video_list`; None is all.
        snapshot
            Name, “best” or “last”, instead of `snapshotindex`.
        batch_size, batchsize
            Frames at once, under either name; None is 8.
        device
            “auto”, “cpu”, “cuda:0” and the like.
        **kwargs
            As for `evaluate`.

        Raises
        ------
        NotTrainedError, UnknownVideoError
            When there is no such model, snapshot or video.
        TypeError
            When there is no such argument.
        """
        leave_out(kwargs)
        facts = self._trainable()
        number = facts.config_iteration if iteration_num is None else iteration_num
        if snapshot is not None and snapshotindex is not None:
            raise OptionsError("Name a snapshot or give its place, not both.")
        steps = plan_analysis(
            facts,
            iteration=number,
            snapshot=snapshot or _at(facts, number, snapshotindex),
            videos=self._videos(videos),
            batch_size=batch_size or batchsize or 8,
            device=device,
            creates_video=create_video,
        )
        self._run(steps, "analyze", "Analysis")
        return self

    def _trainable(self) -> ProjectFacts:
        facts = self.facts
        facts.require_trainable()
        return facts

    def _refuse_trained(self, facts: ProjectFacts) -> None:
        found = facts.iteration(facts.config_iteration)
        if found is not None and found.is_trained:
            raise OptionsError(
                f"Iteration {found.number} is trained already; increment_iteration() begins the next one."
            )


def _at(facts: ProjectFacts, number: int, index: int | None) -> str | int:
    """Name of the snapshot at a place of an iteration."""
    if index is None:
        return BEST
    snapshots = require_trained(facts, number).snapshots
    if not -len(snapshots) <= index < len(snapshots):
        reason = f"Iteration {number} has {len(snapshots)} snapshots, so none number {index}"
        raise NotTrainedError(reason, facts.root)
    return snapshots[index].name
