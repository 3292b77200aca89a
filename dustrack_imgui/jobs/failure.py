"""The event that tells of an exception in a job."""

from __future__ import annotations

import traceback

from dustrack_imgui.jobs.child.explain import explain
from dustrack_imgui.jobs.events import Failed, JobId


def failed(job: JobId, title: str, error: BaseException) -> Failed:
    """Return the event that tells of ``error``."""
    told = explain(error)
    details = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return Failed(job, title, told.cause, told.hint, details)
