"""A job of DeepLabCut as the window shows it, bounded however long it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

MAX_LINES = 400
MAX_CURVE_POINTS = 2_000
MAX_SNAPSHOTS = 200


class JobEnd(Enum):
    """How a job ended."""

    DONE = "done"
    KEPT = "kept"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class JobPhase:
    """A part of the work and whether it is behind."""

    name: str
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class JobLine:
    """A line of the log; level is "info", "warning" or "error"."""

    text: str
    level: str = "info"


@dataclass(frozen=True, slots=True)
class Curve:
    """A figure over the epochs.

    Attributes
    ----------
    name
        E.g. "train loss", "test rmse".
    steps, values
        Ascending epochs and the value at each; when there are too many, every second one is dropped.
    """

    name: str
    steps: tuple[int, ...] = ()
    values: tuple[float, ...] = ()

    def with_point(self, step: int, value: float) -> Curve:
        """Return the curve with a further point; a point at the same or a later step gives way."""
        steps, values = self.steps, self.values
        while steps and steps[-1] >= step:
            steps, values = steps[:-1], values[:-1]
        steps, values = (*steps, step), (*values, value)
        if len(steps) > MAX_CURVE_POINTS:
            steps, values = (*steps[1:-1:2], steps[-1]), (*values[1:-1:2], values[-1])
        return replace(self, steps=steps, values=values)


@dataclass(frozen=True, slots=True)
class JobFault:
    """Why a job failed: a short title, the cause, what to do, and the traceback for a report."""

    title: str
    cause: str = ""
    hint: str = ""
    traceback: str = ""

    @property
    def text(self) -> str:
        """All of it, to be copied."""
        return "\n\n".join(part for part in (self.title, self.cause, self.hint, self.traceback) if part)


@dataclass(frozen=True, slots=True)
class SavedSnapshot:
    """A snapshot that the running job wrote."""

    name: str
    epoch: int
    is_best: bool = False


@dataclass(frozen=True, slots=True)
class DlcJob:
    """One job, running or ended.

    Attributes
    ----------
    id
        Number, unique among all background jobs of the session.
    kind
        "train", "analyse", "evaluate", "create" or "seed".
    project
        Root of the project that it works on.
    folder
        Its folder with log and events; None until the process started.
    phases
        Parts of the work in order, the last one current.
    n_phases
        How many there will be, as far as it is known.
    item
        Video or snapshot that is worked on.
    done, total, unit, rate, remaining_secs
        Progress of the phase; total is 0 when unknown.
    curves, snapshots, lines
        Bounded tails of what the job told.
    is_pausing, is_paused, is_keeping, is_cancelling
        What was asked of it; `is_paused` when it took effect.
    is_detached
        Goes on when the window closes.
    end, fault
        How it ended, and why when it failed.
    outcome
        Sentences about what came of it.
    files
        Predictions that it wrote.
    """

    id: int
    kind: str
    project: Path
    title: str
    folder: Path | None = None
    phases: tuple[JobPhase, ...] = ()
    n_phases: int = 0
    item: str = ""
    done: float = 0.0
    total: float = 0.0
    unit: str = ""
    rate: float | None = None
    remaining_secs: float | None = None
    curves: tuple[Curve, ...] = ()
    snapshots: tuple[SavedSnapshot, ...] = ()
    lines: tuple[JobLine, ...] = ()
    is_pausing: bool = False
    is_paused: bool = False
    is_keeping: bool = False
    is_cancelling: bool = False
    is_detached: bool = False
    end: JobEnd | None = None
    fault: JobFault | None = None
    outcome: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.end is None

    @property
    def phase(self) -> str:
        """What it is doing now."""
        return self.phases[-1].name if self.phases else ""

    @property
    def fraction(self) -> float | None:
        """Done share of the phase; None when unknown."""
        return min(1.0, max(0.0, self.done / self.total)) if self.total > 0 else None

    def curve(self, name: str) -> Curve:
        """Curve by name, an empty one when nothing was told."""
        return next((curve for curve in self.curves if curve.name == name), Curve(name))

    def with_point(self, name: str, step: int, value: float) -> DlcJob:
        """Return a job with a further point of a curve."""
        new = self.curve(name).with_point(step, value)
        if any(curve.name == name for curve in self.curves):
            return replace(self, curves=tuple(new if curve.name == name else curve for curve in self.curves))
        return replace(self, curves=(*self.curves, new))

    def with_phase(self, name: str, index: int = 0, of: int = 1) -> DlcJob:
        """Return a job in a new phase; those before it are over, and progress starts anew.

        A job that prepares itself before its steps begin tells (0, 1) then; its phases count on top.
        """
        over = tuple(replace(phase, is_over=True) for phase in self.phases)
        if over and over[-1].name == name:
            over = over[:-1]
        n_phases = max(self.n_phases, len(over) + of - index)
        return replace(
            self, phases=(*over, JobPhase(name)), n_phases=n_phases, item="", done=0.0, total=0.0, unit="",
            rate=None, remaining_secs=None,
        )  # fmt: skip

    def with_lines(self, lines: Sequence[JobLine]) -> DlcJob:
        """Return a job with further lines; the oldest give way."""
        return replace(self, lines=(*self.lines, *lines)[-MAX_LINES:])

    def with_snapshot(self, snapshot: SavedSnapshot) -> DlcJob:
        """Return a job with a further snapshot, which alone is the best when it says so."""
        kept = [one for one in self.snapshots if one.name != snapshot.name]
        if snapshot.is_best:
            kept = [replace(one, is_best=False) for one in kept]
        return replace(self, snapshots=(*kept, snapshot)[-MAX_SNAPSHOTS:])
