"""Commands that keep some frames of the active layer and drop the others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from dustrack_imgui.commands.access import active, interval_of, needs_interval, needs_video, plural
from dustrack_imgui.commands.edits import layer_named, span, with_tracks
from dustrack_imgui.model.session import Session
from dustrack_imgui.operations.errors import NothingWouldRemainError
from dustrack_imgui.operations.thinning import decimated, overlapping_continuous_kept, overlapping_kept
from dustrack_imgui.store.command import Command, Kind, Refused, Result

REFINE, OTHER = "5b. Refine labels in a selected interval", "Other"


def decimate(session: Session, *, required: Sequence[str] | None = None) -> Result:
    """Inside the interval drop incomplete frames, then every second complete one, for all labels.

    Parameters
    ----------
    required
        Labels of a complete frame: the body parts of a project; None takes the labels that have points.
    """
    state = active(session)
    layer, interval = state.layer, interval_of(session)
    done = decimated(layer.tracks, interval, required=required)
    where = f"{interval.start}–{interval.end}"
    n_dropped = len(done.dropped)
    if not n_dropped:
        found = "one annotated frame only" if done.n_kept else "no annotated frame"
        raise Refused(f"Nothing to decimate: {layer.name} has {found} in {where}.")
    said = (
        f"Decimated {where}: {plural(done.n_kept, 'frame')} left; dropped {len(done.dropped_incomplete)} "
        f"incomplete and {len(done.dropped_complete)} of the complete."
    )
    return with_tracks(
        session,
        state,
        layer,
        done.tracks,
        sentence=f"decimate {where} ({plural(n_dropped, 'frame')} dropped)",
        said=said,
        labels=layer.labels,
        frames=done.dropped,
    )


def keep_overlapping(
    session: Session,
    *,
    is_continuous: bool,
    required: Sequence[str] | None = None,
    video: str | None = None,
    layer: str | None = None,
) -> Result:
    """Drop the frames that lack a label, and when continuous those without such a neighbour."""
    state, target = layer_named(session, video, layer)
    keep = overlapping_continuous_kept if is_continuous else overlapping_kept
    try:
        done = keep(target.tracks, required=required)
    except NothingWouldRemainError as error:
        raise Refused(f"{target.name}: {error}") from error
    dropped = done.dropped
    if not len(dropped):
        raise Refused(f"Nothing to drop: every annotated frame of {target.name} has all labels.")
    kept = "consecutive complete frames" if is_continuous else "complete frames"
    alone = f" and {len(done.dropped_complete)} without a neighbour" if is_continuous else ""
    said = (
        f"{target.name}: {plural(done.n_kept, 'frame')} left; dropped {len(done.dropped_incomplete)} "
        f"incomplete{alone}, {span(dropped)}."
    )
    return with_tracks(
        session,
        state,
        target,
        done.tracks,
        sentence=f"keep {kept} of {target.name} ({plural(len(dropped), 'frame')} dropped)",
        said=said,
        labels=target.labels,
        frames=dropped,
    )


COMMANDS = (
    Command(
        "interval.decimate",
        "Decimate in interval",
        "Drop frames that lack a label, then every second one, inside the interval and for all labels.",
        REFINE,
        decimate,
        Kind.EDIT,
        ("x",),
        needs_interval,
    ),
    Command(
        "layer.keep_continuous",
        "Keep consecutive complete frames",
        "Drop every frame that lacks a label or has no such neighbour.",
        OTHER,
        partial(keep_overlapping, is_continuous=True),
        Kind.EDIT,
        ("alt+q",),
        needs_video,
    ),
    Command(
        "layer.keep_overlapping",
        "Keep complete frames",
        "Drop every frame that lacks a label.",
        OTHER,
        partial(keep_overlapping, is_continuous=False),
        Kind.EDIT,
        (),
        needs_video,
    ),
)
