"""Conditions that many commands share, each with the sentence that the user sees."""

from __future__ import annotations

from dustrack_imgui.commands.key_hints import key_or_title
from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.store.command import Refused, Region


def no_video(session: Session) -> str:
    """What to say without a video."""
    return f"Open a video first ({key_or_title(session, 'dialog.ask_video')})."


def no_interval(session: Session) -> str:
    """What to say without an interval."""
    key = key_or_title(session, "interval.pick")
    return f"Select an interval first: press {key} at its first and at its last frame."


def no_overlay(session: Session) -> str:
    """What to say without an overlay."""
    return f"Choose an overlay first: {_overlay_keys(session, 'and')} step through the layers."


def overlay_is_active(session: Session) -> str:
    """What to say when the overlay is the active layer."""
    keys = _overlay_keys(session, "or")
    return f"The overlay is the active layer itself; choose another one with {keys}."


def no_frames_of_interest(session: Session) -> str:
    """What to say without frames of interest."""
    return f"Mark frames of interest first ({key_or_title(session, 'frame.toggle_of_interest')})."


def _overlay_keys(session: Session, joint: str) -> str:
    first, second = (key_or_title(session, f"layer.{which}_overlay") for which in ("previous", "next"))
    return f"{first} {joint} {second}"


def needs_video(session: Session) -> str | None:
    """Refusal when no video is open."""
    return None if session.videos else no_video(session)


def needs_interval(session: Session) -> str | None:
    """Refusal when the active layer and label have no interval."""
    state = session.active
    if state is None:
        return no_video(session)
    return None if state.interval is not None else no_interval(session)


def needs_overlay(session: Session) -> str | None:
    """Refusal when no overlay is shown."""
    state = session.active
    if state is None:
        return no_video(session)
    return None if state.overlay is not None else no_overlay(session)


def needs_donor(session: Session) -> str | None:
    """Refusal when there is no overlay, other than the active layer, to take points from."""
    refusal = needs_overlay(session)
    if refusal is not None:
        return refusal
    state = active(session)
    return overlay_is_active(session) if state.view.overlay == state.view.layer else None


def needs_donor_and_interval(session: Session) -> str | None:
    """Refusal when there is no overlay to take points from, or no interval."""
    return needs_donor(session) or needs_interval(session)


def needs_donor_and_frames_of_interest(session: Session) -> str | None:
    """Refusal when there is no overlay to take points from, or no frame of interest."""
    return needs_donor(session) or (
        None if active(session).data.frames_of_interest else no_frames_of_interest(session)
    )


def donor_of(session: Session) -> Layer:
    """Overlay that points are taken from, or `Refused`."""
    state = active(session)
    if state.overlay is None:
        raise Refused(no_overlay(session))
    if state.view.overlay == state.view.layer:
        raise Refused(overlay_is_active(session))
    return state.overlay


def active(session: Session) -> VideoState:
    """State of the active video, or `Refused`."""
    state = session.active
    if state is None:
        raise Refused(no_video(session))
    return state


def interval_of(session: Session) -> Interval:
    """Selected interval, or `Refused`."""
    interval = active(session).interval
    if interval is None:
        raise Refused(no_interval(session))
    return interval


def region(
    state: VideoState,
    layer: Layer,
    labels: tuple[str, ...] = (),
    first_frame: int | None = None,
    last_frame: int | None = None,
) -> Region:
    """Region of an edit in one layer of a video."""
    last = first_frame if last_frame is None else last_frame
    return Region(state.video.key, layer.name, labels, first_frame, last)


def plural(count: int, noun: str) -> str:
    """Count with its noun, e.g. "1 point", "3 points"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
