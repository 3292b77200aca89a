"""Commands on several points of a frame at once, and the key that takes back whatever is half done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dustrack_imgui.commands.access import active, needs_video, plural
from dustrack_imgui.commands.moving import move_points
from dustrack_imgui.commands.playback import stop
from dustrack_imgui.commands.window import cancel_job
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.store.command import Command, Kind, Refused, Result

SECTION = "4. Edit annotation"


def marked_here(state: VideoState) -> tuple[str, ...]:
    """Labels of the active layer that are marked on the current frame and not hidden."""
    return tuple(
        label
        for label, track in state.layer.tracks.items()
        if label not in state.view.hidden_labels and track.xy_at(state.view.frame) is not None
    )


def _with_selected(session: Session, state: VideoState, labels: tuple[str, ...]) -> Session:
    view = replace(state.view, selected=labels)
    if labels and view.label not in labels:
        view = replace(view, label=labels[0], pending_pick=None)
    return session.with_video_state(replace(state, view=view))


def select(session: Session, *, labels: Sequence[str]) -> Session:
    """Select several labels to be moved together; the first becomes current unless one of them is."""
    state = active(session)
    known = tuple(label for label in dict.fromkeys(labels) if label in state.layer.tracks)
    if not known:
        return clear(session)
    chosen = _with_selected(session, state, known)
    return chosen.saying(f"{plural(len(known), 'label')} selected: {', '.join(known)}")


def select_all(session: Session) -> Session:
    """Select all labels that are marked on this frame."""
    state = active(session)
    labels = marked_here(state)
    if not labels:
        raise Refused(f"{state.layer.name} has no point on frame {state.view.frame}.")
    return select(session, labels=labels)


def toggle(session: Session, *, label: str) -> Session:
    """Add a label to the selection, or take it out."""
    state = active(session)
    before = state.view.selected
    after = tuple(x for x in before if x != label) if label in before else (*before, label)
    return select(session, labels=after)


def clear(session: Session) -> Session:
    """Select no points."""
    return _with_selected(session, active(session), ())


def escape(session: Session) -> Session | Result:
    """Take back what is half done: selected points, a half-picked interval, a running job, playback."""
    state = session.active
    if state is not None and state.view.selected:
        return clear(session)
    if state is not None and state.view.pending_pick is not None:
        return session.with_video_state(replace(state, view=replace(state.view, pending_pick=None)))
    if any(not job.is_cancelling for job in session.jobs):
        return cancel_job(session)
    if session.playback.direction:
        return stop(session)
    raise Refused("Nothing to take back: no points selected, no interval begun, nothing running.")


COMMANDS = (
    Command(
        "points.select_all",
        "Select all points of this frame",
        "Select the active layer's points, to move them together; or drag a box around some.",
        SECTION,
        select_all,
        Kind.VIEW,
        ("ctrl+shift+a",),
        needs_video,
    ),
    Command(
        "points.clear_selection",
        "Select no points",
        "Forget which points are selected.",
        SECTION,
        clear,
        Kind.VIEW,
        (),
        needs_video,
    ),
    Command(
        "points.select",
        "Select points",
        "Drag a box over the picture.",
        SECTION,
        select,
        Kind.VIEW,
        when=needs_video,
        is_listed=False,
    ),
    Command(
        "points.toggle",
        "Select one more point",
        "Click a marker with Shift.",
        SECTION,
        toggle,
        Kind.VIEW,
        when=needs_video,
        is_listed=False,
    ),
    Command(
        "points.move",
        "Move points",
        "Drag one of the selected markers.",
        SECTION,
        move_points,
        Kind.EDIT,
        when=needs_video,
        is_listed=False,
    ),
    Command(
        "edit.escape",
        "Take back",
        "Forget selected points or a half-picked interval, cancel the running job, pause.",
        "Window",
        escape,
        Kind.VIEW,
        ("esc",),
    ),
)
