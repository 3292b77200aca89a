"""Bringing back what was taken out of layers before training: which sidecars there are, what they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.formats.errors import FormatError, ReadError, os_reason
from dustrack_imgui.formats.names import layer_name_of
from dustrack_imgui.formats.recovery_sidecar import load_recovery, recovery_origin
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.track import EMPTY_TRACK, Track
from dustrack_imgui.operations.blockwise import overlaid

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Recovery:
    """A sidecar with dropped points.

    Attributes
    ----------
    layer, annotation
        Layer that the points were taken out of, and its file; the layer may be called otherwise by now.
    when
        Time of dropping, of the computer that did it.
    n_frames, n_points, labels
        What it holds.
    problem
        Sentence why it cannot be read; "" when it can.
    """

    path: Path
    layer: str
    annotation: Path
    when: datetime
    n_frames: int = 0
    n_points: int = 0
    labels: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Restoration:
    """What bringing points back means for a layer as it is now.

    Attributes
    ----------
    points
        To put into the layer, by label.
    n_there
        Points that the layer has already, at the same position.
    n_elsewhere
        Points whose label has another position on that frame by now.
    """

    points: Tracks
    n_there: int
    n_elsewhere: int

    @property
    def n_points(self) -> int:
        """Points to put back."""
        return sum(track.count for track in self.points.values())


def list_recoveries(video: Path, layer: str | None = None) -> tuple[Recovery, ...]:
    """Sidecars of a video's layers, or of one of them, the newest first.

    Raises
    ------
    ReadError
        When the folder cannot be listed.
    """
    try:
        paths = sorted(path for path in video.parent.iterdir() if path.is_file())
    except OSError as error:
        raise ReadError(f"The folder could not be listed ({os_reason(error)})", video.parent) from error
    found = []
    for path in paths:
        origin = recovery_origin(path)
        name = None if origin is None else layer_name_of(origin[0], video=video)
        if origin is not None and name is not None and layer in (None, name):
            found.append(_recovery(path, name, *origin))
    return tuple(sorted(found, key=lambda one: (one.when, one.path.name), reverse=True))


def read_recovery(path: Path) -> Tracks:
    """Points of a sidecar, by label.

    Raises
    ------
    ReadError
        When it is missing or may not be read.
    SidecarError
        When it is damaged.
    """
    return load_recovery(path)


def as_arguments(tracks: Tracks) -> dict[str, Arrays]:
    """Points as plain arrays, so that a command can carry them; labels without points are left out.

    Returns
    -------
    dict
        By label: `frames` (K,), `xy` (K, 2), `source` (K,); `likelihood` (K,), NaN for none, if any has one.
    """
    found: dict[str, Arrays] = {}
    for label, track in tracks.items():
        if track.count:
            found[label] = {"frames": track.frames(), "xy": track.xy(), "source": track.sources()}
        if track.has_likelihood:
            found[label] = {**found[label], "likelihood": track.likelihoods()}
    return found


def from_arguments(points: Mapping[str, Arrays]) -> Tracks:
    """The tracks that `as_arguments` made plain; journals of earlier versions have no likelihood in them."""
    return MappingProxyType(
        {
            label: Track.from_points(at["frames"], at["xy"], at["source"], likelihood=at.get("likelihood"))
            for label, at in points.items()
        }
    )


def plan_restoring(dropped: Tracks, now: Tracks, *, overwrites: bool = False) -> Restoration:
    """What of the dropped points goes back into a layer.

    Parameters
    ----------
    dropped, now
        Content of a sidecar, and of the layer.
    overwrites
        Also where the label has another position by now; else what was placed since is kept.
    """
    points: dict[str, Track] = {}
    n_there = n_elsewhere = 0
    for label, track in dropped.items():
        own = now.get(label, EMPTY_TRACK)
        frames = track.frames()
        length = int(frames[-1]) + 1 if len(frames) else 0
        here = own.array(length)[frames]
        is_marked = ~np.isnan(here[:, 0])
        is_same = is_marked & (here == track.xy()).all(axis=1)
        n_there += int(is_same.sum())
        n_elsewhere += int((is_marked & ~is_same).sum())
        missing = track.without(frames[is_same if overwrites else is_marked])
        if missing.count:
            points[label] = missing
    return Restoration(MappingProxyType(points), n_there, n_elsewhere)


def restored(now: Tracks, restoration: Restoration) -> Tracks:
    """The layer with the points put back; labels that it lacks are declared at its end."""
    found = dict(now)
    for label, track in restoration.points.items():
        own = found.get(label, EMPTY_TRACK)
        found[label] = overlaid(own, track)
    return MappingProxyType(found)


def _recovery(path: Path, layer: str, annotation: Path, when: datetime) -> Recovery:
    try:
        tracks = load_recovery(path)
    except FormatError as error:
        return Recovery(path, layer, annotation, when, problem=f"{error.reason}.")
    frames = {int(frame) for track in tracks.values() for frame in track.frames()}
    n_points = sum(track.count for track in tracks.values())
    return Recovery(path, layer, annotation, when, len(frames), n_points, tuple(tracks))
