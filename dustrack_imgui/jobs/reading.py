"""What a job's process writes, read piece by piece and handed on as events."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dustrack_imgui.jobs.child import files
from dustrack_imgui.jobs.events import JobEvent, JobId, LogLine, Paused, Resumed
from dustrack_imgui.jobs.tail import LineTail
from dustrack_imgui.jobs.translate import GarbledLineError, events_of, log_line

LOG_BEHIND_BYTES = 256 * 1024
MOST_GARBLED_TOLD = 3


class JobReading:
    """Reads the events and the log of one job, each look a bounded amount of work.

    The log may run ahead of us by so much, then its older part is skipped; events are all read.

    Attributes
    ----------
    has_begun
        Whether the process has said anything.
    is_paused
        Whether it said that it waits for the order to go on.
    """

    def __init__(self, job: JobId, folder: Path, put: Callable[[JobEvent], object]) -> None:
        self._job = job
        self._put = put
        self._events = LineTail(folder / files.EVENTS)
        self._log = LineTail(folder / files.LOG, most_behind_bytes=LOG_BEHIND_BYTES, is_terminal=True)
        self._told_skipped = 0
        self._garbled = 0
        self.has_begun = False
        self.is_paused = False

    def read(self) -> bool:
        """Hand on the next piece of both files; return whether there was any."""
        output = self._log.read()
        self._tell_skipped()
        for line in output:
            self._tell_output(line)
        events = self._events.read()
        for line in events:
            self._tell_event(line)
        return bool(output or events)

    @property
    def has_more(self) -> bool:
        """Whether there is more to read at once."""
        return self._events.has_more or self._log.has_more

    def finish(self) -> None:
        """Hand on what stands behind the last line end, when nothing more will come."""
        if rest := self._log.last_line():
            self._tell_output(rest)
        if rest := self._events.last_line():
            self._tell_event(rest)
        if self._garbled > MOST_GARBLED_TOLD:
            self._warn(f"{self._garbled} lines of the job's events could not be read in all.")

    def _tell_output(self, line: bytes) -> None:
        said = log_line(self._job, line)
        if said is not None:
            self._put(said)

    def _tell_event(self, line: bytes) -> None:
        if not line.strip():
            return
        try:
            events = events_of(self._job, line)
        except GarbledLineError as error:
            self._garbled += 1
            if self._garbled <= MOST_GARBLED_TOLD:
                self._warn(f"A line of the job's events could not be read ({error}).")
            return
        self.has_begun = True
        for event in events:
            if isinstance(event, (Paused, Resumed)):
                self.is_paused = isinstance(event, Paused)
            self._put(event)

    def _tell_skipped(self) -> None:
        if self._log.skipped_bytes > self._told_skipped:
            count, self._told_skipped = self._log.skipped_bytes - self._told_skipped, self._log.skipped_bytes
            self._warn(f"({count:,} characters of output were skipped here; the log file has them)")

    def _warn(self, text: str) -> None:
        self._put(LogLine(self._job, text, "warning"))
