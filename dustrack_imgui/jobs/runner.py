"""Jobs in background threads: start, cancel, and fetch what they say."""

from __future__ import annotations

import concurrent.futures
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from queue import SimpleQueue

from dustrack_imgui.jobs.context import JobContext
from dustrack_imgui.jobs.events import Cancelled, Done, JobEvent, JobId, ResultReady, Started
from dustrack_imgui.jobs.failure import failed
from dustrack_imgui.jobs.outbox import Outbox
from dustrack_imgui.jobs.priority import lower_thread_priority

JobFunction = Callable[[JobContext], object]
"""The work. What it returns, unless None, is the job's result."""


class RunnerClosedError(RuntimeError):
    """A job was started after the runner had been shut down."""


@dataclass(slots=True)
class _Job:
    """One piece of work from start to end."""

    number: JobId
    title: str
    function: JobFunction
    cancel: threading.Event = field(default_factory=threading.Event)
    running: bool = False


class JobRunner:
    """Runs jobs in a few threads of low priority; for work that releases the interpreter lock.

    The main loop owns the runner: it starts and cancels jobs and drains their events. Jobs beyond
    ``max_threads`` wait their turn in the order they came.

    Parameters
    ----------
    max_threads
        How many jobs run at one time.
    wake
        Called from a job's thread when events wait to be drained, to wake a sleeping loop.
    niceness
        Priority given up by the jobs' threads, where the system allows that.
    numbers
        Where the jobs' numbers come from; runners of one session share it: no number stands for two jobs.
    """

    def __init__(
        self,
        *,
        max_threads: int = 2,
        wake: Callable[[], object] | None = None,
        niceness: int = 5,
        numbers: Iterator[int] | None = None,
    ) -> None:
        self._max_threads = max(1, max_threads)
        self._niceness = niceness
        self._outbox = Outbox(wake)
        self._numbers = count(1) if numbers is None else numbers
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._jobs: dict[JobId, _Job] = {}
        self._threads: list[threading.Thread] = []
        self._closed = False

    def start(self, function: JobFunction, title: str) -> JobId:
        """Queue ``function`` and return the job's number; ``title`` names it to the user.

        Raises
        ------
        RunnerClosedError
            After `shutdown`.
        """
        with self._lock:
            if self._closed:
                raise RunnerClosedError(f'"{title}" cannot start any more: the program is closing.')
            job = _Job(JobId(next(self._numbers)), title, function)
            self._jobs[job.number] = job
            if len(self._threads) < min(self._max_threads, len(self._jobs)):
                thread = threading.Thread(
                    target=self._work, name=f"job-{len(self._threads) + 1}", daemon=True
                )
                self._threads.append(thread)
                thread.start()
            self._queue.put(job)
        return job.number

    def cancel(self, number: JobId) -> bool:
        """Ask a job to stop; return False when it has ended already.

        A job that waits in the queue is cancelled at once, a running one when it next looks at its token.
        """
        with self._lock:
            job = self._jobs.get(number)
            if job is None:
                return False
            job.cancel.set()
            if job.running:
                return True
            del self._jobs[number]
        self._outbox.put(Cancelled(number, job.title))
        return True

    def drain(self, max_events: int = 1_000) -> list[JobEvent]:
        """Take up to ``max_events`` of what the jobs said, in order; for the main loop, once a frame."""
        return self._outbox.drain(max_events)

    def titles(self) -> dict[JobId, str]:
        """Return the jobs that run or wait, oldest first."""
        with self._lock:
            return {job.number: job.title for job in self._jobs.values()}

    def shutdown(self, timeout_secs: float) -> list[str]:
        """Cancel everything and wait; return the titles of jobs that still run after ``timeout_secs``.

        Their threads do not keep the program from ending.
        """
        with self._lock:
            self._closed = True
            numbers = list(self._jobs)
        for number in numbers:
            self.cancel(number)
        for _ in self._threads:
            self._queue.put(None)
        deadline = time.monotonic() + timeout_secs
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return list(self.titles().values())

    def _work(self) -> None:
        """Run jobs until told to end; the body of each thread."""
        lower_thread_priority(self._niceness)
        while (job := self._queue.get()) is not None:
            with self._lock:
                job.running = job.number in self._jobs
            if job.running:
                ending = self._run(job)
                with self._lock:
                    del self._jobs[job.number]
                self._outbox.put(ending)

    def _run(self, job: _Job) -> JobEvent:
        """Run one job and return its last event."""
        self._outbox.put(Started(job.number, job.title))
        began_secs = time.monotonic()
        try:
            result = job.function(JobContext(job.number, job.cancel, self._outbox.put))
        except BaseException as error:  # noqa: BLE001 - whatever ends a job is told to the user
            if isinstance(error, concurrent.futures.CancelledError) and job.cancel.is_set():
                return Cancelled(job.number, job.title)
            return failed(job.number, job.title, error)
        if job.cancel.is_set():
            return Cancelled(job.number, job.title)
        if result is not None:
            self._outbox.put(ResultReady(job.number, result))
        return Done(job.number, job.title, time.monotonic() - began_secs)
