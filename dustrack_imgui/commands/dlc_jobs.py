"""Commands about running jobs of DeepLabCut: watch, pause, keep, cancel, let go on without the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from dustrack_imgui.commands.dlc_access import SECTION, with_panel
from dustrack_imgui.commands.dlc_effects import AttachDlcJob, DismissDlcJob, SteerDlcJob, Steering
from dustrack_imgui.commands.dlc_quitting import question_about_cancelling
from dustrack_imgui.commands.window import request_quit
from dustrack_imgui.model.dlc_job import DlcJob
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import DialogKind
from dustrack_imgui.store.command import Command, Do, Kind, Refused, Result, When, always, switch

NO_JOB = "No job of DeepLabCut has run in this session."
NOT_RUNNING = "No job of DeepLabCut is running."


def toggle_panel(session: Session) -> Session:
    """Show the progress panel beside the picture, where history or blips may be; or hide it."""
    if session.dlc.shows_panel:
        return replace(session, dlc=replace(session.dlc, shows_panel=False))
    return with_panel(session)


def show_job(session: Session, *, job: int) -> Session:
    """Show one of several jobs in the panel."""
    if session.dlc.job_of(job) is None:
        raise Refused("That job is gone.")
    shown = with_panel(session)
    return replace(shown, dlc=replace(shown.dlc, shown_job=job))


def steer(session: Session, *, steering: Steering, job: int | None = None) -> Result:
    """Ask something of a job, the one in the panel when none is named."""
    found = _running(session, job)
    said = {
        Steering.CANCEL: f"Cancelling: {found.title}.",
        Steering.KEEP: f"{found.title}: finishing this epoch, then going on with what was trained.",
        Steering.DETACH: f"{found.title} goes on when the window closes.",
    }.get(steering)
    session = replace(session, dialog=None) if _asks_about_jobs(session) else session
    session = session if said is None else session.saying(said)
    return Result(session, effects=(SteerDlcJob(found.id, steering),))


def ask_cancel(session: Session, *, job: int | None = None) -> Session:
    """Ask before a job is cancelled."""
    found = _running(session, job)
    if found.is_cancelling:
        raise Refused("It is being cancelled.")
    dlc = replace(session.dlc, shown_job=found.id)
    return replace(session, dlc=dlc, dialog=question_about_cancelling(found))


def toggle_pause(session: Session, *, job: int | None = None) -> Result:
    """Pause as soon as the job can, or go on."""
    found = _running(session, job)
    is_halted = found.is_pausing or found.is_paused
    said = f"{found.title} goes on." if is_halted else f"{found.title} pauses as soon as it can."
    steering = Steering.RESUME if is_halted else Steering.PAUSE
    return Result(session.saying(said), effects=(SteerDlcJob(found.id, steering),))


def dismiss(session: Session, *, job: int | None = None) -> Result:
    """Forget a job that has ended; its log stays in the project's folder."""
    found = session.dlc.job_of(job) if job is not None else session.dlc.job
    if found is None or found.is_running:
        raise Refused("A running job cannot be put away; cancel it first.")
    left = tuple(other for other in session.dlc.jobs if other.id != found.id)
    dlc = replace(session.dlc, jobs=left, shown_job=None, shows_panel=bool(left))
    return Result(replace(session, dlc=dlc), effects=(DismissDlcJob(found.id),))


def jobs_changed(session: Session, *, jobs: tuple[DlcJob, ...]) -> Session:
    """Take over how jobs fare; the panel opens by itself for none of them."""
    dlc = session.dlc
    for job in jobs:
        dlc = dlc.with_job(job)
    return replace(session, dlc=dlc)


def job_found(
    session: Session, *, folder: str, kind: str, title: str, project: str, is_alive: bool
) -> Result:
    """Follow a job that an earlier window left, in the panel; one that this session began itself is known."""
    if session.dlc.job_on(Path(project)) is not None:
        return Result(session)
    state = "went on without the window." if is_alive else "ended while the window was closed."
    shown = with_panel(session).saying(f"{title} {state}")
    return Result(shown, effects=(AttachDlcJob(Path(folder), kind, title, Path(project)),))


def quit_detaching(session: Session) -> Result:
    """Close the window and let all jobs go on."""
    effects = tuple(
        SteerDlcJob(job.id, Steering.DETACH) for job in session.dlc.running if not job.is_detached
    )
    return Result(request_quit(session, asks_jobs=False), effects=effects)


def quit_stopping(session: Session) -> Session:
    """Close the window, by which jobs that were not let go end."""
    return request_quit(session, asks_jobs=False)


def _asks_about_jobs(session: Session) -> bool:
    return session.dialog is not None and session.dialog.kind is DialogKind.CONFIRM


def _running(session: Session, number: int | None) -> DlcJob:
    dlc = session.dlc
    job = dlc.job_of(number) if number is not None else dlc.job
    if job is None or not job.is_running:
        job = dlc.running[-1] if dlc.running and number is None else None
    if job is None:
        raise Refused(NOT_RUNNING)
    return job


def _has_jobs(session: Session) -> str | None:
    return None if session.dlc.jobs or session.dlc.shows_panel else NO_JOB


def _running_where(refusal: Callable[[DlcJob], str | None]) -> When:
    def when(session: Session) -> str | None:
        running = session.dlc.running
        if not running:
            return NOT_RUNNING
        job = session.dlc.job
        return refusal(job if job is not None and job.is_running else running[-1])

    return when


def _keep_refusal(job: DlcJob) -> str | None:
    if job.is_keeping:
        return "It is finishing its epoch."
    return None if job.kind == "train" else "There is nothing to keep of this job; cancel it instead."


def _pause_refusal(job: DlcJob) -> str | None:
    return "It is being cancelled." if job.is_cancelling else None


def _detach_refusal(job: DlcJob) -> str | None:
    return "It goes on already when the window closes." if job.is_detached else None


def _cancel_refusal(job: DlcJob) -> str | None:
    return "It is being cancelled." if job.is_cancelling else None


def _listed(id_: str, title: str, help_: str, do: Do, when: When, *keys: str) -> Command:
    return Command(id_, title, help_, SECTION, do, Kind.VIEW, keys, when)


def _hidden(id_: str, title: str, do: Do, kind: Kind = Kind.VIEW, when: When = always) -> Command:
    return Command(id_, title, title, SECTION, do, kind, when=when, is_listed=False)


COMMANDS = (
    switch(
        _listed(
            "dlc.toggle_panel",
            "Progress of DeepLabCut",
            "Show how training or analysis fares: curves, phases, log.",
            toggle_panel,
            _has_jobs,
            "ctrl+shift+d",
        ),
        lambda session: session.dlc.shows_panel,
    ),
    _listed(
        "dlc.keep",
        "Finish this epoch and keep",
        "End training after this epoch, keep the model, and go on to evaluation and analysis.",
        partial(steer, steering=Steering.KEEP),
        _running_where(_keep_refusal),
    ),
    _listed(
        "dlc.toggle_pause",
        "Pause or go on",
        "Let the job rest between two batches of frames, or go on; memory stays taken.",
        toggle_pause,
        _running_where(_pause_refusal),
    ),
    _listed(
        "dlc.detach",
        "Let it go on after the window closes",
        "The job goes on without the window and is shown again when the project is next opened.",
        partial(steer, steering=Steering.DETACH),
        _running_where(_detach_refusal),
    ),
    _listed(
        "dlc.ask_cancel",
        "Cancel training or analysis…",
        "Stop the job; snapshots that are complete stay.",
        ask_cancel,
        _running_where(_cancel_refusal),
    ),
    _hidden(
        "dlc.cancel", "Cancel", partial(steer, steering=Steering.CANCEL), when=_running_where(_cancel_refusal)
    ),
    _hidden("dlc.show_job", "Show job", show_job),
    _hidden("dlc.dismiss_job", "Put away", dismiss),
    _hidden("dlc.job_found", "Report", job_found, Kind.SYSTEM),
    _hidden("dlc.jobs_changed", "Report", jobs_changed, Kind.SYSTEM),
    _hidden("dlc.quit_detaching", "Quit, jobs go on", quit_detaching),
    _hidden("dlc.quit_stopping", "Quit, stop jobs", quit_stopping),
)
