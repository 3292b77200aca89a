"""Jobs in processes of their own: start, steer, leave running, follow again, and fetch what they say."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from dustrack_imgui.jobs.events import JobEvent, JobId, LogLine
from dustrack_imgui.jobs.outbox import Outbox
from dustrack_imgui.jobs.process_job import Patience, Prepare, ProcessJob, Work
from dustrack_imgui.jobs.request import ProcessRequest
from dustrack_imgui.jobs.runner import RunnerClosedError

MOST_WAITING = 2_000

log = logging.getLogger(__name__)


class ProcessJobs:
    """Runs every job in a process of its own, at once, and follows it from a thread.

    The main loop owns it, as it owns the `JobRunner`. A job's process ends with the window, however that
    ends, unless it was detached.

    Parameters
    ----------
    wake
        Called from a job's thread when events wait to be drained, to wake a sleeping loop.
    numbers
        Where the jobs' numbers come from; shared with the `JobRunner`, no number stands for two jobs.
    echo
        Takes every line of the jobs' output as well, such as `print` to show it in the launching terminal.
        One that raises an `OSError`, as a closed terminal does, is not asked again.
    patience
        How long to wait before an unwilling process is killed, and before silence is told.
    """

    def __init__(
        self,
        *,
        wake: Callable[[], object] | None = None,
        numbers: Iterator[int] | None = None,
        echo: Callable[[str], object] | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._outbox = Outbox(wake)
        self._numbers = count(1) if numbers is None else numbers
        self._echo = echo
        self._patience = patience or Patience()
        self._lock = threading.Lock()
        self._jobs: dict[JobId, tuple[ProcessJob, threading.Thread]] = {}
        self._closed = False

    def start(self, request: ProcessRequest | Prepare, title: str) -> JobId:
        """Run a job; ``title`` names it to the user.

        A function in place of the request is called first, in the job's thread, with a `JobContext`: for work
        that the window does itself before the process takes over. It returns the request, and should look at
        its cancel token; its phases and progress are the job's.

        Raises
        ------
        RunnerClosedError
            After `shutdown`.
        """
        return self._start(request, title)

    def attach(self, folder: Path) -> JobId:
        """Follow a job that an earlier window left running, perhaps ended since; all events come anew.

        Raises
        ------
        RunnerClosedError
            After `shutdown`.
        """
        return self._start(Path(folder), Path(folder).name)

    def cancel(self, job: JobId) -> bool:
        """Ask a job to stop, and kill it two seconds later at most; return False when it has ended."""
        return self._order(job, "cancel")

    def keep(self, job: JobId) -> bool:
        """Ask a job to finish what it is at, keep it and end; return False when its process does not run."""
        return self._order(job, "keep")

    def pause(self, job: JobId) -> bool:
        """Ask a job to wait as soon as it can; return False when it has ended already."""
        return self._order(job, "pause")

    def resume(self, job: JobId) -> bool:
        """Let a paused job go on; return False when it has ended already."""
        return self._order(job, "resume")

    def detach(self, job: JobId) -> bool:
        """Let a job go on when the window closes; return False when its process does not run."""
        return self._order(job, "detach")

    def folder_of(self, job: JobId) -> Path | None:
        """Return the folder of a job that has not ended, once there is one: it holds the log."""
        with self._lock:
            entry = self._jobs.get(job)
        return entry[0].folder if entry else None

    def titles(self) -> dict[JobId, str]:
        """Return the jobs that have not ended, oldest first."""
        with self._lock:
            return {number: job.title for number, (job, _) in self._jobs.items()}

    def drain(self, max_events: int = 1_000) -> list[JobEvent]:
        """Take up to ``max_events`` of what the jobs said, in order; for the main loop, once a frame."""
        return self._outbox.drain(max_events)

    def shutdown(self, timeout_secs: float, *, keep_detached: bool = True) -> list[str]:
        """End all jobs but the detached ones and wait; return the titles of those that could not be ended."""
        with self._lock:
            self._closed = True
            jobs = list(self._jobs.values())
        for job, _ in jobs:
            job.leave(keep_detached=keep_detached)
        deadline = time.monotonic() + timeout_secs
        for _, thread in jobs:
            thread.join(max(0.0, deadline - time.monotonic()))
        return [job.title for job, thread in jobs if thread.is_alive()]

    def _start(self, work: Work, title: str) -> JobId:
        with self._lock:
            if self._closed:
                raise RunnerClosedError(f'"{title}" cannot start any more: the program is closing.')
            number = JobId(next(self._numbers))
            job = ProcessJob(
                number, title, work, put=self._put, has_room=self._has_room, patience=self._patience
            )
            thread = threading.Thread(
                target=self._run, args=(job,), name=f"process-job-{number}", daemon=True
            )
            self._jobs[number] = (job, thread)
            thread.start()
        return number

    def _run(self, job: ProcessJob) -> None:
        try:
            job.run()
        finally:
            with self._lock:
                del self._jobs[job.job]

    def _order(self, number: JobId, do: str) -> bool:
        with self._lock:
            entry = self._jobs.get(number)
        return entry is not None and entry[0].order(do)

    def _has_room(self) -> bool:
        return len(self._outbox) < MOST_WAITING

    def _put(self, event: JobEvent) -> None:
        self._outbox.put(event)
        if self._echo is not None and isinstance(event, LogLine):
            try:
                self._echo(event.text)
            except OSError as error:
                self._echo = None
                log.warning("output of jobs is not echoed any more: %s", error)
