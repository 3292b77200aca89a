"""Background work that speaks small typed events over a queue and can be cancelled promptly."""

from dustrack_imgui.jobs.context import JobCancelledError, JobContext
from dustrack_imgui.jobs.events import (
    ENDINGS,
    Cancelled,
    Done,
    Failed,
    JobEvent,
    JobId,
    LogLevel,
    LogLine,
    Metric,
    Phase,
    Progress,
    ResultReady,
    Started,
)
from dustrack_imgui.jobs.runner import JobFunction, JobRunner, RunnerClosedError

__all__ = [
    "ENDINGS",
    "Cancelled",
    "Done",
    "Failed",
    "JobCancelledError",
    "JobContext",
    "JobEvent",
    "JobFunction",
    "JobId",
    "JobRunner",
    "LogLevel",
    "LogLine",
    "Metric",
    "Phase",
    "Progress",
    "ResultReady",
    "RunnerClosedError",
    "Started",
]
