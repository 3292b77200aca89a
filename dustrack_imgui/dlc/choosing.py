"""Finds what is meant by a choice: videos of a project, a trained iteration, one of its snapshots."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dustrack_imgui.dlc.errors import NotTrainedError, UnknownVideoError, VideoMissingError
from dustrack_imgui.dlc.facts import ProjectFacts
from dustrack_imgui.dlc.iterations import Iteration
from dustrack_imgui.dlc.snapshots import BEST, Snapshot
from dustrack_imgui.dlc.training_options import TrainingOptions
from dustrack_imgui.model.video import stem_of


def source_of(facts: ProjectFacts, options: TrainingOptions) -> Path | None:
    """Snapshot file that a round begins from; None for a new model."""
    if options.refine_mode == "external":
        return options.external_snapshot_path
    if options.refine_mode == "scratch":
        return None
    found = require_trained(facts, options.source_iteration)
    choice = BEST if options.source_snapshot is None else options.source_snapshot
    return require_snapshot(facts, found, choice).path


def chosen_videos(facts: ProjectFacts, videos: Iterable[Path] | None) -> tuple[Path, ...]:
    """Videos of the project that are meant, by path or by stem; None means all.

    Raises
    ------
    UnknownVideoError
        When the project has no such video.
    """
    if videos is None:
        return facts.videos
    by_stem = {stem_of(video): video for video in facts.videos}
    chosen = []
    for video in videos:
        found = video if video in facts.videos else by_stem.get(stem_of(video))
        if found is None:
            raise UnknownVideoError(f"The project {facts.root.name} has no video of that name", video)
        chosen.append(found)
    return tuple(dict.fromkeys(chosen))


def present_videos(facts: ProjectFacts, videos: Iterable[Path] | None) -> tuple[Path, ...]:
    """Videos that are meant and are there; None means all that are.

    Raises
    ------
    UnknownVideoError
        When the project has no such video.
    VideoMissingError
        When one that is named is not where it should be.
    """
    chosen = chosen_videos(facts, videos)
    missing = [video for video in chosen if not video.is_file()]
    if missing and videos is not None:
        raise VideoMissingError("A video to analyse is not there; bring it back or leave it out", missing[0])
    return tuple(video for video in chosen if video not in missing)


def require_trained(facts: ProjectFacts, number: int | None) -> Iteration:
    """Trained iteration by number, the latest one for None.

    Raises
    ------
    NotTrainedError
        When there is none.
    """
    found = facts.iteration(number)
    if found is None or not found.is_trained:
        which = "the project" if number is None else f"iteration {number}"
        there = ", ".join(str(one.number) for one in facts.trained)
        hint = f"trained are {there}" if there else "train first"
        reason = f"There is no model in {which} that was trained to its end; {hint}"
        raise NotTrainedError(reason, facts.root)
    return found


def require_snapshot(facts: ProjectFacts, iteration: Iteration, choice: str | int) -> Snapshot:
    """Snapshot of an iteration by name, epoch, "best" or "last".

    Raises
    ------
    NotTrainedError
        When there is no such.
    """
    found = iteration.snapshot(choice)
    if found is None:
        there = ", ".join(str(one.epoch) for one in iteration.snapshots)
        reason = f"Iteration {iteration.number} has no snapshot {choice}; there are those of epoch {there}"
        raise NotTrainedError(reason, facts.root)
    return found
