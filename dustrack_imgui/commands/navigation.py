"""Commands that move through the frames of the video."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from dustrack_imgui.commands.access import active, needs_video
from dustrack_imgui.commands.following import followed
from dustrack_imgui.commands.key_hints import key_or_title
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.status import Dialog, DialogKind
from dustrack_imgui.store.command import Command, Kind, Need, Refused, Result

SECTION = "3. Navigate to the desired video frame"
STEPS_THROUGH_VIDEO = 100


def at_frame(session: Session, state: VideoState, frame: int) -> Session:
    """Return the session with the video at the nearest frame that exists."""
    frame = state.video.clamp(frame)
    if frame == state.view.frame:
        return session
    return session.with_video_state(followed(replace(state, view=replace(state.view, frame=frame))))


def go_to(session: Session, *, frame: int) -> Session:
    """Show a frame; outside the video, its nearest end."""
    return at_frame(session, active(session), int(frame))


def show_played(session: Session, *, frame: int) -> Session:
    """Show the frame that playback has come to."""
    return at_frame(session, active(session), int(frame))


def _moved(session: Session, frame: int) -> Session:
    """Go to a frame, and say so where one stands at that end of the video already."""
    state = active(session)
    shown = at_frame(session, state, frame)
    text = f"This is the {'last' if frame > 0 else 'first'} frame."
    return shown if shown is not session or session.message.text == text else session.saying(text)


def step(session: Session, *, delta: int) -> Session:
    """Move by a number of frames, stopping at the ends."""
    return _moved(session, active(session).view.frame + delta)


def step_fraction(session: Session, *, direction: int) -> Session:
    """Move by a hundredth of the video, at least one frame."""
    state = active(session)
    return _moved(session, state.view.frame + direction * max(1, state.video.n_frames // STEPS_THROUGH_VIDEO))


def to_end(session: Session, *, last: bool) -> Session:
    """Show the first or the last frame."""
    return _moved(session, active(session).video.n_frames - 1 if last else 0)


def step_unless_annotated(session: Session, *, delta: int) -> Session:
    """Move by one frame unless the active layer is annotated here."""
    state = active(session)
    if state.layer.has_any(state.view.frame):
        keys = " or ".join(key_or_title(session, f"frame.{one}") for one in ("previous", "next"))
        raise Refused(f"Frame {state.view.frame} is annotated in {state.layer.name}; {keys} leaves it.")
    return _moved(session, state.view.frame + delta)


def _search(session: Session, find: Callable[[VideoState], int | None], what: str) -> Session:
    state = active(session)
    frame = find(state)
    if frame is None or frame >= state.video.n_frames:
        raise Refused(f"No {what}.")
    return at_frame(session, state, frame)


def to_annotated(session: Session, *, forward: bool) -> Session:
    """Show the nearest frame on which the active layer has any label."""

    def find(state: VideoState) -> int | None:
        at = state.view.frame
        return state.layer.frame_after(at) if forward else state.layer.frame_before(at)

    name = active(session).layer.name
    return _search(session, find, f"{'later' if forward else 'earlier'} annotated frame in {name}")


def to_labelled(session: Session, *, forward: bool) -> Session:
    """Show the nearest frame on which the active layer has the current label."""

    def find(state: VideoState) -> int | None:
        track, at = state.layer.track(state.view.label), state.view.frame
        return track.frame_after(at) if forward else track.frame_before(at)

    state = active(session)
    what = f"{'later' if forward else 'earlier'} frame with label {state.view.label} in {state.layer.name}"
    return _search(session, find, what)


def to_frame_of_interest(session: Session, *, forward: bool) -> Session:
    """Show the nearest frame of interest."""

    def find(state: VideoState) -> int | None:
        marked, at = state.data.frames_of_interest, state.view.frame
        if forward:
            return min((frame for frame in marked if frame > at), default=None)
        return max((frame for frame in marked if frame < at), default=None)

    key = key_or_title(session, "frame.toggle_of_interest")
    return _search(session, find, f"{'later' if forward else 'earlier'} frame of interest ({key} marks one)")


def toggle_frame_of_interest(session: Session, *, trace_frame: float | None = None) -> Result:
    """Mark or unmark the frame under the cursor, or the current one when the cursor is not on a trace."""
    state = active(session)
    frame = state.view.frame if trace_frame is None else state.video.clamp(round(trace_frame))
    marked = set(state.data.frames_of_interest)
    is_new = frame not in marked
    marked ^= {frame}
    data = replace(state.data, frames_of_interest=tuple(sorted(marked)))
    sentence = f"{'mark' if is_new else 'unmark'} frame of interest {frame}"
    return Result(session.with_video_state(replace(state, data=data)), sentence)


def ask_frame(session: Session) -> Session:
    """Open the go-to-frame box."""
    return replace(session, dialog=Dialog(DialogKind.GO_TO_FRAME, "Go to frame"))


def _view(
    id_: str, title: str, help_: str, do: Callable[..., Session], *keys: str, accelerates: bool = False
) -> Command:
    return Command(
        id_, title, help_, SECTION, do, Kind.VIEW, keys, needs_video, repeats=True, accelerates=accelerates
    )


COMMANDS = (
    _view(
        "frame.next",
        "Next frame",
        "One frame forward; faster while the key is held.",
        partial(step, delta=1),
        "right",
        "g",
        accelerates=True,
    ),
    _view(
        "frame.previous",
        "Previous frame",
        "One frame back; faster while the key is held.",
        partial(step, delta=-1),
        "left",
        accelerates=True,
    ),
    _view("frame.forward_10", "10 frames forward", "Ten frames forward.", partial(step, delta=10), "up"),
    _view("frame.back_10", "10 frames back", "Ten frames back.", partial(step, delta=-10), "down"),
    _view(
        "frame.forward_fraction",
        "Forward by 1/100",
        "A hundredth of the video forward.",
        partial(step_fraction, direction=1),
        "shift+right",
        "pagedown",
    ),
    _view(
        "frame.back_fraction",
        "Back by 1/100",
        "A hundredth of the video back.",
        partial(step_fraction, direction=-1),
        "shift+left",
        "pageup",
    ),
    _view(
        "frame.first", "First frame", "Start of the video.", partial(to_end, last=False), "shift+down", "home"
    ),
    _view("frame.last", "Last frame", "End of the video.", partial(to_end, last=True), "shift+up", "end"),
    _view(
        "frame.next_annotated",
        "Next annotated frame",
        "Next frame with any label in the active layer.",
        partial(to_annotated, forward=True),
        ".",
    ),
    _view(
        "frame.previous_annotated",
        "Previous annotated frame",
        "Previous frame with any label in the active layer.",
        partial(to_annotated, forward=False),
        ",",
    ),
    _view(
        "frame.next_labelled",
        "Next frame with this label",
        "Next frame with the current label in the active layer.",
        partial(to_labelled, forward=True),
        "n",
    ),
    _view(
        "frame.previous_labelled",
        "Previous frame with this label",
        "Previous frame with the current label in the active layer.",
        partial(to_labelled, forward=False),
        "p",
        "b",
    ),
    _view(
        "frame.next_unless_annotated",
        "Next frame, stop at annotations",
        "One frame forward unless this frame is annotated in the active layer.",
        partial(step_unless_annotated, delta=1),
        "f",
    ),
    _view(
        "frame.previous_unless_annotated",
        "Previous frame, stop at annotations",
        "One frame back unless this frame is annotated in the active layer.",
        partial(step_unless_annotated, delta=-1),
        "d",
    ),
    _view(
        "frame.next_of_interest",
        "Next frame of interest",
        "Next marked frame.",
        partial(to_frame_of_interest, forward=True),
        "alt+.",
    ),
    _view(
        "frame.previous_of_interest",
        "Previous frame of interest",
        "Previous marked frame.",
        partial(to_frame_of_interest, forward=False),
        "alt+,",
    ),
    Command(
        "frame.toggle_of_interest",
        "Mark frame of interest",
        "Mark or unmark the frame under the cursor on a trace, else the current frame.",
        SECTION,
        toggle_frame_of_interest,
        Kind.EDIT,
        ("m",),
        needs_video,
        needs=(Need.CURSOR_TRACE,),
    ),
    Command(
        "dialog.ask_frame",
        "Go to frame…",
        "Type a frame number.",
        SECTION,
        ask_frame,
        Kind.VIEW,
        ("ctrl+g",),
        needs_video,
    ),
    Command(
        "frame.go_to",
        "Go to frame",
        "Show a frame by number.",
        SECTION,
        go_to,
        Kind.VIEW,
        (),
        needs_video,
        is_listed=False,
    ),
    Command(
        "play.show",
        "Show played frame",
        "Playback.",
        SECTION,
        show_played,
        Kind.VIEW,
        (),
        needs_video,
        is_listed=False,
    ),
)
