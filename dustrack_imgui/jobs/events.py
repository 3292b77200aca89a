"""What a job says while it works: small frozen values, the same from a thread and from a process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NewType

JobId = NewType("JobId", int)

LogLevel = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Started:
    """The job left the queue and works now."""

    job: JobId
    title: str


@dataclass(frozen=True, slots=True)
class Phase:
    """A new part of the work begins, such as "extracting frames"; its progress starts anew.

    Attributes
    ----------
    index, of
        It is part ``index``, from 0, of so many.
    """

    job: JobId
    name: str
    index: int = 0
    of: int = 1


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the current phase is.

    Attributes
    ----------
    done, total
        In the job's own units; ``total`` is 0 when nobody knows.
    rate
        Units a second since the phase began; None until there is something to measure.
    unit
        What is counted, in the plural, such as "frames"; may be empty.
    told_remaining_secs
        The time left, where the work knows better than its rate does.
    """

    job: JobId
    done: float
    total: float
    rate: float | None
    unit: str = ""
    told_remaining_secs: float | None = None

    @property
    def fraction(self) -> float | None:
        """The finished part, 0 to 1; None when the total is not known."""
        return min(1.0, max(0.0, self.done / self.total)) if self.total > 0 else None

    @property
    def remaining_secs(self) -> float | None:
        """The time left, as told or at the present rate; None when it cannot be told."""
        if self.told_remaining_secs is not None:
            return self.told_remaining_secs
        return max(0.0, self.total - self.done) / self.rate if self.rate and self.total > 0 else None


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line for the job's log."""

    job: JobId
    text: str
    level: LogLevel = "info"


@dataclass(frozen=True, slots=True)
class Metric:
    """One point of a curve that the job draws, such as the training loss at an iteration."""

    job: JobId
    name: str
    value: float
    step: int


@dataclass(frozen=True, slots=True)
class SnapshotSaved:
    """A snapshot of the network lies on the disk, whole."""

    job: JobId
    path: str
    epoch: int
    is_best: bool


@dataclass(frozen=True, slots=True)
class ItemStarted:
    """The video or snapshot that is worked on now; ``kind`` says which of the two."""

    job: JobId
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Paused:
    """The job waits between two phases, as it was asked to."""

    job: JobId


@dataclass(frozen=True, slots=True)
class Resumed:
    """The job goes on after a pause."""

    job: JobId


@dataclass(frozen=True, slots=True, eq=False)
class ResultReady:
    """The value that the job made, or the path of the file that holds it; `Done` follows.

    A process job has one for each of its steps: ``{"op": name of the step, "value": its result}``.
    """

    job: JobId
    value: object


@dataclass(frozen=True, slots=True)
class Failed:
    """The job ended with an error.

    Attributes
    ----------
    cause
        What went wrong, one sentence for the user.
    hint
        What to do about it; empty when the cause says it.
    traceback
        For a bug report.
    """

    job: JobId
    title: str
    cause: str
    hint: str
    traceback: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The job ended because it was asked to, and left nothing behind."""

    job: JobId
    title: str


@dataclass(frozen=True, slots=True)
class Done:
    """The job ended well."""

    job: JobId
    title: str
    elapsed_secs: float


@dataclass(frozen=True, slots=True)
class Stopped:
    """The job ended early, because it was asked to finish what it was at; what it made is kept."""

    job: JobId
    title: str
    elapsed_secs: float


JobEvent = (
    Started
    | Phase
    | Progress
    | LogLine
    | Metric
    | SnapshotSaved
    | ItemStarted
    | Paused
    | Resumed
    | ResultReady
    | Failed
    | Cancelled
    | Done
    | Stopped
)
"""A job's events begin with `Started`, unless it is cancelled in the queue, and end with one of `ENDINGS`."""

ENDINGS = (Failed, Cancelled, Done, Stopped)
