"""What commands about DeepLabCut ask to be done outside the session."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from dustrack_imgui.model.dlc import Analysis, Training
from dustrack_imgui.store.command import Effect


@dataclass(frozen=True, slots=True)
class DlcWork:
    """Base of what a job of DeepLabCut is to do in a project."""

    project: Path


@dataclass(frozen=True, slots=True)
class TrainRound(DlcWork):
    """Extract frames, train, evaluate, analyse."""

    training: Training


@dataclass(frozen=True, slots=True)
class AnalyseVideos(DlcWork):
    """Track videos with a snapshot that is there."""

    analysis: Analysis


@dataclass(frozen=True, slots=True)
class EvaluateIteration(DlcWork):
    """Measure the errors of all snapshots of an iteration."""

    iteration: int


@dataclass(frozen=True, slots=True)
class StartDlcJob(Effect):
    """Start a job of DeepLabCut in a process of its own.

    Attributes
    ----------
    kind
        As in `DlcJob`.
    title
        What it does in the user's words.
    """

    kind: str
    title: str
    work: DlcWork


@dataclass(frozen=True, slots=True)
class AttachDlcJob(Effect):
    """Follow a job that an earlier window let go on, or tell how it ended meanwhile.

    Attributes
    ----------
    folder
        Its folder in the project.
    """

    folder: Path
    kind: str
    title: str
    project: Path


class Steering(Enum):
    """What can be asked of a running job."""

    CANCEL = "cancel"
    KEEP = "keep"
    PAUSE = "pause"
    RESUME = "resume"
    DETACH = "detach"


@dataclass(frozen=True, slots=True)
class SteerDlcJob(Effect):
    """Ask something of a running job."""

    job: int
    steering: Steering


@dataclass(frozen=True, slots=True)
class DismissDlcJob(Effect):
    """Forget a job that has ended; its log stays in the project's folder."""

    job: int


@dataclass(frozen=True, slots=True)
class ReadProjects(Effect):
    """Read the projects of the open videos anew."""


@dataclass(frozen=True, slots=True)
class AskDlcEnvironment(Effect):
    """Ask the Python that runs DeepLabCut for its versions and devices."""

    asks_again: bool = False


@dataclass(frozen=True, slots=True)
class UseDlcPython(Effect):
    """Remember which Python runs DeepLabCut, and ask it what it has; None finds one anew."""

    python: str | None


@dataclass(frozen=True, slots=True)
class CheckRound(Effect):
    """Check the choices of a round against the project, then go on.

    Attributes
    ----------
    then
        Commands of which the first that is in the table is applied when nothing contradicts.
    """

    project: Path
    training: Training
    then: tuple[str, ...]
