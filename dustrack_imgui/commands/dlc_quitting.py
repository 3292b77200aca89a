"""The question that closing the window asks while jobs of DeepLabCut run."""

from __future__ import annotations

from dustrack_imgui.commands.access import plural
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Choice, Dialog, DialogKind


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
