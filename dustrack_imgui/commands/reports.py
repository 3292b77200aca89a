"""Commands by which systems report what happened outside the session; they are not journaled."""

from __future__ import annotations

from dataclasses import replace

from dustrack_imgui.commands.effects import DismissRecovery
from dustrack_imgui.commands.videos import in_order
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.status import Dialog, DialogKind, JobStatus, Message, RecoveryOffer, Severity
from dustrack_imgui.store.command import Command, Continue, Kind, Result
from dustrack_imgui.store.history import History
from dustrack_imgui.store.recovery import with_recovered

SECTION = "Reports"


def video_opened(session: Session, *, state: VideoState) -> Session:
    """Add a video where the list has it, or replace it when it is open already.

    It is shown when it was asked for, and when no other video is open; otherwise it arrives quietly.
    """
    video = state.video
    queued = session.queued(video.key)
    is_shown = queued is None or queued.is_wanted or not session.videos
    if session.video_state(video.key) is not None:
        opened = session.with_video_state(state)
    else:
        order = session.video_keys if video.key in session.video_keys else (*session.video_keys, video.key)
        left = tuple(other for other in session.queue if other.key != video.key)
        opened = in_order(replace(session, videos=(*session.videos, state), queue=left, video_order=order))
    if not is_shown:
        return opened
    index = [other.video.key for other in opened.videos].index(video.key)
    text = (
        f"{video.path.name}: {video.n_frames} frames, {video.width_px}×{video.height_px}, {video.fps:g} fps"
    )
    if video.warnings:
        return replace(opened, active_index=index).saying(
            f"{text}. {' '.join(video.warnings)}", Severity.WARNING
        )
    return replace(opened, active_index=index).saying(text)


def restored(session: Session, *, recovered: Session, text: str, folder: str) -> Result:
    """Bring back the data and views of an earlier session for the videos that are open."""
    return Result(
        with_recovered(session, recovered).saying(text), effects=(DismissRecovery(folder, is_quiet=True),)
    )


def say(session: Session, *, text: str, severity: str = "info") -> Session:
    """Show a sentence in the status bar."""
    return replace(session, message=Message(text, Severity(severity), session.message.serial + 1))


def continued(session: Session, *, histories: tuple[History, ...], is_latest: bool = False) -> Result:
    """Take over the steps of earlier sessions."""
    return Result(session, history=Continue(histories, is_latest))


def notice(session: Session, *, title: str, text: str) -> Session:
    """Show a text that must be read."""
    return replace(session, dialog=Dialog(DialogKind.NOTICE, title, text))


def offer_recovery(session: Session, *, offer: RecoveryOffer) -> Session:
    """Ask whether to bring back what an earlier session left unsaved."""
    return replace(session, dialog=Dialog(DialogKind.RECOVERY, "Unsaved work was found", offer=offer))


def job_changed(session: Session, *, status: JobStatus) -> Session:
    """Show a job's progress."""
    known = [old for old in session.jobs if old.id == status.id]
    if known:
        kept = replace(status, is_cancelling=status.is_cancelling or known[0].is_cancelling)
        return replace(session, jobs=tuple(kept if old.id == status.id else old for old in session.jobs))
    return replace(session, jobs=(*session.jobs, status))


def job_ended(session: Session, *, job: int) -> Session:
    """Take a job off the list."""
    return replace(session, jobs=tuple(status for status in session.jobs if status.id != job))


COMMANDS = tuple(
    Command(id_, id_, "Report.", SECTION, do, Kind.SYSTEM, is_listed=False)
    for id_, do in (
        ("video.opened", video_opened),
        ("session.restored", restored),
        ("history.continued", continued),
        ("message.say", say),
        ("message.notice", notice),
        ("recovery.offer", offer_recovery),
        ("job.changed", job_changed),
        ("job.ended", job_ended),
    )
)
