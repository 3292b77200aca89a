"""A project of DeepLabCut for scripts: made or opened, labels in, trajectories out; no window needed."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from dustrack_imgui.dlc.annotation_copies import annotations_to_take
from dustrack_imgui.dlc.annotation_copies import copy_annotations as copied
from dustrack_imgui.dlc.creation import (
    add_to_project,
    body_parts_for,
    finish_creation,
    keep_labels,
)
from dustrack_imgui.dlc.errors import ProjectError, VideoMissingError
from dustrack_imgui.dlc.extraction import ExtractedLabels
from dustrack_imgui.dlc.interpreter import WORKER
from dustrack_imgui.dlc.project_jobs import OnEvent, Runner
from dustrack_imgui.dlc.project_names import check_name
from dustrack_imgui.dlc.project_rounds import ProjectRounds
from dustrack_imgui.dlc.rounds import extract_with_context, plan_creation
from dustrack_imgui.dlc.trajectories import DLCData, prediction_of
from dustrack_imgui.formats.rebase import CONFIG_NAME
from dustrack_imgui.jobs import ProcessRequest
from dustrack_imgui.model.video import stem_of

_P = TypeVar("_P", bound="Project")


class Project(ProjectRounds):
    """A project of DeepLabCut, opened when there is one at `path`, else made.

    Parameters
    ----------
    path
        Folder of a project, its config.yaml, or the folder in which a new project gets its own.
    videos
        Videos of a new project. Each gets a second name in the project (hard link), or is copied where the
        disk does not allow that.
    name, experimenter
        A new project's folder is `{name}-{experimenter}-{date}`. Underscores are not needed.
    annotation_suffix
        Layer of the videos that is taken into the project; without it the one that has no name, or else all
        made by hand.
    internal_to_dlc_labels
        Body part by label, for labels that shall not be called `point{label}`.
    link_videos
        True demands hard links, False copies.
    python
        Interpreter that has DeepLabCut; None is this one, or one that is found.
    on_event
        Gets the events of everything that runs, in another thread.
    cancel
        Set it to stop what runs.

    Raises
    ------
    NoProjectError, BrokenProjectError, NewerProjectError
        When the project that is there is incomplete, damaged, or a newer version has worked on it.
    ProjectNameError, VideoMissingError, PlacingError
        When a new project cannot be made; nothing of it stays.
    """

    def __init__(
        self,
        path: str | Path,
        videos: Sequence[str | Path] = (),
        name: str = "test_01",
        experimenter: str = "x",
        annotation_suffix: str = "",
        internal_to_dlc_labels: Mapping[str, str] | None = None,
        *,
        link_videos: bool | None = None,
        python: str | None = None,
        on_event: OnEvent | None = None,
        cancel: threading.Event | None = None,
    ) -> None:
        self.annotation_suffix = annotation_suffix
        self.extraction: tuple[ExtractedLabels, ...] = ()
        self._link = link_videos
        runner = Runner(python=python, on_event=on_event, cancel=cancel)
        place = Path(path).expanduser()
        is_there = place.name.lower() == CONFIG_NAME or (place / CONFIG_NAME).is_file()
        if not is_there:
            place = self._make(
                place, [Path(video) for video in videos], name, experimenter, internal_to_dlc_labels, runner
            )
        super().__init__(place, runner)

    def add_videos(self: _P, videos: Iterable[str | Path]) -> _P:
        """Put further videos into the project, with their annotations.

        Raises
        ------
        VideoMissingError, PlacingError, FormatError, VideoError
            When a video cannot be brought in; the configuration is as before then.
        """
        facts = self._trainable()
        paths = _existing(videos)
        files = [file for video in paths for file in annotations_to_take(video, self.annotation_suffix)]
        add_to_project(facts.config, paths, annotations=files, link=self._link)
        return self

    def copy_annotations(self, video_name: str | Path | Sequence[str | Path]) -> str | list[str] | None:
        """Copy the annotations of videos outside the project into its folder of videos.

        Parameters
        ----------
        video_name
            A video or several; the layer is `annotation_suffix`.

        Returns
        -------
        str, list of str, or None
            The copies: one, several, or none.

        Raises
        ------
        InTheWayError, FormatError
            When the project has other annotations of that name, or a file cannot be read or written.
        """
        videos = [video_name] if isinstance(video_name, (str, Path)) else list(video_name)
        files = [
            file for video in videos for file in annotations_to_take(Path(video), self.annotation_suffix)
        ]
        made = [str(path) for path in copied(files, self._root / "videos")]
        return made if len(made) > 1 else next(iter(made), None)

    def extract_frames(
        self: _P,
        annotation_file_names: Iterable[str | Path] | None = None,
        suffix_merged: str = "merged",
        save_merged_json: bool = False,
        check: bool = False,
    ) -> _P:
        """Write pictures of labelled frames, and the table of labels of every video.

        For each label and frame the last file wins, in the order of their names. What was left out is in
        `extraction`, and logged.

        Parameters
        ----------
        annotation_file_names
            Files to take; None finds all layers made by hand.
        suffix_merged, save_merged_json
            Name of the merged layer, and whether it is written.
        check
            Whether DeepLabCut draws the labels into copies of the pictures.

        Raises
        ------
        NoLabelsError, VideoMissingError, UnknownVideoError, CropError, FormatError, VideoError
            As `extraction.extract_labels`.
        """
        facts = self._trainable()
        files = None if annotation_file_names is None else [Path(file) for file in annotation_file_names]
        self.extraction = extract_with_context(
            facts,
            self._runner.context(),
            files=files,
            merged_layer=suffix_merged,
            saves_merged=save_merged_json,
        )
        keep_labels(facts.config, facts.body_parts)
        if check:
            self._run(({"op": "check_labels", "config": str(facts.config)},), "check", "Pictures of labels")
        return self

    def get_trajectories(
        self,
        videos: Sequence[str | Path | int] | str | Path | int | None = None,
        iteration: int | None = None,
    ) -> dict[str, DLCData]:
        """Return what a model found, by the stem of the video, with likelihoods.

        Parameters
        ----------
        videos
            Paths, names, or places in `video_list`; None is all that have predictions.
        iteration
            None is the current one if it is trained, else the latest trained one.

        Raises
        ------
        UnknownVideoError
            (A `ValueError`.) When the project has no such video.
        NotTrainedError
            When there are no predictions.
        """
        facts = self.facts
        current = facts.iteration(facts.config_iteration)
        latest = facts.iteration(None)
        chosen = current if current is not None and current.is_trained else latest
        number = iteration if iteration is not None or chosen is None else chosen.number
        wanted = self._videos(videos)
        found, missing = {}, None
        for video in facts.videos if wanted is None else wanted:
            try:
                table = prediction_of(facts, video, number)
            except ProjectError as error:
                missing = error
                if wanted is not None:
                    raise
            else:
                found[stem_of(video)] = DLCData.from_hdf(table, video if video.exists() else None)
        if missing is not None and not found:
            raise missing
        return found

    def _make(
        self,
        folder: Path,
        videos: Sequence[Path],
        name: str,
        experimenter: str,
        names: Mapping[str, str] | None,
        runner: Runner,
    ) -> Path:
        """Make a project in a folder and return its own."""
        check_name(name, "name", folder)
        check_name(experimenter, "experimenter", folder)
        paths = _existing(videos)
        if not paths:
            raise VideoMissingError("There is no project here; name videos to make one", folder)
        files = [file for video in paths for file in annotations_to_take(video, self.annotation_suffix)]
        labels = body_parts_for(files, names)
        steps = plan_creation(
            name=name,
            experimenter=experimenter,
            folder=folder.absolute(),
            videos=paths,
            body_parts=list(labels),
        )
        with tempfile.TemporaryDirectory(prefix="dustrack-") as jobs:
            request = ProcessRequest(WORKER, steps, Path(jobs), "create", runner.python)
            (value,) = runner.run(request, f"New project {name}")
        config = Path(value["config"])
        finish_creation(config, paths, labels=labels, annotations=files, link=self._link)
        return config.parent

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._root)!r})"


def _existing(videos: Iterable[str | Path]) -> list[Path]:
    paths = [Path(video).expanduser().absolute() for video in videos]
    for path in paths:
        if not path.exists():
            raise VideoMissingError("There is no such video", path)
    return paths
