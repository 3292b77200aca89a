"""What commands about labels before training ask to be done outside the session."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dustrack_imgui.store.command import Effect


@dataclass(frozen=True, slots=True)
class CheckProjectLabels(Effect):
    """Look at the hand-made layers of all videos of a project, open or not.

    Attributes
    ----------
    videos
        All videos of the project.
    labels
        Of its body parts.
    """

    project: Path
    videos: tuple[Path, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CleanProjectLabels(CheckProjectLabels):
    """Write down what is to be dropped from each layer, and clean those of videos that are not open."""

    keeps_strays: bool = False


@dataclass(frozen=True, slots=True)
class ListDroppedPoints(Effect):
    """Look for points that were taken out of a video's layers."""

    video: str
    layer: str


@dataclass(frozen=True, slots=True)
class ReadDroppedPoints(Effect):
    """Read points that were taken out, to put them into a layer again."""

    video: str
    layer: str
    path: Path
    overwrites: bool = False
