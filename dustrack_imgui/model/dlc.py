"""What the session knows of DeepLabCut: projects of the open videos, how to train, and the jobs that run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from dustrack_imgui.model.dlc_creation import Bundles, Creation
from dustrack_imgui.model.dlc_job import DlcJob
from dustrack_imgui.model.preflight import DroppedPoints, Preflight

DEFAULT_EPOCHS = 200
BEST = "best"
LAST = "last"
MAX_ENDED_JOBS = 8


class Refine(Enum):
    """Where the weights of a new round come from."""

    SCRATCH = "scratch"
    IN_PROJECT = "in_project"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A trained model on disk.

    Attributes
    ----------
    name
        File name without its ending, e.g. "snapshot-best-040".
    is_best
        Whether it has the lowest test error of its iteration.
    train_rmse_px, test_rmse_px
        Errors on labelled frames; None when it was not evaluated.
    train_rmse_sure_px, test_rmse_sure_px
        The same over points whose likelihood is above the project's cutoff.
    """

    name: str
    epoch: int
    is_best: bool = False
    train_rmse_px: float | None = None
    test_rmse_px: float | None = None
    train_rmse_sure_px: float | None = None
    test_rmse_sure_px: float | None = None


@dataclass(frozen=True, slots=True)
class Iteration:
    """A round of the project.

    Attributes
    ----------
    snapshots
        By epoch.
    is_trained
        Whether there is a model to work with, of a training that ended or was kept.
    """

    number: int
    snapshots: tuple[Snapshot, ...] = ()
    is_trained: bool = False

    def snapshot(self, name: str) -> Snapshot | None:
        """Snapshot by name, "best" or "last"; None when there is no such."""
        if not self.snapshots:
            return None
        if name == LAST:
            return max(self.snapshots, key=lambda snapshot: snapshot.epoch)
        if name == BEST:
            best = [snapshot for snapshot in self.snapshots if snapshot.is_best]
            return best[-1] if best else self.snapshot(LAST)
        return next((snapshot for snapshot in self.snapshots if snapshot.name == name), None)


@dataclass(frozen=True, slots=True)
class DlcProject:
    """A project of DeepLabCut as it lies on disk, read anew when it changes.

    Attributes
    ----------
    root
        Folder with config.yaml, resolved.
    labels
        Labels of its body parts, in the order of the configuration.
    videos
        Videos of the configuration where they lie now.
    problem
        Sentence why it can be neither trained nor analysed with; "" when it can.
    """

    root: Path
    name: str = ""
    engine: str = "pytorch"
    labels: tuple[str, ...] = ()
    videos: tuple[Path, ...] = ()
    iterations: tuple[Iteration, ...] = ()
    problem: str = ""

    @property
    def trained(self) -> tuple[Iteration, ...]:
        """Iterations that have a model, ascending."""
        return tuple(iteration for iteration in self.iterations if iteration.is_trained)

    def iteration(self, number: int | None) -> Iteration | None:
        """Iteration by number, the latest trained one for None; None when there is no such."""
        if number is None:
            return self.trained[-1] if self.trained else None
        return next((one for one in self.iterations if one.number == number), None)

    def holds(self, video: Path) -> bool:
        """Whether a video belongs to the project."""
        return video.is_relative_to(self.root) or video in self.videos


@dataclass(frozen=True, slots=True)
class Training:
    """Choices of the Train dialog, remembered.

    Attributes
    ----------
    refine
        None: refine from this project when anything in it is trained, else begin from scratch.
    source_iteration, source_snapshot
        In-project source; None is the latest trained iteration.
    external_path
        Snapshot file of another project.
    is_head_kept
        Whether the part of that model that knows the body parts is taken over; they must be as many then.
    is_pretrained
        Whether a model from scratch begins with weights of photographs, fetched once; else at random.
    device
        "auto", "cpu", or "cuda:0" and the like.
    early_stop_epochs
        End when the test error did not fall for so many epochs; None trains to the end.
    videos
        Videos of the project to analyse afterwards, as text; None takes all.
    snapshot_choice
        Snapshot to analyse with: "best" by test error, or "last".
    updates
        Further settings of `pytorch_config.yaml` by their dotted names; for scripts.
    """

    refine: Refine | None = None
    source_iteration: int | None = None
    source_snapshot: str = BEST
    external_path: str = ""
    is_head_kept: bool = True
    is_pretrained: bool = True
    epochs: int = DEFAULT_EPOCHS
    net_type: str = "resnet_50"
    batch_size: int = 8
    device: str = "auto"
    augmentation: str = "default"
    early_stop_epochs: int | None = None
    creates_video: bool = False
    videos: tuple[str, ...] | None = None
    snapshot_choice: str = BEST
    updates: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """Choices of the evaluation and analysis dialogs.

    Attributes
    ----------
    iteration
        None is the latest trained one.
    snapshot
        Name of a snapshot, "best" or "last".
    videos
        As in `Training`.
    """

    iteration: int | None = None
    snapshot: str = BEST
    videos: tuple[str, ...] | None = None
    batch_size: int = 8
    device: str = "auto"
    creates_video: bool = False


@dataclass(frozen=True, slots=True)
class Environment:
    """The Python that runs DeepLabCut.

    Attributes
    ----------
    words
        Its versions in a line; "" before it was asked.
    devices
        What a network may run on beside "auto" and "cpu", e.g. ("cuda:0", "NVIDIA A100, 37 GB free").
    problem
        Sentence why DeepLabCut cannot be run; "" when it can, or when it was not asked.
    is_asked
        Whether the question is under way.
    """

    words: str = ""
    devices: tuple[tuple[str, str], ...] = ()
    problem: str = ""
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Dlc:
    """Everything about DeepLabCut in the session; none of it is undone or journaled.

    Attributes
    ----------
    projects
        Projects of the open videos.
    looked_at
        Open videos of which it is known whether they are in a project.
    environment
        Where DeepLabCut runs.
    training, analysis
        What the dialogs of these names hold.
    jobs
        Jobs that run, and those that ended, oldest first; ended ones stay until they are dismissed.
    shown_job
        Job in the progress panel; None is the latest.
    shows_panel
        Whether the progress panel stands at the right.
    preflight
        What was found in the labels before training; None before that was looked for.
    dropped
        Points that can be brought back, as listed last.
    creation, bundles
        The project that is being made, and models that one may begin with.
    """

    projects: tuple[DlcProject, ...] = ()
    looked_at: tuple[Path, ...] = ()
    environment: Environment = field(default_factory=Environment)
    training: Training = field(default_factory=Training)
    analysis: Analysis = field(default_factory=Analysis)
    jobs: tuple[DlcJob, ...] = ()
    shown_job: int | None = None
    shows_panel: bool = False
    preflight: Preflight | None = None
    dropped: tuple[DroppedPoints, ...] = ()
    creation: Creation = field(default_factory=Creation)
    bundles: Bundles = field(default_factory=Bundles)

    @property
    def running(self) -> tuple[DlcJob, ...]:
        """Jobs that have not ended."""
        return tuple(job for job in self.jobs if job.is_running)

    @property
    def job(self) -> DlcJob | None:
        """Job in the progress panel."""
        return self.job_of(self.shown_job) or (self.jobs[-1] if self.jobs else None)

    def job_of(self, number: int | None) -> DlcJob | None:
        """Job by number."""
        return next((job for job in self.jobs if job.id == number), None)

    def job_on(self, root: Path) -> DlcJob | None:
        """Running job of a project."""
        return next((job for job in self.running if job.project == root), None)

    def project(self, root: Path | None) -> DlcProject | None:
        """Project by its folder."""
        return next((project for project in self.projects if project.root == root), None)

    def project_of(self, video: Path) -> DlcProject | None:
        """Project that a video belongs to; of projects inside one another the innermost."""
        found = [project for project in self.projects if project.holds(video)]
        return max(found, key=lambda project: len(project.root.parts), default=None)

    def with_job(self, job: DlcJob) -> Dlc:
        """Return a value in which that job is `job`, added when new; the oldest ended ones give way."""
        if self.job_of(job.id) is None:
            ended = [old.id for old in self.jobs if not old.is_running]
            dropped = ended[: max(0, len(ended) - MAX_ENDED_JOBS + 1)]
            return replace(self, jobs=(*(old for old in self.jobs if old.id not in dropped), job))
        return replace(self, jobs=tuple(job if old.id == job.id else old for old in self.jobs))
