"""A project as scripts see it: its settings, videos, iterations and snapshots; always as on disk now."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dustrack_imgui.dlc.choosing import require_snapshot, require_trained
from dustrack_imgui.dlc.config import edit_config, edit_settings
from dustrack_imgui.dlc.errors import NotTrainedError, UnknownVideoError
from dustrack_imgui.dlc.facts import ProjectFacts, read_project
from dustrack_imgui.dlc.iterations import Engine, Iteration
from dustrack_imgui.dlc.sidecar import newer
from dustrack_imgui.dlc.snapshots import BEST
from dustrack_imgui.formats.trackermap import FILE_NAME as TRACKERMAP_NAME
from dustrack_imgui.formats.trackermap import load_trackermap
from dustrack_imgui.model.video import stem_of


class ProjectFace:
    """What a project says about itself.

    Raises
    ------
    NoProjectError, BrokenProjectError, NewerProjectError
        When there is none, it is damaged, or a newer version of this program has worked on it.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        facts = read_project(root)
        if facts.has_unread_newer:
            raise newer(facts.root)
        self._root = facts.root

    @property
    def facts(self) -> ProjectFacts:
        """Everything that the project's files say, read now."""
        return read_project(self._root)

    @property
    def paths(self) -> dict[str, Path]:
        """Folders by role: project, models, results, labels, training_data, videos."""
        engine = self.facts.engine
        return {
            "project": self._root,
            "models": self._root / engine.models_folder,
            "results": self._root / engine.results_folder,
            "labels": self._root / "labeled-data",
            "training_data": self._root / "training-datasets",
            "videos": self._root / "videos",
        }

    @property
    def config(self) -> dict[str, Any]:
        """Content of config.yaml."""
        return dict(self.facts.values)

    @property
    def name(self) -> str:
        """Name of the project."""
        return self.facts.name

    @property
    def trackers(self) -> list[str]:
        """Body parts as DeepLabCut calls them, in the order of the configuration."""
        return list(self.facts.body_parts)

    @property
    def label_names(self) -> list[str]:
        """What people call the body parts, in that order: by dlc_trackermap.txt, else as DeepLabCut does."""
        facts = self.facts
        return [facts.label_names[label] for label in facts.labels.values()]

    @property
    def labels(self) -> dict[str, str]:
        """Label of our layers by body part."""
        return dict(self.facts.labels)

    @property
    def trackermap(self) -> dict[str, str]:
        """Names by body part as dlc_trackermap.txt has them; empty without that file."""
        path = self._root / TRACKERMAP_NAME
        return dict(load_trackermap(path).names) if path.exists() else {}

    def edit_config(self, config_file: str | Path | None = None, **kwargs: object) -> dict[str, Any]:
        """Change settings; comments and everything else in the file stay as they are.

        Parameters
        ----------
        config_file
            Another file of settings, e.g. `get_pose_cfg_file()`; None is the project's config.yaml.
        **kwargs
            New values by name.

        Returns
        -------
        dict
            All settings, changed ones too.

        Raises
        ------
        ProjectError, FormatError
            When the file cannot be read, is damaged or cannot be written; it is untouched then.
        """
        if config_file is None:
            return edit_config(self.facts.config, kwargs)
        return edit_settings(Path(config_file), kwargs)

    @property
    def video_list(self) -> list[Path]:
        """Videos where they lie now, in the order of the configuration."""
        return list(self.facts.videos)

    @property
    def video_names(self) -> list[str]:
        """Names of the videos without their endings."""
        return [stem_of(video) for video in self.facts.videos]

    @property
    def current_iteration(self) -> int:
        """Iteration that config.yaml names. Set it to a number, “latest”, or “next”.

        “next” is the number that the next round of training gets: an iteration without a trained model is
        used again.
        """
        return self.facts.config_iteration

    @current_iteration.setter
    def current_iteration(self, value: int | str) -> None:
        number = {"latest": self.latest_iteration, "next": self.facts.next_iteration}.get(str(value), value)
        if isinstance(number, bool) or not isinstance(number, int):
            raise TypeError(f"an iteration is a whole number, “latest” or “next”, not {value!r}")
        if number < 0:
            raise ValueError(f"iterations are numbered from 0; {number} is none")
        edit_config(self.facts.config, {"iteration": number})

    @property
    def latest_iteration(self) -> int:
        """Highest iteration with a folder of models; the current one when there is none."""
        facts = self.facts
        return max((one.number for one in facts.iterations), default=facts.config_iteration)

    @property
    def latest_trained_iteration(self) -> int:
        """Highest iteration whose training came to its end; -1 when there is none."""
        return max((one.number for one in self.facts.trained), default=-1)

    @property
    def all_iterations(self) -> list[int]:
        """Iterations with a folder of models, ascending."""
        return [one.number for one in self.facts.iterations]

    @property
    def all_snapshots(self) -> dict[int, list[int]]:
        """Epochs of the snapshots of each iteration, ascending; for TensorFlow, training iterations."""
        return {one.number: [snapshot.epoch for snapshot in one.snapshots] for one in self.facts.iterations}

    def current_iteration_is_trained(self) -> bool:
        """Whether the training of the current iteration came to its end."""
        return self.iteration_is_trained(self.current_iteration)

    def latest_iteration_is_trained(self) -> bool:
        """Whether the training of the latest iteration came to its end."""
        return self.iteration_is_trained(self.latest_iteration)

    def iteration_is_trained(self, iteration_num: int) -> bool:
        """Whether the training of an iteration came to its end; one that was interrupted did not."""
        found = self.facts.iteration(iteration_num)
        return found is not None and found.is_trained

    def get_pose_cfg_file(self, iteration_num: int | None = None, type_: str = "train") -> Path:
        """Return the settings of the model of an iteration.

        Parameters
        ----------
        iteration_num
            None is the current one.
        type_
            “train” or “test”.

        Raises
        ------
        ValueError
            For another `type_`.
        NotTrainedError
            When the iteration has no model, not even an untrained one.
        """
        if type_ not in ("train", "test"):
            raise ValueError(f"type_ is “train” or “test”, not {type_!r}")
        facts = self.facts
        number = facts.config_iteration if iteration_num is None else iteration_num
        found = facts.iteration(number)
        if found is None or found.model_folder is None:
            reason = f"Iteration {number} has no model yet; create a training dataset first"
            raise NotTrainedError(reason, facts.root)
        is_main = type_ == "train" and facts.engine is Engine.PYTORCH
        return found.model_folder / type_ / ("pytorch_config.yaml" if is_main else "pose_cfg.yaml")

    def get_best_snapshot(self, iteration_num: int | None = None, *, choice: str = BEST) -> int:
        """Return the epoch of the snapshot with the lowest test error, the last one if none was evaluated.

        Parameters
        ----------
        iteration_num
            None is the current one.
        choice
            “best”, or “last” for the one that was trained longest.

        Raises
        ------
        NotTrainedError
            When the iteration has no trained model.
        """
        facts = self.facts
        found = self._trained(facts, iteration_num)
        return require_snapshot(facts, found, choice).epoch

    def get_best_snapshot_test_error(self, iteration_num: int | None = None) -> float:
        """Return the test error of the best snapshot in pixels, -1.0 when nothing was evaluated.

        Parameters
        ----------
        iteration_num
            None is the latest trained one.
        """
        found = self.facts.iteration(iteration_num)
        best = None if found is None else found.best
        return -1.0 if best is None or best.test_rmse_px is None else best.test_rmse_px

    def get_best_snapshot_idx(self, iteration_num: int | None = None, *, choice: str = BEST) -> int:
        """Return the place of the best snapshot in `all_snapshots`; see `get_best_snapshot`."""
        facts = self.facts
        found = self._trained(facts, iteration_num)
        return found.snapshots.index(require_snapshot(facts, found, choice))

    def _trained(self, facts: ProjectFacts, number: int | None) -> Iteration:
        return require_trained(facts, facts.config_iteration if number is None else number)

    def _videos(self, videos: object) -> tuple[Path, ...] | None:
        """Videos given by path, name or place in `video_list`; None means all."""
        if videos is None:
            return None
        facts = self.facts
        chosen: Sequence[object] = videos if isinstance(videos, (list, tuple)) else [videos]
        return tuple(_video(facts, one) for one in chosen)


def _video(facts: ProjectFacts, video: object) -> Path:
    if isinstance(video, int) and not isinstance(video, bool):
        if not -len(facts.videos) <= video < len(facts.videos):
            reason = f"The project has {len(facts.videos)} videos, so none number {video}"
            raise UnknownVideoError(reason, facts.root)
        return facts.videos[video]
    text = str(video)
    for one in facts.videos:
        if text in (str(one), one.name, one.stem):
            return one
    found = [one for one in facts.videos if one.stem == Path(text).stem]
    if not found:
        raise UnknownVideoError("The project has no such video", Path(text))
    return found[0]
