"""Commands that select an interval and track or clear inside it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from dustrack_imgui.commands.access import (
    active,
    interval_of,
    needs_interval,
    needs_video,
    plural,
    region,
)
from dustrack_imgui.commands.key_hints import key_or_title
from dustrack_imgui.commands.tracking_effects import Interpolate
from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.layer import Layer
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.store.command import Command, Kind, Need, Refused, Result

SECTION = "5b. Refine labels in a selected interval"


def pick(session: Session, *, trace_frame: float | None = None) -> Session | Result:
    """Pick one end of the interval: the frame under the cursor on a trace, else the current frame."""
    state = active(session)
    frame = state.view.frame if trace_frame is None else state.video.clamp(round(trace_frame))
    first = state.view.pending_pick
    if first is None:
        view = replace(state.view, pending_pick=frame)
        chosen = session.with_video_state(replace(state, view=view))
        key = key_or_title(session, "interval.pick")
        return chosen.saying(f"Interval starts at frame {frame}; press {key} at its other end.")
    if first == frame:
        raise Refused(f"The interval needs two different frames; its first is {first}.")
    return set_interval(session, first=first, last=frame)


def set_interval(session: Session, *, first: int, last: int) -> Result:
    """Select the interval between two frames for the active layer and current label."""
    state = active(session)
    start, end = sorted((state.video.clamp(first), state.video.clamp(last)))
    if start == end:
        raise Refused("An interval needs two different frames.")
    label = state.view.label
    data = state.data.with_interval((state.view.layer, label), Interval(start, end))
    after = replace(state, data=data, view=replace(state.view, pending_pick=None))
    chosen = session.with_video_state(after).saying(f"Interval {start}–{end}: {end - start + 1} frames")
    return Result(
        chosen,
        f"select interval {start}–{end} for {label}",
        region(state, state.layer, (label,), start, end),
    )


def forget(session: Session) -> Session | Result:
    """Drop the pending pick, else the selected interval."""
    state = active(session)
    if state.view.pending_pick is not None:
        return session.with_video_state(replace(state, view=replace(state.view, pending_pick=None)))
    interval = interval_of(session)
    after = replace(state, data=state.data.with_interval((state.view.layer, state.view.label), None))
    label = state.view.label
    return Result(
        session.with_video_state(after),
        f"drop interval {interval.start}–{interval.end} of {label}",
        region(state, state.layer, (label,), interval.start, interval.end),
    )


def _donor(state: VideoState) -> Layer:
    """Layer that end points are taken from: the overlay when there is one, else the active layer."""
    return state.overlay or state.layer


def interpolate(session: Session, *, all_labels: bool, with_correction: bool) -> Result:
    """Track from the interval's ends, over the interval, into the active layer."""
    state = active(session)
    interval = interval_of(session)
    donor = _donor(state)
    labels = donor.labels if all_labels else (state.view.label,)
    ends = (interval.start, interval.end) if with_correction else (interval.start,)
    usable = tuple(x for x in labels if all(frame in donor.track(x) for frame in ends))
    if not usable:
        where = " and ".join(str(frame) for frame in ends)
        what = "no label" if all_labels else f"label {state.view.label}"
        has = "has a point" if all_labels else "is not marked"
        raise Refused(
            f"{what[0].upper()}{what[1:]} {has} at frame {where} of {donor.name}, where tracking starts."
        )
    start_xy = tuple(_xy(donor, label, interval.start) for label in usable)
    end_xy = tuple(_xy(donor, label, interval.end) for label in usable) if with_correction else None
    effect = Interpolate(
        state.video.key, state.view.layer, usable, interval.start, interval.end, start_xy, end_xy
    )
    skipped = [label for label in labels if label not in usable and donor.track(label).count]
    if skipped:
        session = session.saying(f"Skipped {', '.join(skipped)}: not marked at the ends of the interval.")
    return Result(session, effects=(effect,))


def clear(session: Session, *, all_labels: bool) -> Result:
    """Remove the current label, or all labels, inside the interval from the active layer."""
    state = active(session)
    interval = interval_of(session)
    layer = state.layer
    labels = layer.labels if all_labels else (state.view.label,)
    frames = interval.frames()
    changed = {
        label: new
        for label in labels
        if (new := layer.track(label).without(frames)) is not layer.track(label)
    }
    removed = sum(layer.track(label).count - new.count for label, new in changed.items())
    if not removed:
        raise Refused(f"Nothing to clear in {layer.name} between frames {interval.start} and {interval.end}.")
    new_layer = layer.with_tracks(changed)
    after = replace(state, data=state.data.with_layer(new_layer))
    what = "all labels" if all_labels else labels[0]
    sentence = f"clear {what} in {interval.start}–{interval.end} ({plural(removed, 'point')})"
    return Result(
        session.with_video_state(after).saying(f"Removed {plural(removed, 'point')}."),
        sentence,
        region(after, new_layer, tuple(changed), interval.start, interval.end),
    )


def _xy(layer: Layer, label: str, frame: int) -> tuple[float, float]:
    xy = layer.track(label).xy_at(frame)
    assert xy is not None, "callers checked that the label is marked"
    return xy


COMMANDS = (
    Command(
        "interval.pick",
        "Select interval",
        "Press at the first and at the last frame: under the cursor on a trace, else the current frame.",
        SECTION,
        pick,
        Kind.EDIT,
        ("z",),
        needs_video,
        needs=(Need.CURSOR_TRACE,),
    ),
    Command(
        "interval.forget",
        "Drop interval",
        "Drop the half-picked or the selected interval.",
        SECTION,
        forget,
        Kind.EDIT,
        ("shift+z",),
        needs_video,
    ),
    Command(
        "interval.set",
        "Select interval",
        "By frames.",
        SECTION,
        set_interval,
        Kind.EDIT,
        (),
        needs_video,
        is_listed=False,
    ),
    Command(
        "interval.interpolate",
        "Interpolate label (LK-RSTC)",
        "Track the current label between the interval's ends, taken from the overlay if one is shown.",
        SECTION,
        partial(interpolate, all_labels=False, with_correction=True),
        Kind.VIEW,
        ("a",),
        needs_interval,
    ),
    Command(
        "interval.interpolate_all",
        "Interpolate all labels (LK-RSTC)",
        "Track every label between the interval's ends, taken from the overlay if one is shown.",
        SECTION,
        partial(interpolate, all_labels=True, with_correction=True),
        Kind.VIEW,
        ("ctrl+a",),
        needs_interval,
    ),
    Command(
        "interval.interpolate_lk",
        "Track all labels (LK only)",
        "Track every label forward from the interval's start, without tracking correction.",
        SECTION,
        partial(interpolate, all_labels=True, with_correction=False),
        Kind.VIEW,
        ("ctrl+d",),
        needs_interval,
    ),
    Command(
        "interval.clear",
        "Clear label in interval",
        "Remove the current label inside the interval.",
        SECTION,
        partial(clear, all_labels=False),
        Kind.EDIT,
        ("alt+a",),
        needs_interval,
    ),
    Command(
        "interval.clear_all",
        "Clear all labels in interval",
        "Remove every label inside the interval.",
        SECTION,
        partial(clear, all_labels=True),
        Kind.EDIT,
        ("ctrl+alt+a",),
        needs_interval,
    ),
)
