"""Whole rounds with a project: labels out, model trained, evaluated, and videos analysed, in one process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from dustrack_imgui.dlc.bundle_places import has_no_training_frames
from dustrack_imgui.dlc.choosing import require_trained
from dustrack_imgui.dlc.facts import ProjectFacts
from dustrack_imgui.dlc.project_training import ProjectTraining
from dustrack_imgui.dlc.rounds import plan_analysis, plan_evaluation, prepare_round
from dustrack_imgui.dlc.training_arguments import options_with
from dustrack_imgui.dlc.training_options import RefineMode

_P = TypeVar("_P", bound="ProjectRounds")


class ProjectRounds(ProjectTraining):
    """A project that does whole rounds."""

    def process(
        self: _P,
        iteration_num: int | str | None = None,
        maxiters: int | None = None,
        refine: bool | str | Path = True,
        create_video: bool = True,
        source_snapshot: int | str | None = None,
        **kwargs: Any,
    ) -> _P:
        """Do what comes next: extract labels, train, evaluate, analyse.

        Parameters
        ----------
        iteration_num
            A trained iteration is evaluated, if that was not done, and videos are analysed with it. None, or
            “latest”, is the next round of training.
        maxiters
            Epochs; 200 by default.
        refine
            Whether to go on from the latest trained iteration, where there is one; or a snapshot file.
        source_snapshot
            Epoch or name of its snapshot; None is the best.
        **kwargs
            videos (paths, names or numbers), and what `TrainingOptions` has.

        Raises
        ------
        OptionsError, TypeError, ProjectError, FormatError, VideoError
            As `train_iteration`.
        """
        facts = self._trainable()
        if iteration_num not in (None, "latest") and (
            isinstance(iteration_num, bool) or not isinstance(iteration_num, int)
        ):
            raise TypeError(f"an iteration is a whole number or “latest”, not {iteration_num!r}")
        if isinstance(iteration_num, int) and iteration_num != facts.next_iteration:
            return self._look_again(facts, iteration_num, create_video, kwargs)
        mode, source, path = _refined(facts, refine)
        return self._round(
            {
                **kwargs,
                "refine_mode": mode,
                "source_iteration": source,
                "source_snapshot": source_snapshot,
                "external_snapshot_path": path,
                "maxiters": maxiters,
                "create_video": create_video,
            }
        )

    def train_iteration(
        self: _P,
        *,
        refine_mode: RefineMode = "scratch",
        source_iteration: int | None = None,
        source_snapshot: int | str | None = None,
        external_snapshot_path: str | Path | None = None,
        maxiters: int | None = None,
        create_video: bool = False,
        videos: Sequence[str | Path | int] | None = None,
        analyze_batchsize: int | None = None,
        **kwargs: Any,
    ) -> _P:
        """Do one round with everything said: extract labels, make the dataset, train, evaluate, analyse.

        Nothing is guessed; what does not fit is refused before anything is written.

        Parameters
        ----------
        refine_mode
            “scratch”, “in_project” (needs `source_iteration`) or “external” (needs `external_snapshot_path`).
        source_iteration, source_snapshot
            A trained iteration, and in it the epoch or name of a snapshot; None is the best.
        external_snapshot_path
            Snapshot file (`.pt`).
        maxiters
            Epochs; 200 by default.
        create_video
            Whether labelled videos are drawn.
        videos
            Paths, names or numbers of the videos to analyse; None is all.
        analyze_batchsize
            Frames at once during analysis.
        **kwargs
            net_type, batch_size, device, augmentation, early_stop_epochs and others; see `TrainingOptions`.

        Raises
        ------
        OptionsError
            (A `ValueError`.) When arguments do not go together or the source is not trained.
        TypeError
            When a number is none, or an argument is not known.
        SnapshotMissingError
            (A `FileNotFoundError`.) When the snapshot file is not there.
        ProjectError, FormatError, VideoError
            When the labels cannot be extracted.
        """
        return self._round(
            {
                **kwargs,
                "refine_mode": refine_mode,
                "source_iteration": source_iteration,
                "source_snapshot": source_snapshot,
                "external_snapshot_path": external_snapshot_path,
                "maxiters": maxiters,
                "create_video": create_video,
                "videos": videos,
                "analyze_batchsize": analyze_batchsize,
            }
        )

    def _round(self: _P, arguments: dict[str, Any]) -> _P:
        path = arguments["external_snapshot_path"]
        videos = self._videos(arguments.get("videos"))
        changed = {"external_snapshot_path": None if path is None else Path(path), "videos": videos}
        options = options_with({**arguments, **changed})
        facts = self._trainable()
        request = prepare_round(
            facts.root, options, context=self._runner.context(), python=self._runner.python
        )
        self._runner.run(request, f"Training of iteration {facts.next_iteration}")
        return self

    def _look_again(
        self: _P, facts: ProjectFacts, number: int, creates_video: bool, arguments: dict[str, Any]
    ) -> _P:
        """Analyse with an iteration that was trained before."""
        videos = self._videos(arguments.pop("videos", None))
        options = options_with(arguments)
        found = require_trained(facts, number)
        is_measured = found.is_evaluated or has_no_training_frames(facts.root, number)
        evaluation = () if is_measured else plan_evaluation(facts, iteration=number)
        analysis = plan_analysis(
            facts,
            iteration=number,
            snapshot=options.snapshot_choice,
            videos=videos,
            batch_size=options.analyze_batchsize or options.batch_size,
            device=options.device,
            creates_video=creates_video,
        )
        self._run((*evaluation, *analysis), "analyze", "Analysis")
        return self


def _refined(facts: ProjectFacts, refine: bool | str | Path) -> tuple[RefineMode, int | None, Path | None]:
    """Mode, iteration and file that `refine` of `process` stands for."""
    if not isinstance(refine, bool):
        return "external", None, Path(refine)
    if refine and facts.trained:
        return "in_project", facts.trained[-1].number, None
    return "scratch", None, None
