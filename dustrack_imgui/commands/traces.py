"""Commands that change what the trace panes show."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from dustrack_imgui.commands.access import active, needs_video
from dustrack_imgui.commands.picture import fit as fit_picture
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.view import TraceView
from dustrack_imgui.store.command import Command, Do, Kind, Need, Refused, switch

SECTION = "Display"
MIN_SPAN_FRAMES = 4.0
PAD_FRACTION = 0.05
MIN_SPAN_PX = 2.0
Range = tuple[float, float]
Limits = tuple[Range, Range]


def _with_traces(session: Session, state: VideoState, traces: TraceView) -> Session:
    return session.with_video_state(replace(state, view=replace(state.view, traces=traces)))


def frames_shown(state: VideoState) -> Range:
    """First and last frame coordinate on the trace panes."""
    return state.view.traces.frames or (0.0, float(max(state.video.n_frames - 1, 1)))


def values_chosen(state: VideoState) -> tuple[Range | None, Range | None]:
    """Ranges that the user chose for the x and y traces of the current label; None where they are fitted."""
    traces = state.view.traces
    return (traces.x_px, traces.y_px) if traces.label in (None, state.view.label) else (None, None)


def fitted(extent: Range) -> Range:
    """Range to show for values of an extent: padded, and never so narrow that rounding looks like motion."""
    low, high = extent
    pad = max((high - low) * PAD_FRACTION, (MIN_SPAN_PX - (high - low)) / 2)
    return low - pad, high + pad


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
    shown, (x_px, y_px) = (float(low), float(high)), values_chosen(state)
    traces = _chosen(state, shown, y_px) if axis == "x" else _chosen(state, x_px, shown)
    return _with_traces(session, state, traces)


def pan_values(session: Session, *, fraction: float, trace_limits: Limits | None = None) -> Session:
    """Shift the values of both traces by a fraction of what is visible."""
    state = active(session)
    (x_low, x_high), (y_low, y_high) = _shown(trace_limits)
    dx, dy = (x_high - x_low) * fraction, (y_high - y_low) * fraction
    shown = _chosen(state, (x_low + dx, x_high + dx), (y_low + dy, y_high + dy))
    return _with_traces(session, state, shown)


def _chosen(state: VideoState, x_px: Range | None, y_px: Range | None) -> TraceView:
    """Ranges that the user chose for the current label, or for all while the axes are frozen."""
    traces = state.view.traces
    return replace(traces, x_px=x_px, y_px=y_px, label=None if traces.is_frozen else state.view.label)


def _shown(trace_limits: Limits | None) -> Limits:
    if trace_limits is None:
        raise Refused("The plots are not on screen.")
    return trace_limits


def toggle_frozen(session: Session, *, trace_limits: Limits | None = None) -> Session:
    """Pin the ranges that are visible now, or let them be automatic again."""
    state = active(session)
    if state.view.traces.is_frozen:
        return fit(session).saying("Plot axes are automatic again.")
    x_px, y_px = _shown(trace_limits)
    n_fits = state.view.traces.n_fits
    pinned = TraceView(frames_shown(state), x_px, y_px, n_fits=n_fits, is_frozen=True)
    return _with_traces(session, state, pinned).saying("Plot axes are frozen.")


def fit(session: Session) -> Session:
    """Show the whole video and fit the values to the data; also ends a freeze."""
    state = active(session)
    return _with_traces(session, state, TraceView(n_fits=state.view.traces.n_fits + 1))


def fit_to_data(session: Session) -> Session:
    """Show the frames that have data of any label, and all their values."""
    state = active(session)
    layers = [layer for layer in (state.layer, state.overlay) if layer is not None]
    tracks = [track for layer in layers for track in layer.tracks.values() if track.count]
    automatic = fit(session)
    if not tracks:
        return automatic
    firsts = [first for track in tracks if (first := track.first_frame()) is not None]
    lasts = [last for track in tracks if (last := track.last_frame()) is not None]
    kept = _bounded(state, float(min(firsts)), float(max(lasts)))
    values = [track.xy() for track in tracks]
    lows = np.min([value.min(axis=0) for value in values], axis=0).tolist()
    highs = np.max([value.max(axis=0) for value in values], axis=0).tolist()
    x_px, y_px = (fitted(extent) for extent in zip(lows, highs, strict=True))
    traces = replace(active(automatic).view.traces, frames=kept, x_px=x_px, y_px=y_px)
    return _with_traces(automatic, active(automatic), traces)


def reset(session: Session, *, pane: str = "", to_data: bool = False) -> Session:
    """Reset the view under the cursor: picture, traces, or both when it is elsewhere."""
    if pane != "traces":
        session = fit_picture(session)
    if pane != "image":
        session = fit_to_data(session) if to_data else fit(session)
    return session


def _view(
    id_: str,
    title: str,
    help_: str,
    do: Do,
    *keys: str,
    is_listed: bool = True,
    needs: tuple[Need, ...] = (),
    repeats: bool = True,
) -> Command:
    return Command(
        id_,
        title,
        help_,
        SECTION,
        do,
        Kind.VIEW,
        keys,
        needs_video,
        needs=needs,
        repeats=repeats,
        is_listed=is_listed,
    )


COMMANDS = (
    _view(
        "view.reset",
        "Reset view",
        "Fit what is under the cursor: picture, traces, or both when it is elsewhere.",
        partial(reset, to_data=False),
        "r",
        needs=(Need.PANE,),
        repeats=False,
    ),
    _view(
        "view.reset_to_data",
        "Reset view to data",
        "As reset view, with the traces on the frames that have data and on the values of all labels.",
        partial(reset, to_data=True),
        "alt+r",
        needs=(Need.PANE,),
        repeats=False,
    ),
    switch(
        _view(
            "traces.toggle_frozen",
            "Freeze plot axes",
            "Keep the plots at what they show now, whatever the label or layer; again makes them automatic.",
            toggle_frozen,
            "shift+f",
            needs=(Need.TRACE_LIMITS,),
            repeats=False,
        ),
        lambda session: session.active is not None and session.active.view.traces.is_frozen,
    ),
    _view("traces.fit", "Fit traces", "Whole video, all values.", fit),
    _view("traces.pan_left", "Pan traces left", "By a fifth.", partial(pan_fraction, fraction=-0.2), "j"),
    _view(
        "traces.pan_right", "Pan traces right", "By a fifth.", partial(pan_fraction, fraction=0.2), "k", "/"
    ),
    _view(
        "traces.pan_up",
        "Pan traces up",
        "By a fifth of the values.",
        partial(pan_values, fraction=0.2),
        "l",
        needs=(Need.TRACE_LIMITS,),
    ),
    _view(
        "traces.pan_down",
        "Pan traces down",
        "By a fifth of the values.",
        partial(pan_values, fraction=-0.2),
        "shift+l",
        needs=(Need.TRACE_LIMITS,),
    ),
    _view("traces.zoom", "Zoom traces", "Wheel over a trace.", zoom_frames, is_listed=False),
    _view("traces.pan", "Pan traces", "Middle drag over a trace.", pan_frames, is_listed=False),
    _view("traces.values", "Value range", "Ctrl+wheel over a trace.", set_values, is_listed=False),
)
