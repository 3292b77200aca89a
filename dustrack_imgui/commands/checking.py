"""Commands that track labels through their gaps, to see in the scratch layer whether they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.commands.access import active, needs_video, region
from dustrack_imgui.commands.edits import with_layer_in_order
from dustrack_imgui.commands.tracking_effects import CheckLabels
from dustrack_imgui.formats.names import annotation_path
from dustrack_imgui.model.layer import SCRATCH_LAYER, Layer, LayerKind
from dustrack_imgui.model.session import Session, VideoState
from dustrack_imgui.model.source import Source
from dustrack_imgui.operations.checking import frames_around, has_gap, labels_with_gaps
from dustrack_imgui.store.command import Command, Do, Kind, Refused, Result

SECTION = "5a. LK-RSTC based label augmentation"


def check_around(session: Session) -> Result:
    """Track the current label between its two marked frames before and its two from the current one on."""
    state = active(session)
    layer, label, frame = _checked_layer(state), state.view.label, state.view.frame
    frames = frames_around(layer.track(label), frame)
    if not has_gap(frames):
        raise Refused(
            f"Nothing to check: label {label} of {layer.name} has no gap between two marked frames "
            f"around frame {frame}."
        )
    effect = CheckLabels(state.video.key, layer.name, (label,), tuple(frames.tolist()))
    return Result(session, effects=(effect,))


def check(session: Session, *, all_labels: bool) -> Result:
    """Track the current label, or every label, through all gaps between marked frames."""
    state = active(session)
    layer = _checked_layer(state)
    wanted = layer.labels if all_labels else (state.view.label,)
    labels = labels_with_gaps(layer.tracks, wanted)
    if not labels:
        what = "no label" if all_labels else f"label {state.view.label}"
        has = "has a gap" if all_labels else "has no gap"
        raise Refused(f"Nothing to check: {what} of {layer.name} {has} between two marked frames.")
    return Result(session, effects=(CheckLabels(state.video.key, layer.name, labels, None),))


def put(
    session: Session,
    *,
    video: str,
    labels: Sequence[str],
    frames: NDArray[np.int64],
    xy: NDArray[np.float64],
    sentence: str,
    note: str,
) -> Result:
    """Write tracked paths xy (labels, frames, 2) into the scratch layer, in place of older ones there.

    Where a path is lost inside, the older one goes too; outside of a path nothing changes.
    """
    state = session.video_state(video)
    if state is None:
        raise Refused("The video was closed; the result was dropped.")
    if state.data.has_layer(SCRATCH_LAYER):
        scratch = state.data.layer(SCRATCH_LAYER)
    else:
        path = annotation_path(state.video.path, SCRATCH_LAYER)
        scratch = Layer(SCRATCH_LAYER, path=path, kind=LayerKind.SCRATCH)
    changed = {}
    for row, label in enumerate(labels):
        known = np.flatnonzero(~np.isnan(xy[row]).any(axis=1))
        if known.size:
            cleared = scratch.track(label).without(frames[known[0] : known[-1] + 1])
            changed[label] = cleared.with_points(frames[known], xy[row][known], Source.RSTC)
    new = scratch.with_tracks(changed)
    overlay = SCRATCH_LAYER if state.overlay is None else state.view.overlay
    after = replace(
        state, data=with_layer_in_order(state.data, new), view=replace(state.view, overlay=overlay)
    )
    shown = "shown as overlay" if overlay == SCRATCH_LAYER else f"see layer {SCRATCH_LAYER}"
    return Result(
        session.with_video_state(after).saying(f"{note} The path: {shown}."),
        sentence,
        region(after, new, tuple(labels), int(frames.min()), int(frames.max())),
    )


def _checked_layer(state: VideoState) -> Layer:
    if state.layer.kind is LayerKind.SCRATCH:
        raise Refused(f"{state.layer.name} holds what checking finds; make the layer to be checked active.")
    return state.layer


def _command(id_: str, title: str, help_: str, do: Do, key: str) -> Command:
    return Command(id_, title, help_, SECTION, do, Kind.VIEW, (key,), needs_video)


COMMANDS = (
    _command(
        "check.around",
        "Check label around here (LK)",
        "Track the current label between the marked frames around this one, into the scratch layer.",
        check_around,
        "v",
    ),
    _command(
        "check.label",
        "Check label (LK)",
        "Track the current label through all its gaps, into the scratch layer.",
        partial(check, all_labels=False),
        "alt+v",
    ),
    _command(
        "check.all",
        "Check all labels (LK)",
        "Track every label through all its gaps, into the scratch layer.",
        partial(check, all_labels=True),
        "ctrl+alt+v",
    ),
    Command("check.put", "Checked labels", "Result of checking.", SECTION, put, Kind.EDIT, is_listed=False),
)
