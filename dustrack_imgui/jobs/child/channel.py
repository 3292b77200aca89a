"""What the work in a job's process holds: its voice, by events in a file, and its ear, by a control file."""

from __future__ import annotations

import math
import os
import platform
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from dustrack_imgui.jobs.child.files import JSON, LineFile

PROGRESS_SECS = 0.1
SLOWEST_PROGRESS_SECS = 1.0
SLOWS_DOWN_OVER_SECS = 600.0
PAUSE_POLL_SECS = 0.05


class JobCancelled(BaseException):
    """The job was asked to stop and does so; raised by the channel, to pass through all that is called."""


class StopAndKeep(BaseException):
    """The job was asked to finish what it is at and keep it; raised by the work itself, where it can."""


class JobError(Exception):
    """A failure that the work understands.

    Parameters
    ----------
    title
        A few words: what did not work.
    cause
        One sentence: why.
    hint
        What to do about it.
    """

    def __init__(self, title: str, cause: str, hint: str = "") -> None:
        super().__init__(f"{title}: {cause}" if cause else title)
        self.title = title
        self.cause = cause
        self.hint = hint


class Channel:
    """The work's line to the window; every method may be called from any thread.

    Attributes
    ----------
    job_folder
        Where the job's own files lie; the work may put files of its own there.
    has_told_cancel
        Whether the work knows that it should stop, as it has had a `JobCancelled`.
    """

    def __init__(self, job_folder: Path, events: LineFile) -> None:
        self.job_folder = job_folder
        self._events = events
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._seq = 0
        self._cancelled = threading.Event()
        self._paused = threading.Event()
        self._keep = threading.Event()
        self._has_seen_keep = False
        self.has_told_cancel = False
        self._phase_secs = time.monotonic()
        self._first_done: float | None = None
        self._last_done = -math.inf
        self._told_secs = -math.inf

    def phase(self, name: str, *, index: int = 0, of: int = 1) -> None:
        """Say that part ``index`` (from 0) ``of`` so many begins; waits here while the job is paused.

        Raises
        ------
        JobCancelled
            When the job should stop.
        """
        self.wait_while_paused()
        self._phase_secs = time.monotonic()
        self._first_done = None
        self._last_done = self._told_secs = -math.inf
        self._tell("phase", name=name, index=index, of=of)

    def progress(
        self,
        done: float,
        total: float,
        *,
        unit: str = "",
        rate: float | None = None,
        remaining_secs: float | None = None,
    ) -> None:
        """Say how far the phase is; call it as often as you like, it is told ten times a second at most.

        Parameters
        ----------
        done, total
            In units of the work; ``total`` is 0 when nobody knows.
        unit
            What is counted, in the plural: "frames".
        rate
            Units a second; measured from the beginning of the phase when not given.
        remaining_secs
            Time left; follows from the rate when not given.

        Raises
        ------
        JobCancelled
            When the job should stop.
        """
        self.check()
        now = time.monotonic()
        elapsed = now - self._phase_secs
        if self._first_done is None or done < self._last_done:
            self._first_done = done
            self._phase_secs, elapsed = now, 0.0
            self._told_secs = -math.inf
        is_complete = done >= total > 0 and done > self._last_done
        self._last_done = done
        pause = min(SLOWEST_PROGRESS_SECS, max(PROGRESS_SECS, elapsed / SLOWS_DOWN_OVER_SECS))
        if now - self._told_secs < pause and not is_complete:
            return
        self._told_secs = now
        if rate is None and elapsed > 0 and done > self._first_done:
            rate = (done - self._first_done) / elapsed
        self._tell(
            "progress",
            done=_finite(done) or 0.0,
            total=_finite(total) or 0.0,
            unit=unit,
            rate=_finite(rate),
            remaining_secs=_finite(remaining_secs),
        )

    def metrics(self, values: Mapping[str, float | None], *, step: int) -> None:
        """Give all figures of one epoch; those that are None or not finite are left out of the curves."""
        self.check()
        self._tell("metrics", values={name: _finite(value) for name, value in values.items()}, step=int(step))

    def snapshot(self, path: str, *, epoch: int, is_best: bool) -> None:
        """Say that a snapshot of the network was saved, whole, at ``path``."""
        self._tell("snapshot", path=os.fspath(path), epoch=int(epoch), is_best=bool(is_best))
        self.check()

    def item(self, kind: str, name: str) -> None:
        """Say what is worked on now: the ``kind`` is "video" or "snapshot"."""
        self.check()
        self._tell("item", what=kind, name=name)

    def log(self, text: str, level: str = "info") -> None:
        """Add a line to the log; the level is "info", "warning" or "error"."""
        self._tell("log", text=text, level=level)

    def result(self, value: JSON) -> None:
        """Hand over the result of one step, as ``{"op": name of the step, "value": …}``."""
        self._tell("result", value=value)

    def check(self) -> None:
        """Raise `JobCancelled` when the job should stop."""
        if self._cancelled.is_set():
            self.has_told_cancel = True
            raise JobCancelled

    def wait_while_paused(self) -> None:
        """Wait here while the job is paused; for places in the work where a long rest does no harm.

        The time of a rest does not count in the rate. A process that the work has forked does not wait, as
        it would never be told to go on.

        Raises
        ------
        JobCancelled
            When the job should stop.
        """
        self.check()
        if not self._paused.is_set() or os.getpid() != self._pid:
            return
        began = time.monotonic()
        self._tell("paused")
        while self._paused.is_set():
            self._cancelled.wait(PAUSE_POLL_SECS)
            self.check()
        self._phase_secs += time.monotonic() - began
        self._tell("resumed")

    @property
    def is_paused(self) -> bool:
        """Whether the job is to wait as soon as it can."""
        return self._paused.is_set()

    @property
    def wants_stop(self) -> bool:
        """Whether the work should finish what it is at, keep it, and end: by return or by `StopAndKeep`."""
        if self._keep.is_set():
            self._has_seen_keep = True
            return True
        return False

    @property
    def is_cancelled(self) -> bool:
        """Whether the job should stop; for work that has a way of its own to do so."""
        return self._cancelled.is_set()

    @property
    def has_seen_keep(self) -> bool:
        """Whether the work has taken notice that it should stop early."""
        return self._has_seen_keep

    def hello(self) -> None:
        """Say which Python it is that works; the first event of all."""
        self._tell("hello", python=sys.executable, version=platform.python_version())

    def obey(self, order: str) -> None:
        """Take an order of the window: called by the thread that listens.

        A paused job that shall finish what it is at goes on for that.
        """
        if order == "cancel":
            self._cancelled.set()
        elif order == "keep":
            self._keep.set()
            self._paused.clear()
        elif order == "pause":
            self._paused.set()
        elif order == "resume":
            self._paused.clear()

    def _tell(self, kind: str, **fields: JSON) -> None:
        with self._lock:
            self._seq += 1
            self._events.append({"seq": self._seq, "time": time.time(), "type": kind, **fields})


def _finite(value: float | None) -> float | None:
    """The number as a plain float; None when it is none that JSON knows."""
    if value is None:
        return None
    number = float(value)
    return number if math.isfinite(number) else None
