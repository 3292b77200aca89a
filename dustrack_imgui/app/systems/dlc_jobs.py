"""Runs jobs of DeepLabCut in processes of their own, and tells the session how they fare."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from dustrack_imgui.app.dlc_work import Python, Starting, starting
from dustrack_imgui.app.systems.dlc_events import advanced
from dustrack_imgui.commands.dlc_effects import (
    AttachDlcJob,
    DismissDlcJob,
    StartDlcJob,
    SteerDlcJob,
    Steering,
)
from dustrack_imgui.commands.effects import CancelJob
from dustrack_imgui.jobs import JobEvent, JobId, ProcessRequest
from dustrack_imgui.model.dlc_job import DlcJob, JobEnd
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import JobStatus
from dustrack_imgui.store.command import Call, Effect
from dustrack_imgui.views.dlc_job_words import phase_words

log = logging.getLogger(__name__)
FIRST_ID = 1_000_001
"""Numbers from here on are those of processes; jobs in threads count from 1."""
SHUTDOWN_SECS = 4.0
MAX_EVENTS = 2_000


class Processes(Protocol):
    """What runs the jobs: `jobs.ProcessJobs`, or a stand-in of a test."""

    def start(self, request: ProcessRequest | Starting, title: str) -> JobId:
        """Start a job; a function prepares it in the job's own thread first."""
        ...

    def attach(self, folder: Path) -> JobId:
        """Follow a job that an earlier window let go."""
        ...

    def cancel(self, job: JobId) -> bool:
        """End it and everything that it started."""
        ...

    def keep(self, job: JobId) -> bool:
        """Let it finish what it is at, and go on with that."""
        ...

    def pause(self, job: JobId) -> bool:
        """Let it wait as soon as it can."""
        ...

    def resume(self, job: JobId) -> bool:
        """Let it go on."""
        ...

    def detach(self, job: JobId) -> bool:
        """Let it go on when this program ends."""
        ...

    def drain(self, max_events: int) -> list[JobEvent]:
        """Take what the jobs said."""
        ...

    def shutdown(self, timeout_secs: float) -> list[str]:
        """End all jobs that were not detached; titles of those that did not end."""
        ...


class DlcJobsSystem:
    """Holds each job as the window shows it; the session gets a copy whenever one changed.

    Parameters
    ----------
    processes
        Runs the jobs.
    python
        Says which Python runs DeepLabCut.
    """

    name = "dlc jobs"

    def __init__(self, processes: Processes, python: Python) -> None:
        self._processes = processes
        self._python = python
        self._jobs: dict[int, DlcJob] = {}
        self._changed: set[int] = set()
        self._ready: list[Call] = []

    def run(self, effect: Effect, session: Session) -> bool:
        """Start a job, or ask something of one."""
        del session
        if isinstance(effect, StartDlcJob):
            self._start(effect)
        elif isinstance(effect, AttachDlcJob):
            number = self._processes.attach(effect.folder)
            self._add(
                DlcJob(number, effect.kind, effect.project, effect.title, effect.folder, is_detached=True)
            )
        elif isinstance(effect, SteerDlcJob):
            self._steer(effect.job, effect.steering)
        elif isinstance(effect, CancelJob) and effect.job in self._jobs:
            self._steer(effect.job, Steering.CANCEL)
        elif isinstance(effect, DismissDlcJob):
            self._jobs.pop(effect.job, None)
            self._changed.discard(effect.job)
        else:
            return False
        return True

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Return what happened since."""
        del session, now_secs
        self._take(self._processes.drain(MAX_EVENTS))
        calls, self._ready = self._ready, []
        if not self._changed:
            return calls
        changed = [self._jobs[number] for number in sorted(self._changed)]
        self._changed.clear()
        calls.append(_call("dlc.jobs_changed", {"jobs": tuple(changed)}))
        for job in changed:
            calls += _told(job)
        return calls

    def is_active(self, session: Session) -> bool:
        """Jobs wake the loop themselves."""
        del session
        return bool(self._ready)

    def close(self) -> None:
        """End all jobs but those that go on without the window."""
        for title in self._processes.shutdown(SHUTDOWN_SECS):
            log.warning("%s did not stop in time", title)

    def _start(self, effect: StartDlcJob) -> None:
        prepare = starting(effect.work, self._python)
        number = self._processes.start(prepare, effect.title)
        self._add(DlcJob(number, effect.kind, effect.work.project, effect.title))

    def _add(self, job: DlcJob) -> None:
        self._jobs[job.id] = job
        self._changed.add(job.id)

    def _steer(self, number: int, steering: Steering) -> None:
        job = self._jobs.get(number)
        if job is None or not job.is_running:
            return
        ask: Mapping[Steering, Callable[[JobId], bool]] = {
            Steering.CANCEL: self._processes.cancel,
            Steering.KEEP: self._processes.keep,
            Steering.PAUSE: self._processes.pause,
            Steering.RESUME: self._processes.resume,
            Steering.DETACH: self._processes.detach,
        }
        if not ask[steering](JobId(number)):
            self._ready.append(_say(f"{job.title} did not take that: it is about to end.", "warning"))
            return
        self._add(_asked(job, steering))

    def _take(self, events: list[JobEvent]) -> None:
        by_job: dict[int, list[JobEvent]] = {}
        for event in events:
            by_job.setdefault(int(event.job), []).append(event)
        for number, told in by_job.items():
            job = self._jobs.get(number)
            if job is not None and job.is_running:
                self._add(advanced(job, told))


def _asked(job: DlcJob, steering: Steering) -> DlcJob:
    """Job after it was asked for something, which need not have taken effect."""
    if steering is Steering.CANCEL:
        return replace(job, is_cancelling=True)
    if steering is Steering.KEEP:
        return replace(job, is_keeping=True, is_pausing=False, is_paused=False)
    if steering is Steering.DETACH:
        return replace(job, is_detached=True)
    is_pausing = steering is Steering.PAUSE
    return replace(job, is_pausing=is_pausing, is_paused=is_pausing and job.is_paused)


def _told(job: DlcJob) -> list[Call]:
    """What the status bar says of a job."""
    if job.is_running:
        phase = "paused" if job.is_paused else phase_words(job.phase).lower()
        status = JobStatus(job.id, job.title, phase, job.fraction, job.is_cancelling, is_aside=True)
        return [_call("job.changed", {"status": status})]
    return [_last_words(job), _call("job.ended", {"job": job.id})]


def _last_words(job: DlcJob) -> Call:
    if job.end is JobEnd.FAILED and job.fault is not None:
        log.error("%s\n%s", job.fault.title, job.fault.traceback)
        return _say(f"{job.fault.title}: {job.fault.cause} {job.fault.hint}".strip(), "error")
    if job.end is JobEnd.CANCELLED:
        whole = "Videos that were finished" if job.kind == "analyse" else "Snapshots that were complete"
        return _say(f"Cancelled: {job.title}. {whole} are kept.")
    last = f" {job.outcome[-1]}" if job.outcome else ""
    return _say(f"Done: {job.title}.{last}")


def _say(text: str, severity: str = "info") -> Call:
    return _call("message.say", {"text": text, "severity": severity})


def _call(command: str, arguments: dict[str, object]) -> Call:
    return Call(command, MappingProxyType(arguments))
