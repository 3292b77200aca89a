"""One process job from its first event to its last, in a thread of its own."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass
from pathlib import Path

from dustrack_imgui.jobs.child.explain import explain
from dustrack_imgui.jobs.context import JobContext
from dustrack_imgui.jobs.endings import ending_of
from dustrack_imgui.jobs.events import Cancelled, JobEvent, JobId, LogLine, Started
from dustrack_imgui.jobs.failure import failed
from dustrack_imgui.jobs.orders import Orders
from dustrack_imgui.jobs.processes import JobProcess, launch
from dustrack_imgui.jobs.quiet import Quiet
from dustrack_imgui.jobs.reading import JobReading
from dustrack_imgui.jobs.request import ProcessRequest, make_job_folder
from dustrack_imgui.jobs.unfinished import claim, release, request_of, take_over, tell_ended

POLL_SECS = 0.1
BREATH_SECS = 0.005

Prepare = Callable[[JobContext], ProcessRequest]
Work = ProcessRequest | Prepare | Path
"""A request; a function that makes one, called first in the job's thread; or the folder of a job."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a job is waited for.

    Attributes
    ----------
    grace_secs
        From the order to stop until the process is killed.
    quiet_secs
        Without a word until the user is told so; then again after twice as long.
    """

    grace_secs: float = 1.7
    quiet_secs: float = 120.0


class ProcessJob:
    """A job and the thread that follows it; orders may come from any other thread.

    Parameters
    ----------
    put
        Takes the job's events.
    has_room
        Whether more events may be put now. What the process says waits in its files as long as not.

    Attributes
    ----------
    folder
        The job's folder, once there is one.
    """

    def __init__(
        self,
        job: JobId,
        title: str,
        work: Work,
        *,
        put: Callable[[JobEvent], object],
        has_room: Callable[[], bool],
        patience: Patience,
    ) -> None:
        self.job = job
        self.title = title
        self.folder: Path | None = work if isinstance(work, Path) else None
        self._work = work
        self._put = put
        self._has_room = has_room
        self._patience = patience
        self._cancel = threading.Event()
        self._news = threading.Event()
        self._lock = threading.Lock()
        self._orders: deque[str] = deque()
        self._is_following = False
        self._is_claimed = False
        self._is_detached = isinstance(work, Path)
        self._is_over = False
        self._is_leaving = False

    def order(self, do: str) -> bool:
        """Pass on "cancel", "keep", "pause", "resume" or "detach"; return False when that cannot be now."""
        with self._lock:
            if self._is_over or (do in ("keep", "detach") and not self._is_following):
                return False
            self._orders.append(do)
            self._is_detached = self._is_detached or do == "detach"
        if do == "cancel":
            self._cancel.set()
        self._news.set()
        return True

    def leave(self, *, keep_detached: bool) -> None:
        """Stop following: a detached job goes on alone if it may, any other is cancelled."""
        with self._lock:
            self._is_leaving = keep_detached and self._is_detached
        if not self._is_leaving:
            self.order("cancel")
        self._news.set()

    def run(self) -> None:
        """Do it all; the body of the job's thread."""
        ending: JobEvent | None
        try:
            ending = self._run()
        except BaseException as error:  # noqa: BLE001 - whatever ends a job is told to the user
            if isinstance(error, CancelledError) and self._cancel.is_set():
                ending = Cancelled(self.job, self.title)
            else:
                ending = failed(self.job, self.title, error)
                ending = dataclasses.replace(ending, title=explain(error).title)
        with self._lock:
            self._is_over = True
        if ending is not None:
            if self._is_claimed and self.folder is not None:
                tell_ended(self.folder, ending)
            self._put(ending)

    def _run(self) -> JobEvent | None:
        """Return the last event; None when the job goes on without us."""
        began = time.monotonic()
        process, folder, orders = self._begin()
        reading = JobReading(self.job, folder, self._put)
        try:
            has_ended = self._follow(process, reading, orders, Quiet(folder, self._patience.quiet_secs))
        except BaseException:
            process.kill()
            process.collect()
            raise
        if not has_ended:
            process.let_go()
            release(folder)
            return None
        return ending_of(
            self.job,
            self.title,
            folder,
            code=process.collect(),
            is_cancelled=self._cancel.is_set(),
            has_begun=reading.has_begun,
            secs=time.monotonic() - began,
        )

    def _begin(self) -> tuple[JobProcess, Path, Orders]:
        """Start the process, which finds the orders that were given before; or find the one that runs."""
        grace_secs = self._patience.grace_secs
        if isinstance(self._work, Path):
            self.title = str(request_of(self._work).get("title", self.title))
            self._put(Started(self.job, self.title))
            process = take_over(self._work)
            self._is_claimed = True
            return process, self._work, Orders(self._work, grace_secs=grace_secs, is_detached=True)
        self._put(Started(self.job, self.title))
        context = JobContext(self.job, self._cancel, self._put)
        request = self._work if isinstance(self._work, ProcessRequest) else self._work(context)
        context.raise_if_cancelled()
        self.folder = make_job_folder(request, self.title)
        claim(self.folder)
        self._is_claimed = True
        orders = Orders(self.folder, grace_secs=grace_secs, is_detached=False)
        self._pass_on(orders)
        return launch(request, self.folder), self.folder, orders

    def _follow(self, process: JobProcess, reading: JobReading, orders: Orders, quiet: Quiet) -> bool:
        """Hand on what the process says until it is over; return False to leave it to itself before."""
        with self._lock:
            self._is_following = True
        while True:
            self._news.clear()
            has_ended = process.has_ended()
            if has_ended:
                process.collect()
            else:
                self._pass_on(orders)
                if self._is_leaving and orders.is_detached and not self._cancel.is_set():
                    return False
                orders.insist(process)
            if self._has_room():
                if reading.read() or reading.is_paused:
                    quiet.break_()
                if reading.has_more:
                    self._news.wait(BREATH_SECS)
                    continue
                if has_ended:
                    reading.finish()
                    return True
            elif has_ended and (self._cancel.is_set() or self._is_leaving):
                return True
            if said := quiet.said():
                self._put(LogLine(self.job, said, "warning"))
            self._news.wait(POLL_SECS)

    def _pass_on(self, orders: Orders) -> None:
        """Give the orders that have come."""
        while self._orders:
            order = self._orders.popleft()
            try:
                orders.pass_on(order)
            except OSError as error:
                text = f'The job could not be told to "{order}" ({error.strerror}).'
                self._put(LogLine(self.job, text, "error"))
        if self._is_leaving and not orders.is_detached and not self._cancel.is_set():
            self._cancel.set()
            orders.pass_on("cancel")
