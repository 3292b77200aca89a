"""Commands that bring back points that were taken out of a layer before training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from dustrack_imgui.commands.access import active, needs_video, plural
from dustrack_imgui.commands.edits import layer_named, with_tracks
from dustrack_imgui.commands.layer_saving import is_read_only
from dustrack_imgui.commands.preflight_effects import ListDroppedPoints, ReadDroppedPoints
from dustrack_imgui.dlc.recovery import Arrays, from_arguments, plan_restoring, restored
from dustrack_imgui.model.preflight import DroppedPoints
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog, DialogKind
from dustrack_imgui.store.command import Command, Do, Kind, Refused, Result, When, always

SECTION = "6. Correct and smooth"


def needs_own_layer(session: Session) -> str | None:
    """Refusal when the active layer is one that nothing is ever dropped from."""
    refusal = needs_video(session)
    if refusal is not None:
        return refusal
    layer = active(session).layer
    return (
        f"{layer.name} is only read; make a layer of your own labels active." if is_read_only(layer) else None
    )


def ask(session: Session) -> Result:
    """Look for points that were dropped from layers of this video."""
    state = active(session)
    return Result(session, effects=(ListDroppedPoints(state.video.key, state.view.layer),))


def listed(session: Session, *, video: str, layer: str, found: tuple[DroppedPoints, ...]) -> Session:
    """Report what there is to bring back, and let the user choose."""
    state = session.active
    if state is None or state.video.key != video:
        return session
    if not found:
        return session.saying("Nothing was dropped from the layers of this video before training.")
    dialog = Dialog(DialogKind.RESTORE, f"Restore dropped frames into {layer}", subject=layer)
    return replace(session, dialog=dialog, dlc=replace(session.dlc, dropped=found))


def restore(session: Session, *, path: str, overwrites: bool = False) -> Result:
    """Put points of one of the listed files back into the active layer."""
    state = active(session)
    chosen = next((one for one in session.dlc.dropped if str(one.path) == path), None)
    if chosen is None:
        raise Refused("Choose one of the listed files.")
    if chosen.problem:
        raise Refused(f"It cannot be read: {chosen.problem}")
    effect = ReadDroppedPoints(state.video.key, state.view.layer, Path(path), bool(overwrites))
    return Result(session, effects=(effect,))


def put_back(
    session: Session,
    *,
    video: str,
    layer: str,
    name: str,
    points: Mapping[str, Arrays],
    overwrites: bool = False,
) -> Result:
    """Put points into a layer where it has none, or also over those placed since.

    Parameters
    ----------
    points
        As `dlc.recovery.as_arguments` gives them.
    """
    state, target = layer_named(session, video, layer)
    plan = plan_restoring(from_arguments(points), target.tracks, overwrites=overwrites)
    session = replace(session, dialog=None)
    kept = "" if overwrites or not plan.n_elsewhere else f", {plan.n_elsewhere} placed since are kept"
    there = f", {plan.n_there} were there already" if plan.n_there else ""
    if not plan.n_points:
        return Result(session.saying(f"Nothing to restore from {name}{there}{kept}."))
    frames = np.unique(np.concatenate([track.frames() for track in plan.points.values()]))
    what = f"{plural(plan.n_points, 'point')} on {plural(len(frames), 'frame')}"
    return with_tracks(
        session,
        state,
        target,
        restored(target.tracks, plan),
        sentence=f"restore {what} of {target.name}",
        said=f"Restored {what}{there}{kept}. The file with them stays.",
        labels=tuple(plan.points),
        frames=frames,
    )


def _hidden(id_: str, title: str, do: Do, kind: Kind = Kind.VIEW, when: When = always) -> Command:
    return Command(id_, title, title, SECTION, do, kind, when=when, is_listed=False)


COMMANDS = (
    Command(
        "layer.ask_restore",
        "Restore dropped frames…",
        "Bring back points that were taken out of the active layer before a model was trained.",
        SECTION,
        ask,
        Kind.VIEW,
        (),
        needs_own_layer,
    ),
    _hidden("layer.restore_dropped", "Restore", restore, when=needs_own_layer),
    _hidden("layer.put_back", "Restore dropped frames", put_back, Kind.EDIT),
    _hidden("layer.dropped_listed", "Report", listed, Kind.SYSTEM),
)
