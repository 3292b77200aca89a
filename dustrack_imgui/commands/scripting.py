"""Commands behind `VideoAnnotation` in a live session: whatever a script changes is one of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.annotations.layer_patch import LayerPatch, patched
from dustrack_imgui.commands.access import needs_video
from dustrack_imgui.commands.edits import layer_named, with_tracks
from dustrack_imgui.commands.effects import SaveLayers
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Command, Kind, Result

SECTION = "Scripts"


def patch(
    session: Session,
    *,
    video: str,
    layer: str,
    labels: Sequence[str],
    put: Mapping[str, Mapping[str, NDArray[Any]]],
    removed: Mapping[str, NDArray[np.int64]],
    sentence: str,
) -> Result:
    """Set and remove points of a layer, and give it these labels in this order; see `LayerPatch`."""
    state, target = layer_named(session, video, layer)
    change = LayerPatch(tuple(labels), put, removed)
    span = change.frame_range()
    return with_tracks(
        session,
        state,
        target,
        patched(target, change).tracks,
        sentence=sentence,
        said=f"Script: {sentence} in {target.name}.",
        labels=change.changed_labels,
        frames=None if span is None else np.array(span),
    )


def save(session: Session, *, video: str, layer: str) -> Result:
    """Write a layer to its file."""
    state, target = layer_named(session, video, layer)
    return Result(session, effects=(SaveLayers(((state.video.key, target.name),)),))


COMMANDS = (
    Command(
        "layer.patch",
        "Edit by a script",
        "Points and labels that a script changed.",
        SECTION,
        patch,
        Kind.EDIT,
        (),
        needs_video,
        is_listed=False,
    ),
    Command(
        "layer.save_named",
        "Save a layer",
        "Save a layer that a script names.",
        SECTION,
        save,
        Kind.VIEW,
        (),
        needs_video,
        is_listed=False,
    ),
)
