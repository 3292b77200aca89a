"""Background work that speaks small typed events over a queue and can be cancelled promptly.

Work of our own that releases the interpreter lock runs in a thread (`JobRunner`); whatever may crash or hang,
or needs another Python, runs in a process (`ProcessJobs`, or `run_process` without a window).
"""

from dustrack_imgui.jobs.child.files import JSON
from dustrack_imgui.jobs.context import JobCancelledError, JobContext
from dustrack_imgui.jobs.events import (
    ENDINGS,
    Cancelled,
    Done,
    Failed,
    ItemStarted,
    JobEvent,
    JobId,
    LogLevel,
    LogLine,
    Metric,
    Paused,
    Phase,
    Progress,
    ResultReady,
    Resumed,
    SnapshotSaved,
    Started,
    Stopped,
)
from dustrack_imgui.jobs.process_job import Patience
from dustrack_imgui.jobs.process_jobs import ProcessJobs
from dustrack_imgui.jobs.request import JobFolderError, ProcessRequest, jobs_folder
from dustrack_imgui.jobs.run_process import JobFailedError, run_process
from dustrack_imgui.jobs.runner import JobFunction, JobRunner, RunnerClosedError
from dustrack_imgui.jobs.unfinished import UnfinishedJob, unfinished_jobs

__all__ = [
    "ENDINGS",
    "JSON",
    "Cancelled",
    "Done",
    "Failed",
    "ItemStarted",
    "JobCancelledError",
    "JobContext",
    "JobEvent",
    "JobFailedError",
    "JobFolderError",
    "JobFunction",
    "JobId",
    "JobRunner",
    "LogLevel",
    "LogLine",
    "Metric",
    "Patience",
    "Paused",
    "Phase",
    "ProcessJobs",
    "ProcessRequest",
    "Progress",
    "ResultReady",
    "Resumed",
    "RunnerClosedError",
    "SnapshotSaved",
    "Started",
    "Stopped",
    "UnfinishedJob",
    "jobs_folder",
    "run_process",
    "unfinished_jobs",
]
