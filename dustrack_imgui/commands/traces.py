"""Commands that change what the trace panes show."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from dustrack_imgui.commands.access import active, needs_video
from dustrack_imgui.commands.picture import fit as fit_picture
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.view import TraceView
from dustrack_imgui.store.command import Command, Do, Kind

SECTION = "Display"
MIN_SPAN_FRAMES = 4.0
Range = tuple[float, float]


def _with_traces(session: Session, state: VideoState, traces: TraceView) -> Session:
    return session.with_video_state(replace(state, view=replace(state.view, traces=traces)))


def frames_shown(state: VideoState) -> Range:
    """First and last frame coordinate on the trace panes."""
    return state.view.traces.frames or (0.0, float(max(state.video.n_frames - 1, 1)))


def _bounded(state: VideoState, low: float, high: float) -> Range | None:
    """Range moved into the video; None when it covers all of it."""
    whole = float(max(state.video.n_frames - 1, 1))
    span = max(high - low, min(MIN_SPAN_FRAMES, whole))
    if span >= whole:
        return None
    low = min(max(low, 0.0), whole - span)
    return low, low + span


def zoom_frames(session: Session, *, factor: float, anchor_frame: float) -> Session:
    """Zoom the frame axis about a frame."""
    state = active(session)
    low, high = frames_shown(state)
    kept = _bounded(
        state, anchor_frame - (anchor_frame - low) / factor, anchor_frame + (high - anchor_frame) / factor
    )
    return _with_traces(session, state, replace(state.view.traces, frames=kept))


def pan_frames(session: Session, *, delta_frames: float) -> Session:
    """Shift the frame axis by frames."""
    state = active(session)
    low, high = frames_shown(state)
    kept = _bounded(state, low + delta_frames, high + delta_frames)
    return _with_traces(session, state, replace(state.view.traces, frames=kept))


def pan_fraction(session: Session, *, fraction: float) -> Session:
    """Shift the frame axis by a fraction of what is visible."""
    low, high = frames_shown(active(session))
    return pan_frames(session, delta_frames=(high - low) * fraction)


def set_values(session: Session, *, axis: str, low: float, high: float) -> Session:
    """Show a range of image pixels on the x or the y trace."""
    state = active(session)
    if not high > low:
        return session
    traces = state.view.traces
    shown = (float(low), float(high))
    traces = replace(traces, x_px=shown) if axis == "x" else replace(traces, y_px=shown)
    return _with_traces(session, state, traces)


def fit(session: Session) -> Session:
    """Show the whole video and follow the data."""
    return _with_traces(session, active(session), TraceView())


def fit_to_data(session: Session) -> Session:
    """Show the frames that have data of the current label, and follow their values."""
    state = active(session)
    layers = [layer for layer in (state.layer, state.overlay) if layer is not None]
    tracks = [track for layer in layers if (track := layer.track(state.view.label)).count]
    firsts = [first for track in tracks if (first := track.first_frame()) is not None]
    lasts = [last for track in tracks if (last := track.last_frame()) is not None]
    kept = _bounded(state, float(min(firsts)), float(max(lasts))) if firsts else None
    return _with_traces(session, state, TraceView(frames=kept))


def reset(session: Session, *, pane: str = "", to_data: bool = False) -> Session:
    """Reset the view under the cursor: picture, traces, or both when it is elsewhere."""
    if pane != "traces":
        session = fit_picture(session)
    if pane != "image":
        session = fit_to_data(session) if to_data else fit(session)
    return session


def _view(id_: str, title: str, help_: str, do: Do, *keys: str, is_listed: bool = True) -> Command:
    return Command(
        id_,
        title,
        help_,
        SECTION,
        do,
        Kind.VIEW,
        keys,
        needs_video,
        repeats=True,
        is_listed=is_listed,
    )


COMMANDS = (
    _view("view.reset", "Reset view", "Fit picture and traces.", partial(reset, to_data=False), "r"),
    _view(
        "view.reset_to_data",
        "Reset view to data",
        "Fit the picture, and the traces to the frames that have data.",
        partial(reset, to_data=True),
        "alt+r",
    ),
    _view("traces.fit", "Fit traces", "Whole video, all values.", fit),
    _view("traces.pan_left", "Pan traces left", "By a fifth.", partial(pan_fraction, fraction=-0.2), "j"),
    _view(
        "traces.pan_right", "Pan traces right", "By a fifth.", partial(pan_fraction, fraction=0.2), "k", "/"
    ),
    _view("traces.zoom", "Zoom traces", "Wheel over a trace.", zoom_frames, is_listed=False),
    _view("traces.pan", "Pan traces", "Middle drag over a trace.", pan_frames, is_listed=False),
    _view("traces.values", "Value range", "Ctrl+wheel over a trace.", set_values, is_listed=False),
)
