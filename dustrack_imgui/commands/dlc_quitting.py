"""The questions that ending a long job asks: when it is cancelled, and when the window closes meanwhile."""

from __future__ import annotations

from dustrack_imgui.commands.access import plural
from dustrack_imgui.model.dlc_job import DlcJob
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Choice, Dialog, DialogKind


def question_about_cancelling(job: DlcJob) -> Dialog:
    """Question whether work of hours is to end."""
    can_keep = job.kind == "train" and job.phase == "train" and not job.is_keeping
    choices = [Choice("Cancel it", "dlc.cancel"), Choice("Let it go on")]
    if can_keep:
        choices.insert(1, Choice("Finish this epoch and keep it", "dlc.keep"))
    return Dialog(
        DialogKind.CONFIRM,
        f"Cancel: {job.title}?",
        "What it has done since it began is not used. Snapshots that are complete stay in the project.",
        choices=tuple(choices),
        default=len(choices) - 1,
    )


def question_about_jobs(session: Session) -> Dialog | None:
    """Question what becomes of running jobs; None when nobody need be asked."""
    jobs = [job for job in session.dlc.running if not job.is_detached and not job.is_cancelling]
    if not jobs:
        return None
    is_one = len(jobs) == 1
    text = (
        f"{jobs[0].title} is not finished. It can go on without the window; when the project is opened "
        "again, it is shown as it stands then."
        if is_one
        else f"{plural(len(jobs), 'job')} are not finished. They can go on without the window."
    )
    choices = (
        Choice("Let it go on" if is_one else "Let them go on", "dlc.quit_detaching"),
        Choice("Stop it" if is_one else "Stop them", "dlc.quit_stopping"),
        Choice("Stay"),
    )
    return Dialog(DialogKind.CONFIRM, "DeepLabCut is at work", text, choices=choices, default=2)
