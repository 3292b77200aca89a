"""What the pre-flight dialog tells before a model is trained, and files of points that were dropped."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CheckedLayer:
    """A layer that something is wrong with.

    Attributes
    ----------
    video, name
        Path of the video as text, and name of the layer.
    added, removed, moved
        Points that differ from its file.
    n_incomplete
        Frames on which some labels of the project are missing.
    shown
        The first of them, each with the labels that it lacks.
    strays
        Points by label that is none of the project's.
    """

    video: str
    name: str
    added: int = 0
    removed: int = 0
    moved: int = 0
    n_incomplete: int = 0
    shown: tuple[tuple[int, tuple[str, ...]], ...] = ()
    strays: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Preflight:
    """What was found in the labels of a project.

    Attributes
    ----------
    layers
        Those with issues.
    n_complete
        Frames of all layers that will be trained on.
    problems
        Sentences about files that are left out because they cannot be read.
    question
        What else is to be confirmed; "" for nothing.
    keeps_strays
        Save labels that are not in the project instead of taking them out.
    is_cleaning
        Whether points are being taken out and layers saved.
    """

    project: Path
    layers: tuple[CheckedLayer, ...] = ()
    n_complete: int = 0
    problems: tuple[str, ...] = ()
    question: str = ""
    keeps_strays: bool = False
    is_cleaning: bool = False

    @property
    def has_strays(self) -> bool:
        """Whether any layer has points of labels that the project does not know."""
        return any(layer.strays for layer in self.layers)


@dataclass(frozen=True, slots=True)
class DroppedPoints:
    """A sidecar with points that were taken out of a layer.

    Attributes
    ----------
    layer
        Layer that they were taken out of.
    when
        Local time of that, as text.
    problem
        Sentence why it cannot be read; "" when it can.
    """

    path: Path
    layer: str
    when: str
    n_frames: int = 0
    n_points: int = 0
    labels: tuple[str, ...] = ()
    problem: str = ""
