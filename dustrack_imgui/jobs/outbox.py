"""The events on their way from the jobs to the main loop, bounded however much the jobs talk."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from itertools import count

from dustrack_imgui.jobs.events import JobEvent, JobId, LogLine, Metric, Progress

MOST_REMARKS = 5_000


class Outbox:
    """A queue that keeps the order of events, only the latest `Progress` of a job, and not too many remarks.

    Parameters
    ----------
    wake
        Called, from whichever thread adds an event, when there is something to fetch; once until the next
        `drain`, so that a flood of events is not a flood of calls.
    most_remarks
        How many log lines and metrics may wait; beyond that the oldest give way to one line that counts them.
    """

    def __init__(self, wake: Callable[[], object] | None, *, most_remarks: int = MOST_REMARKS) -> None:
        self._wake = wake
        self._most_remarks = most_remarks
        self._lock = threading.Lock()
        self._numbers = count()
        self._waiting: dict[int, JobEvent] = {}
        self._progress: dict[JobId, int] = {}
        self._remarks: deque[int] = deque()
        self._left_out: dict[JobId, int] = {}
        self._awake = False

    def put(self, event: JobEvent) -> None:
        """Add an event behind all others."""
        with self._lock:
            number = next(self._numbers)
            if isinstance(event, Progress):
                self._waiting.pop(self._progress.get(event.job, -1), None)
                self._progress[event.job] = number
            elif isinstance(event, (LogLine, Metric)):
                self._remarks.append(number)
            self._waiting[number] = event
            if len(self._remarks) > self._most_remarks:
                job = self._waiting.pop(self._remarks.popleft()).job
                self._left_out[job] = self._left_out.get(job, 0) + 1
            asleep, self._awake = not self._awake, True
        if asleep and self._wake is not None:
            self._wake()

    def drain(self, max_events: int) -> list[JobEvent]:
        """Take up to ``max_events`` events, oldest first; wakes again at once when some are left."""
        drained: list[JobEvent] = []
        with self._lock:
            while self._waiting and len(drained) < max_events:
                drained.append(self._take_oldest())
            self._awake = bool(self._waiting)
        if self._awake and self._wake is not None:
            self._wake()
        return drained

    def _take_oldest(self) -> JobEvent:
        number, event = next(iter(self._waiting.items()))
        if isinstance(event, (LogLine, Metric)):
            left_out = self._left_out.pop(event.job, 0)
            if left_out:
                return LogLine(event.job, f"({left_out} earlier lines and figures were left out)", "warning")
            self._remarks.popleft()
        elif isinstance(event, Progress):
            self._progress.pop(event.job, None)
        del self._waiting[number]
        return event

    def __len__(self) -> int:
        """Return how many events wait."""
        with self._lock:
            return len(self._waiting)
