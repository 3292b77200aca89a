"""Conditions that many commands share, each with the sentence that the user sees."""

from __future__ import annotations

from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.store.command import Refused, Region

NO_VIDEO = "Open a video first (Ctrl+O)."
NO_INTERVAL = "Select an interval first: press Z at its first and at its last frame."
NO_OVERLAY = "Choose an overlay first: [ and ] step through the layers."
OVERLAY_IS_ACTIVE = "The overlay is the active layer itself; choose another one with [ or ]."
NO_FRAMES_OF_INTEREST = "Mark frames of interest first (M)."


def needs_video(session: Session) -> str | None:
    """Refusal when no video is open."""
    return None if session.videos else NO_VIDEO


def needs_interval(session: Session) -> str | None:
    """Refusal when the active layer and label have no interval."""
    state = session.active
    if state is None:
        return NO_VIDEO
    return None if state.interval is not None else NO_INTERVAL


def needs_overlay(session: Session) -> str | None:
    """Refusal when no overlay is shown."""
    state = session.active
    if state is None:
        return NO_VIDEO
    return None if state.overlay is not None else NO_OVERLAY


def needs_donor(session: Session) -> str | None:
    """Refusal when there is no overlay, other than the active layer, to take points from."""
    refusal = needs_overlay(session)
    if refusal is not None:
        return refusal
    state = active(session)
    return OVERLAY_IS_ACTIVE if state.view.overlay == state.view.layer else None


def needs_donor_and_interval(session: Session) -> str | None:
    """Refusal when there is no overlay to take points from, or no interval."""
    return needs_donor(session) or needs_interval(session)


def needs_donor_and_frames_of_interest(session: Session) -> str | None:
    """Refusal when there is no overlay to take points from, or no frame of interest."""
    return needs_donor(session) or (
        None if active(session).data.frames_of_interest else NO_FRAMES_OF_INTEREST
    )


def donor_of(state: VideoState) -> Layer:
    """Overlay that points are taken from, or `Refused`."""
    if state.overlay is None:
        raise Refused(NO_OVERLAY)
    if state.view.overlay == state.view.layer:
        raise Refused(OVERLAY_IS_ACTIVE)
    return state.overlay


def active(session: Session) -> VideoState:
    """State of the active video, or `Refused`."""
    state = session.active
    if state is None:
        raise Refused(NO_VIDEO)
    return state


def interval_of(state: VideoState) -> Interval:
    """Selected interval, or `Refused`."""
    if state.interval is None:
        raise Refused(NO_INTERVAL)
    return state.interval


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
