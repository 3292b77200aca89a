"""Commands that check the labels before training, and clean them so that no point is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from dustrack_imgui.commands.access import plural
from dustrack_imgui.commands.dlc_access import SECTION, needs_idle_project, project_of
from dustrack_imgui.commands.dlc_training import START, start_round
from dustrack_imgui.commands.layer_saving import save_effects
from dustrack_imgui.commands.preflight_effects import CheckProjectLabels, CleanProjectLabels
from dustrack_imgui.model.preflight import Preflight
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog, DialogKind, Severity
from dustrack_imgui.model.track import Track
from dustrack_imgui.store.command import Command, Do, Kind, Refused, Result, When, always

TITLE = "Before training"
NOTHING = "No labels to train on"

Drops = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Frames to drop by video, layer and label; layers without any are saved only."""


def check(session: Session) -> Result:
    """Look at the labels of all videos of the project, then ask or begin."""
    project = project_of(session)
    return Result(
        session.saying("Checking the labels of the project…"),
        effects=(CheckProjectLabels(project.root, project.videos, project.labels),),
    )


def told(session: Session, *, found: Preflight, stop: str = "") -> Session | Result:
    """Report what was found: say that there is nothing to train on, ask, or begin when all is well."""
    if stop:
        text = "\n".join((stop, *found.problems))
        return replace(session, dialog=Dialog(DialogKind.NOTICE, NOTHING, text))
    if found.layers or found.question or found.problems:
        dlc = replace(session.dlc, preflight=found)
        return replace(session, dialog=Dialog(DialogKind.PREFLIGHT, TITLE), dlc=dlc)
    refusal = needs_idle_project(session)
    if refusal is not None:
        return session.saying(refusal, Severity.WARNING)
    return start_round(session)


def keep_strays(session: Session, *, keeps: bool) -> Session:
    """Save labels that the project does not know, or take them out."""
    found = _open_preflight(session)
    return _with(session, replace(found, keeps_strays=bool(keeps)))


def save_and_clean(session: Session) -> Result:
    """Write what is dropped beside the layers, drop it, save all layers, and begin."""
    found, project = _open_preflight(session), project_of(session)
    if found.is_cleaning:
        raise Refused("Layers are being saved; one moment.")
    effect = CleanProjectLabels(project.root, project.videos, project.labels, found.keeps_strays)
    return Result(_with(session, replace(found, is_cleaning=True)), effects=(effect,))


def clean(session: Session, *, drops: Drops) -> Result:
    """Drop frames from layers, save these, and begin training when they are saved."""
    layers = tuple((video, layer) for video, its_layers in drops.items() for layer in its_layers)
    gone: set[tuple[str, int]] = set()
    n_points = 0
    for video, name in layers:
        state = session.video_state(video)
        if state is None or not state.data.has_layer(name):
            continue
        layer = state.data.layer(name)
        changed: dict[str, Track] = {}
        for label, frames in drops[video][name].items():
            track = layer.track(label)
            changed[label] = track.without(frames)
            n_points += track.count - changed[label].count
            gone |= {(f"{video}/{name}", int(frame)) for frame in np.asarray(frames).tolist()}
        if any(track is not layer.track(label) for label, track in changed.items()):
            session = session.with_video_state(
                replace(state, data=state.data.with_layer(layer.with_tracks(changed)))
            )
    said = (
        f"{plural(len(gone), 'frame')} cleaned; what was dropped can be restored." if n_points else "Saved."
    )
    sentence = f"clean {plural(len(layers), 'layer')} for training ({plural(n_points, 'point')})"
    done = replace(session, dialog=None, dlc=replace(session.dlc, preflight=None)).saying(said)
    return Result(done, sentence, effects=save_effects(done, layers, then_apply=START))


def failed(session: Session, *, reason: str) -> Session:
    """Report that labels could not be checked or cleaned; the dialog stays open."""
    found = session.dlc.preflight
    if found is not None:
        session = _with(session, replace(found, is_cleaning=False))
    return session.saying(reason, Severity.ERROR)


def _open_preflight(session: Session) -> Preflight:
    if session.dlc.preflight is None:
        raise Refused("Check the labels first: train again.")
    return session.dlc.preflight


def _with(session: Session, found: Preflight) -> Session:
    return replace(session, dlc=replace(session.dlc, preflight=found))


def _hidden(id_: str, title: str, do: Do, when: When = always, kind: Kind = Kind.VIEW) -> Command:
    return Command(id_, title, title, SECTION, do, kind, when=when, is_listed=False)


COMMANDS = (
    _hidden("dlc.preflight", "Check labels", check, needs_idle_project),
    _hidden("dlc.keep_strays", "Save labels not in this DLC project", keep_strays),
    _hidden("dlc.save_and_clean", "Save and clean", save_and_clean, needs_idle_project),
    _hidden("dlc.clean", "Clean labels for training", clean, kind=Kind.EDIT),
    _hidden("dlc.preflight_told", "Report", told, kind=Kind.SYSTEM),
    _hidden("dlc.preflight_failed", "Report", failed, kind=Kind.SYSTEM),
)
