"""The files of one video in a DeepLabCut project; DeepLabCut itself is not needed to find them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from dustrack_imgui.annotations.errors import AnnotationUseError
from dustrack_imgui.annotations.resolve import PathLike
from dustrack_imgui.formats.layer_names import canonical_layer_name, distinct_layer_names
from dustrack_imgui.formats.names import annotation_path, layer_rank
from dustrack_imgui.formats.project_files import find_annotations, find_labeled_data, find_predictions
from dustrack_imgui.model.video import stem_of


class Project(Protocol):
    """What must be known of a project."""

    @property
    def paths(self) -> Mapping[str, Path]:
        """Folders by role; "project" is the project's own."""
        ...

    @property
    def config(self) -> Mapping[str, Any]:
        """Content of config.yaml; `Task` and `date` name the predictions."""
        ...

    @property
    def name(self) -> str:
        """Name of the project."""
        ...

    @property
    def video_list(self) -> Sequence[Path]:
        """Videos in the order of the project."""
        ...


class VideoFileManager:
    """Finds the annotation files, predictions and labels of one video of a project, by its exact stem.

    Files that would share a layer name are told apart.

    Parameters
    ----------
    d
        The project.
    video_index
        Number of the video in it; negative numbers count from the end.

    Raises
    ------
    IndexError
        When there is no such video.
    """

    def __init__(self, d: Project, video_index: int) -> None:
        self.project_name = d.name
        self.video_fname = d.video_list[video_index]
        self.video_stem = stem_of(self.video_fname)
        self._root = Path(d.paths["project"])
        self._stems = tuple(stem_of(video) for video in d.video_list)
        task, date = d.config.get("Task"), d.config.get("date")
        self._task_and_date = f"{task}{date}" if task and date else None

    @property
    def annotations(self) -> dict[str, Path]:
        """Annotation files by layer name."""
        return self._named(find_annotations(self._root, self.video_stem, stems=self._stems))

    @property
    def annotation_files(self) -> list[Path]:
        """Annotation files."""
        return list(self.annotations.values())

    @property
    def annotation_names(self) -> list[str]:
        """Names of the layers in annotation files."""
        return list(self.annotations)

    @property
    def dlc_traces(self) -> dict[str, Path]:
        """Predictions, and what was made of them, by layer name."""
        return self._named(self._predictions())

    @property
    def dlc_trace_files(self) -> list[Path]:
        """Files of predictions."""
        return list(self.dlc_traces.values())

    @property
    def dlc_trace_names(self) -> list[str]:
        """Names of the layers of predictions."""
        return list(self.dlc_traces)

    @property
    def labeled_data(self) -> Path:
        """The table of labels that DeepLabCut trains on.

        Raises
        ------
        AnnotationUseError
            When there is none, or more than one. It is an `AssertionError`.
        """
        tables = find_labeled_data(self._root, self.video_stem)
        if len(tables) != 1:
            raise AnnotationUseError(f"{len(tables)} tables of labels for {self.video_stem} in {self._root}")
        return tables[0]

    @staticmethod
    def canonical_layer_name(fname: PathLike) -> str:
        """Return the name of the layer that a file holds."""
        return canonical_layer_name(Path(fname))

    def get_new_json(self, new_suffix: str) -> Path:
        """Return the path of a new annotation file beside the video.

        Raises
        ------
        AnnotationUseError
            When there is one of that name. It is a `ValueError`.
        LayerNameError
            When no file name may hold the suffix.
        """
        path = annotation_path(self.video_fname, new_suffix)
        if path.exists():
            raise AnnotationUseError(f"there is a layer {new_suffix} already: {path}")
        return path

    def get_all_annotation_layers(self, new_annotation_suffix: str | None = None) -> dict[str, Path]:
        """Return all layers of the video by name, in the order in which they are shown.

        Parameters
        ----------
        new_annotation_suffix
            A layer to add; one that exists already is taken as it is.

        Raises
        ------
        ReadError
            When a folder cannot be listed.
        """
        files = [
            *find_annotations(self._root, self.video_stem, stems=self._stems),
            *self._predictions(),
            *find_labeled_data(self._root, self.video_stem),
        ]
        named = dict(distinct_layer_names(files, self._root))
        if new_annotation_suffix is not None and new_annotation_suffix not in named:
            named[new_annotation_suffix] = annotation_path(self.video_fname, new_annotation_suffix)
        return {name: named[name] for name in sorted(named, key=layer_rank)}

    def _predictions(self) -> tuple[Path, ...]:
        return find_predictions(
            self._root, self.video_stem, stems=self._stems, task_and_date=self._task_and_date
        )

    def _named(self, files: Sequence[Path]) -> dict[str, Path]:
        return dict(distinct_layer_names(files, self._root))
