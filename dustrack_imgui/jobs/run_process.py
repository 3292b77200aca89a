"""Running a process job without a window: blocks until it is over, and hands back its results."""

from __future__ import annotations

import threading
from collections.abc import Callable

from dustrack_imgui.jobs.context import JobCancelledError
from dustrack_imgui.jobs.events import Cancelled, Failed, JobEvent, JobId, ResultReady
from dustrack_imgui.jobs.process_job import Patience, ProcessJob
from dustrack_imgui.jobs.request import ProcessRequest

CANCEL_POLL_SECS = 0.1


class JobFailedError(RuntimeError):
    """A job in a process failed.

    Attributes
    ----------
    title, cause, hint
        What did not work, why, and what to do about it.
    traceback
        From the process, for a bug report.
    """

    def __init__(self, title: str, cause: str, hint: str, traceback: str) -> None:
        super().__init__(" ".join(part for part in (f"{title}: {cause}", hint) if part))
        self.title = title
        self.cause = cause
        self.hint = hint
        self.traceback = traceback


def run_process(
    request: ProcessRequest,
    *,
    title: str | None = None,
    on_event: Callable[[JobEvent], object] | None = None,
    cancel: threading.Event | None = None,
    patience: Patience | None = None,
) -> list[object]:
    """Run a job and wait for its end.

    Parameters
    ----------
    on_event
        Called, in another thread, with every event as it comes.
    cancel
        Set it to stop the job; so does an interrupt from the keyboard.

    Returns
    -------
    list
        The results of its steps, in order: ``{"op": name of the step, "value": …}``.

    Raises
    ------
    JobFailedError
        When the job failed.
    JobCancelledError
        When it was cancelled.
    """
    results: list[object] = []
    endings: list[JobEvent] = []

    def put(event: JobEvent) -> None:
        if isinstance(event, ResultReady):
            results.append(event.value)
        endings[:] = [event]
        if on_event is not None:
            on_event(event)

    job = ProcessJob(
        JobId(0),
        title or request.kind,
        request,
        put=put,
        has_room=lambda: True,
        patience=patience or Patience(),
    )
    thread = threading.Thread(target=job.run, name="process-job", daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            if cancel is not None and cancel.is_set():
                job.order("cancel")
                break
            thread.join(CANCEL_POLL_SECS)
    except BaseException:
        job.order("cancel")
        raise
    finally:
        thread.join()
    ending = endings[-1]
    if isinstance(ending, Failed):
        raise JobFailedError(ending.title, ending.cause, ending.hint, ending.traceback)
    if isinstance(ending, Cancelled):
        raise JobCancelledError(f"{job.title} was cancelled.")
    return results
