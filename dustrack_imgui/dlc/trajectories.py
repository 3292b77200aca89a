"""Predictions of a model as arrays over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.dlc.choosing import chosen_videos
from dustrack_imgui.dlc.errors import NotTrainedError, ProjectError, VideoMissingError
from dustrack_imgui.dlc.facts import ProjectFacts, read_project
from dustrack_imgui.dlc.folder import project_of
from dustrack_imgui.dlc.tables import read_table
from dustrack_imgui.formats.project_files import find_predictions
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.video import stem_of
from dustrack_imgui.video import open_video

if TYPE_CHECKING:
    from pysampled import Data

_PREDICTION = ".h5"


@dataclass(frozen=True, eq=False, slots=True)
class DLCData:
    """Trajectories of one video, with the likelihood of every point.

    Attributes
    ----------
    path
        Table of predictions that they were read from.
    video
        The video; None when it is not known.
    sr
        Frames per second; NaN without a video.
    n_frames
        Of the video, or of the table without one.
    body_parts
        By label, in the order of the table.
    label_names
        What to call every label among people.
    tracks
        By label.
    """

    path: Path
    video: Path | None
    sr: float
    n_frames: int
    body_parts: Mapping[str, str]
    label_names: Mapping[str, str]
    tracks: Tracks

    @classmethod
    def from_hdf(cls, path: str | Path, video: str | Path | None = None) -> DLCData:
        """Read a table of predictions.

        Parameters
        ----------
        video
            The video; without it that of the project whose name the table begins with.

        Raises
        ------
        FormatError
            When the table cannot be read.
        VideoError
            When the video cannot be opened.
        """
        table_path = Path(path)
        root = project_of(table_path)
        facts = None if root is None else read_project(root)
        found = Path(video) if video is not None else _video_of(table_path, facts)
        return _read(table_path, found, facts)

    @classmethod
    def from_video(cls, video: str | Path, iter_num: int | None = None) -> DLCData:
        """Read the predictions of a video of a project.

        Parameters
        ----------
        iter_num
            Iteration of the model; None takes the highest one that has predictions.

        Raises
        ------
        ProjectError, FormatError, VideoError
            When the video is in no project, has no such predictions, or a file cannot be read.
        """
        path = Path(video)
        root = project_of(path)
        if root is None:
            raise ProjectError("The video lies in no project, so that it has no predictions", path)
        facts = read_project(root)
        (own,) = chosen_videos(facts, [path])
        return _read(prediction_of(facts, own, iter_num), own, facts)

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels in the order of the table."""
        return tuple(self.tracks)

    @property
    def times_secs(self) -> NDArray[np.float64]:
        """Time of every frame at the video's average rate (n_frames,); NaN without a video."""
        return np.arange(self.n_frames) / self.sr

    def label_of(self, name: str) -> str:
        """Label by its own name, its body part, or what people call it.

        Raises
        ------
        KeyError
            When there is no such.
        """
        for label in self.tracks:
            if name in (label, self.body_parts.get(label), self.label_names.get(label)):
                return label
        raise KeyError(name)

    def xy(self, name: str) -> NDArray[np.float64]:
        """Positions (n_frames, 2) in image pixels, NaN where there is none.

        Raises
        ------
        KeyError
            When there is no such label.
        """
        return self.tracks[self.label_of(name)].array(self.n_frames)

    def likelihood(self, name: str) -> NDArray[np.float64]:
        """How sure the model was (n_frames,), NaN where there is no point.

        Raises
        ------
        KeyError
            When there is no such label.
        """
        return self.tracks[self.label_of(name)].likelihood(self.n_frames)

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        return self.xy(name)

    def to_signal(self, name: str) -> Data:
        """Positions of a label as a `pysampled.Data` at the frame rate of the video.

        Raises
        ------
        ImportError
            When the package pysampled is not installed.
        KeyError
            When there is no such label.
        VideoMissingError
            When there is no video that tells the rate.
        """
        if self.video is None:
            raise VideoMissingError("The frame rate is not known without the video; name it", self.path)
        try:
            pysampled = import_module("pysampled")
        except ImportError as error:
            raise ImportError(
                "Signals need the package pysampled: pip install 'dustrack-imgui[signals]'. "
                "`xy` gives the same numbers as an array without it.",
                name="pysampled",
            ) from error
        return pysampled.Data(self.xy(name).copy(), sr=self.sr)

    def __repr__(self) -> str:
        return f"DLCData({self.path.name!r}, labels={list(self.labels)}, n_frames={self.n_frames})"


def prediction_of(facts: ProjectFacts, video: Path, iteration: int | None = None) -> Path:
    """Table of predictions of a video, the newest of its iteration.

    Parameters
    ----------
    iteration
        None takes the highest one that has predictions of the video.

    Raises
    ------
    NotTrainedError
        When there is none.
    """
    found: dict[int, list[Path]] = {}
    stems = [stem_of(one) for one in facts.videos]
    for path in find_predictions(facts.root, stem_of(video), stems=stems, task_and_date=facts.task_and_date):
        if path.suffix.lower() == _PREDICTION and not path.stem.endswith("_filtered"):
            found.setdefault(_iteration_of(path), []).append(path)
    number = max(found, default=-1) if iteration is None else iteration
    if number not in found:
        which = "" if iteration is None else f" of iteration {iteration}"
        raise NotTrainedError(f"There are no predictions{which} for the video; analyse it first", video)
    return max(found[number], key=lambda path: path.stat().st_mtime)


def _read(path: Path, video: Path | None, facts: ProjectFacts | None) -> DLCData:
    table = read_table(path)
    rate, n_frames = _rate_and_length(video)
    last = max((track.last_frame() or 0 for track in table.tracks.values() if track.count), default=-1)
    known = facts.label_names if facts is not None else {}
    names = {label: known.get(label, part) for label, part in table.body_parts.items()}
    return DLCData(path, video, rate, n_frames or last + 1, table.body_parts, names, table.tracks)


def _rate_and_length(video: Path | None) -> tuple[float, int]:
    if video is None:
        return float("nan"), 0
    with open_video(video) as reader:
        return reader.meta.fps, len(reader)


def _video_of(table: Path, facts: ProjectFacts | None) -> Path | None:
    """Video of a project whose stem a table's name begins with, the longest of several, if it is there."""
    fitting = [one for one in (facts.videos if facts else ()) if table.name.startswith(f"{stem_of(one)}DLC")]
    found = max(fitting, key=lambda one: len(one.name), default=None)
    return found if found is not None and found.exists() else None


def _iteration_of(path: Path) -> int:
    """Iteration after the folder that predictions lie in; -1 for those that lie elsewhere."""
    number = path.parent.name.removeprefix("iteration-")
    return int(number) if number.isascii() and number.isdigit() else -1
