"""Commands that put a layer in order: labels sorted or taken away, frames clipped, gaps reported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from dustrack_imgui.commands.access import needs_video, plural
from dustrack_imgui.commands.edits import layer_named, with_tracks
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog, DialogKind
from dustrack_imgui.operations.coverage import coverage, missing_labels, stray_labels
from dustrack_imgui.operations.tidying import (
    clipped,
    labels_sorted,
    without_empty_labels,
    without_labels,
    without_trailing_empty_labels,
)
from dustrack_imgui.store.command import Command, Do, Kind, Refused, Result

SECTION = "Other"
_SHOWN_FRAMES = 3


def clip(
    session: Session, *, first_frame: int, last_frame: int, video: str | None = None, layer: str | None = None
) -> Result:
    """Remove the points outside a range of frames, whose ends are both kept."""
    state, target = layer_named(session, video, layer)
    tracks = clipped(target.tracks, first_frame=first_frame, last_frame=last_frame)
    count = target.count() - sum(track.count for track in tracks.values())
    if not count:
        raise Refused(f"{target.name} has no point outside of frames {first_frame}–{last_frame}.")
    sentence = f"clip {target.name} to {first_frame}–{last_frame} ({plural(count, 'point')} removed)"
    return with_tracks(
        session,
        state,
        target,
        tracks,
        sentence=sentence,
        said=f"Removed {plural(count, 'point')} outside of frames {first_frame}–{last_frame}.",
        labels=target.labels,
    )


def order_labels(session: Session, *, video: str | None = None, layer: str | None = None) -> Result:
    """Put the labels in numeric order."""
    state, target = layer_named(session, video, layer)
    tracks = labels_sorted(target.tracks)
    if tuple(tracks) == target.labels:
        raise Refused(f"The labels of {target.name} are in order.")
    said = f"Labels of {target.name} in order: {', '.join(tracks)}."
    return with_tracks(session, state, target, tracks, sentence=f"sort labels of {target.name}", said=said)


def remove_empty_labels(
    session: Session,
    *,
    remaining: Callable[[Tracks], Tracks],
    video: str | None = None,
    layer: str | None = None,
) -> Result:
    """Take away labels without points."""
    state, target = layer_named(session, video, layer)
    tracks = remaining(target.tracks)
    gone = tuple(label for label in target.labels if label not in tracks)
    if not gone:
        raise Refused(f"{target.name} has no such empty label.")
    return with_tracks(
        session,
        state,
        target,
        tracks,
        sentence=f"remove empty labels of {target.name} ({', '.join(gone)})",
        said=f"Removed from {target.name}: {plural(len(gone), 'empty label')} ({', '.join(gone)}).",
        labels=gone,
    )


def remove_labels(
    session: Session, *, labels: Sequence[str], video: str | None = None, layer: str | None = None
) -> Result:
    """Take away labels with all their points."""
    state, target = layer_named(session, video, layer)
    gone = tuple(label for label in labels if label in target.tracks)
    if not gone:
        raise Refused(f"{target.name} has none of the labels {', '.join(labels)}.")
    count = plural(sum(target.track(label).count for label in gone), "point")
    return with_tracks(
        session,
        state,
        target,
        without_labels(target.tracks, gone),
        sentence=f"remove labels {', '.join(gone)} of {target.name} ({count})",
        said=f"Removed {plural(len(gone), 'label')} with {count} from {target.name}.",
        labels=gone,
    )


def report_incomplete(
    session: Session,
    *,
    required: Sequence[str] | None = None,
    video: str | None = None,
    layer: str | None = None,
) -> Session:
    """Say which annotated frames lack a label, and which labels are none of the required ones."""
    _, target = layer_named(session, video, layer)
    found = coverage(target.tracks, required=required)
    strays = {} if required is None else stray_labels(target.tracks, known=required)
    if not len(found.incomplete) and not strays:
        count = plural(len(found.complete), "annotated frame")
        raise Refused(f"Nothing is missing: {count} of {target.name}, each with all labels.")
    lines = [f"{plural(len(found.complete), 'frame')} with all labels ({', '.join(found.required)})."]
    if len(found.incomplete):
        lines.append(f"{plural(len(found.incomplete), 'frame')} with a label missing:")
    lines += [
        f"  frame {frame}: {', '.join(missing_labels(target.tracks, frame, found.required))} missing"
        for frame in found.incomplete[:_SHOWN_FRAMES].tolist()
    ]
    if len(found.incomplete) > _SHOWN_FRAMES:
        lines.append(f"  … and {len(found.incomplete) - _SHOWN_FRAMES} more")
    if strays:
        counts = ", ".join(f"{label} ({plural(len(frames), 'point')})" for label, frames in strays.items())
        lines.append(f"Labels that do not belong to the project: {counts}.")
    dialog = Dialog(DialogKind.NOTICE, f"Incomplete frames of {target.name}", "\n".join(lines))
    return replace(session, dialog=dialog)


def _command(id_: str, title: str, help_: str, do: Do, *, is_listed: bool = True) -> Command:
    return Command(id_, title, help_, SECTION, do, Kind.EDIT, (), needs_video, is_listed=is_listed)


COMMANDS = (
    _command(
        "layer.sort_labels", "Sort labels", "Put the labels of the layer in numeric order.", order_labels
    ),
    _command(
        "layer.remove_empty_labels",
        "Remove empty labels",
        "Take labels without points out of the layer.",
        partial(remove_empty_labels, remaining=without_empty_labels),
    ),
    _command(
        "layer.clip_trailing_empty_labels",
        "Remove trailing empty labels",
        "Take empty labels off the end.",
        partial(remove_empty_labels, remaining=without_trailing_empty_labels),
        is_listed=False,
    ),
    _command("layer.clip", "Clip layer", "Keep a range of frames.", clip, is_listed=False),
    _command("layer.remove_labels", "Remove labels", "With their points.", remove_labels, is_listed=False),
    Command(
        "layer.report_incomplete",
        "Find incomplete frames",
        "List the annotated frames of the layer that lack a label.",
        SECTION,
        report_incomplete,
        Kind.VIEW,
        (),
        needs_video,
    ),
)
