"""Conditions that commands about DeepLabCut share, each with the sentence that the user sees."""

from __future__ import annotations

from dataclasses import replace

from dustrack_imgui.commands.access import no_video
from dustrack_imgui.model.dlc import DlcProject
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Refused

SECTION = "7. DeepLabCut"
NO_PROJECT = "This video is in no DeepLabCut project; create one first."
LOOKING = "One moment: it is being looked whether this video is in a project."
BUSY = "A job runs on this project already; wait for it, or cancel it."
UNTRAINED = "No iteration of this project is trained yet; train first."


def active_project(session: Session) -> DlcProject | None:
    """Project of the video on screen."""
    state = session.active
    return None if state is None else session.dlc.project_of(state.video.path)


def needs_project(session: Session) -> str | None:
    """Refusal when the video on screen is in no project that can be worked on."""
    if session.active is None:
        return no_video(session)
    project = active_project(session)
    if project is None:
        return NO_PROJECT if session.active.video.path in session.dlc.looked_at else LOOKING
    return project.problem or session.dlc.environment.problem or None


def needs_idle_project(session: Session) -> str | None:
    """Refusal when there is no project, or a job runs on it."""
    refusal = needs_project(session)
    if refusal is not None:
        return refusal
    return BUSY if session.dlc.job_on(project_of(session).root) is not None else None


def needs_snapshots(session: Session) -> str | None:
    """Refusal when there is no project with snapshots; one that can only be looked at will do."""
    project = active_project(session)
    if project is None:
        return needs_project(session)
    return None if project.trained else project.problem or UNTRAINED


def needs_trained_project(session: Session) -> str | None:
    """Refusal when there is no project with a trained model."""
    refusal = needs_project(session)
    if refusal is not None:
        return refusal
    return None if project_of(session).trained else UNTRAINED


def needs_idle_trained_project(session: Session) -> str | None:
    """Refusal when there is no project with a trained model, or a job runs on it."""
    return needs_trained_project(session) or needs_idle_project(session)


def project_of(session: Session) -> DlcProject:
    """Project of the video on screen, or `Refused`."""
    project = active_project(session)
    if project is None:
        raise Refused(NO_PROJECT if session.videos else no_video(session))
    return project


def with_panel(session: Session) -> Session:
    """Session with the progress panel at the right, in place of history or blips, on the latest job."""
    interface = session.interface
    free = replace(interface, shows_history=False, blips=replace(interface.blips, is_shown=False))
    return replace(session, dlc=replace(session.dlc, shows_panel=True, shown_job=None), interface=free)
