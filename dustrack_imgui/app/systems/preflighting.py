"""Looks at the labels of a whole project before training, and at what was ever dropped from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dustrack_imgui.app.background import Background
from dustrack_imgui.commands.preflight_effects import (
    CheckProjectLabels,
    CleanProjectLabels,
    ListDroppedPoints,
    ReadDroppedPoints,
)
from dustrack_imgui.dlc.hand_layers import FoundLayers, layers_of_files, layers_of_session
from dustrack_imgui.dlc.preflight import LayerReport, PreflightReport, check_layers, holds_labelled_frames
from dustrack_imgui.dlc.preflight_clean import Cleaning, clean_files, plan_cleaning, write_sidecars
from dustrack_imgui.dlc.recovery import Recovery, as_arguments, list_recoveries, read_recovery
from dustrack_imgui.model.preflight import CheckedLayer, DroppedPoints, Preflight
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.video import video_identity
from dustrack_imgui.store.command import Call, Effect


class PreflightingSystem:
    """Checks, writes down what is dropped, and reads it again, one thing after the other on a thread.

    Parameters
    ----------
    wake
        Called from the thread when there is an answer.
    now
        Local time, for the names of what is written down.
    """

    name = "preflighting"

    def __init__(self, wake: Callable[[], None], now: Callable[[], datetime] = datetime.now) -> None:
        self._background = Background(wake, "preflight")
        self._now = now

    def run(self, effect: Effect, session: Session) -> bool:
        """Queue the work on the layers as they are now."""
        if isinstance(effect, CleanProjectLabels):
            self._background.submit(lambda: _clean(effect, session, self._now()), on_error=_cleaning_failed)
            return True
        if isinstance(effect, CheckProjectLabels):
            self._background.submit(lambda: _check(effect, session), on_error=_checking_failed)
            return True
        if isinstance(effect, ListDroppedPoints):
            self._background.submit(lambda: _list(effect), on_error=_restoring_failed)
            return True
        if isinstance(effect, ReadDroppedPoints):
            self._background.submit(lambda: _read(effect), on_error=_restoring_failed)
            return True
        return False

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Return what was found."""
        del session, now_secs
        return self._background.answers()

    def is_active(self, session: Session) -> bool:
        """While something is being looked at."""
        del session
        return self._background.is_busy

    def close(self) -> None:
        """Finish what is being written."""
        self._background.close()


def checked(report: PreflightReport, project: Path) -> Preflight:
    """What the dialog tells of a report."""
    return Preflight(
        project,
        tuple(_layer(one) for one in report.with_issues),
        sum(one.n_complete for one in report.layers),
        tuple(f"{one.video.name}, {one.name}: {one.reason}" for one in report.skipped if one.is_problem),
        report.question or "",
    )


def _layer(report: LayerReport) -> CheckedLayer:
    layer, diff = report.layer, report.diff
    return CheckedLayer(
        str(layer.video),
        layer.name,
        diff.added,
        diff.removed,
        diff.moved,
        len(report.incomplete),
        tuple((one.frame, one.missing) for one in report.shown),
        tuple(report.strays.items()),
    )


def _report(effect: CheckProjectLabels, session: Session) -> PreflightReport:
    """Report of all layers of the project: those of open videos as they are now, all others as on disk."""
    videos = [video_identity(video) for video in effect.videos]
    states = [state for state in session.videos if state.video.path in videos]
    held = [layer.path for state in states for layer in state.data.layers if layer.path is not None]
    on_disk = layers_of_files(videos, project=effect.project, without=held)
    found: FoundLayers = layers_of_session(states) + on_disk
    shown = session.active
    return check_layers(
        found,
        effect.labels,
        has_labelled_frames=holds_labelled_frames(effect.project),
        active=None if shown is None else (shown.video.path, shown.view.layer),
    )


def _check(effect: CheckProjectLabels, session: Session) -> Sequence[Call]:
    report = _report(effect, session)
    return [_call("dlc.preflight_told", found=checked(report, effect.project), stop=report.stop or "")]


def _clean(effect: CleanProjectLabels, session: Session, when: datetime) -> Sequence[Call]:
    """Sidecars of all layers first; layers of open videos are changed by a command, so that undo knows it."""
    report = _report(effect, session)
    cleanings = plan_cleaning(report, keeps_strays=effect.keeps_strays)
    of_session = [one for one in cleanings if one.layer.is_open]
    write_sidecars(of_session, when=when)
    clean_files([one for one in cleanings if not one.layer.is_open], when=when)
    return [_call("dlc.clean", drops=_drops(of_session))]


def _drops(cleanings: Sequence[Cleaning]) -> dict[str, dict[str, dict[str, Any]]]:
    drops: dict[str, dict[str, dict[str, Any]]] = {}
    for one in cleanings:
        frames = {label: track.frames() for label, track in one.dropped.items() if track.count}
        drops.setdefault(str(one.layer.video), {})[one.layer.name] = frames
    return drops


def _list(effect: ListDroppedPoints) -> Sequence[Call]:
    """Those of the layer first, then those of the video's other layers, which it may have been called."""
    found = list_recoveries(Path(effect.video))
    own = sorted(found, key=lambda one: one.layer != effect.layer)
    told = tuple(_dropped(one) for one in own)
    return [_call("layer.dropped_listed", video=effect.video, layer=effect.layer, found=told)]


def _dropped(one: Recovery) -> DroppedPoints:
    when = one.when.strftime("%Y-%m-%d %H:%M")
    labels = tuple(sorted(one.labels, key=int))
    return DroppedPoints(one.path, one.layer, when, one.n_frames, one.n_points, labels, one.problem)


def _read(effect: ReadDroppedPoints) -> Sequence[Call]:
    return [
        _call(
            "layer.put_back",
            video=effect.video,
            layer=effect.layer,
            name=effect.path.name,
            points=as_arguments(read_recovery(effect.path)),
            overwrites=effect.overwrites,
        )
    ]


def _checking_failed(error: Exception) -> Sequence[Call]:
    return [_call("dlc.preflight_failed", reason=f"The labels could not be checked: {error}")]


def _cleaning_failed(error: Exception) -> Sequence[Call]:
    return [_call("dlc.preflight_failed", reason=f"The labels were not cleaned: {error}")]


def _restoring_failed(error: Exception) -> Sequence[Call]:
    return [_call("message.say", text=f"Nothing was restored: {error}", severity="error")]


def _call(command: str, **arguments: object) -> Call:
    return Call(command, MappingProxyType(arguments))
