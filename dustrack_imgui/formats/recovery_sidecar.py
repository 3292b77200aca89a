"""The points of frames that were dropped before training, kept beside the layer's file.

The sidecar itself is DUSTrack's and has room for positions only; what else is known of the points lies beside
it, as it does for layers.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.formats.body_parts import is_label
from dustrack_imgui.formats.errors import FormatError, ReadError, SidecarError, WriteError, os_reason
from dustrack_imgui.formats.point_facts import SUFFIX as FACTS_SUFFIX
from dustrack_imgui.formats.point_facts import has_facts, read_facts, write_facts
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import MAX_FRAME, Track

_INFIX = ".dustrack-dropped-incomplete-"
_STAMP = "%Y%m%dT%H%M%S"
_NAME = re.compile(rf"(?P<stem>.+){re.escape(_INFIX)}(?P<when>\d{{8}}T\d{{6}})(-\d+)?", re.ASCII | re.DOTALL)
_MAX_FRAME_DIGITS = 18

log = logging.getLogger(__name__)


def recovery_path(annotation: Path, when: datetime) -> Path:
    """Sidecar of a layer's file; it does not end in `.json`, so that no one takes it for a layer."""
    return annotation.with_name(f"{annotation.stem}{_INFIX}{when.strftime(_STAMP)}")


def find_recoveries(annotation: Path) -> tuple[Path, ...]:
    """Sidecars of a layer's file, oldest first.

    Raises
    ------
    ReadError
        When the folder cannot be listed.
    """
    start = f"{annotation.stem}{_INFIX}"
    try:
        found = [path for path in annotation.parent.iterdir() if path.name.startswith(start)]
    except OSError as error:
        raise ReadError(f"The folder could not be listed ({os_reason(error)})", annotation.parent) from error
    return tuple(sorted(path for path in found if recovery_origin(path) is not None))


def recovery_origin(path: Path) -> tuple[Path, datetime] | None:
    """Annotation file that a sidecar was made for, and when; None when the name is no sidecar's."""
    found = _NAME.fullmatch(path.name)
    if found is None:
        return None
    try:
        when = datetime.strptime(found["when"], _STAMP)
    except ValueError:
        return None
    return path.with_name(f"{found['stem']}.json"), when


def recovery_facts_path(recovery: Path) -> Path:
    """File with what is known of the points of a sidecar, where there is more than their positions."""
    return recovery.with_name(f"{recovery.name}{FACTS_SUFFIX}")


def dump_recovery(tracks: Tracks, frames: Iterable[int]) -> bytes:
    """Bytes of a sidecar: frame -> label -> [x, y], for what is marked on these frames."""
    content: dict[str, dict[str, tuple[float, float]]] = {}
    for frame in sorted(set(frames)):
        found = {label: xy for label, track in tracks.items() if (xy := track.xy_at(frame)) is not None}
        content[str(frame)] = found
    return json.dumps(content, indent=2).encode("ascii")


def save_recovery(annotation: Path, tracks: Tracks, frames: Iterable[int], *, when: datetime) -> Path:
    """Write what is marked on frames that are about to be dropped; an older sidecar is never overwritten.

    Raises
    ------
    WriteError
        When the system refuses.
    """
    path = first = recovery_path(annotation, when)
    number = 1
    while path.exists():
        number += 1
        path = first.with_name(f"{first.name}-{number}")
    content = dump_recovery(tracks, frames)
    known = _known(_parsed(json.loads(content)), tracks)
    facts = recovery_facts_path(path)
    if has_facts(known):
        write_facts(facts, content, known)
    try:
        write_atomically(path, content)
    except WriteError:
        facts.unlink(missing_ok=True)
        raise
    return path


def remove_recovery(path: Path) -> None:
    """Remove a sidecar that was written for a cleaning that did not take place.

    Raises
    ------
    OSError
        When the system refuses.
    """
    path.unlink()
    recovery_facts_path(path).unlink(missing_ok=True)


def load_recovery(path: Path) -> Tracks:
    """Read the points of a sidecar, by label in the order in which labels occur, with what is known of them.

    Points whose provenance cannot be read are points all the same.

    Raises
    ------
    ReadError
        When there is no such file or it may not be read.
    SidecarError
        When it is damaged.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReadError(f"The dropped points could not be read ({os_reason(error)})", path) from error
    try:
        tracks = _parsed(json.loads(content))
    except (ValueError, RecursionError, OverflowError) as error:
        raise SidecarError(f"The file of dropped points is damaged ({error})", path) from error
    facts = recovery_facts_path(path)
    try:
        known = read_facts(facts, content, tracks) if facts.exists() else None
    except FormatError as error:
        log.warning("where dropped points came from is not known: %s", error)
        known = None
    return tracks if known is None else known.tracks


def _parsed(document: Any) -> Tracks:
    if not isinstance(document, dict):
        raise ValueError("frames are expected at its top")
    found: dict[str, tuple[list[int], list[list[float]]]] = {}
    for frame, points in document.items():
        number = int(frame) if frame.isascii() and frame.isdigit() and len(frame) <= _MAX_FRAME_DIGITS else -1
        if not 0 <= number <= MAX_FRAME or not isinstance(points, dict):
            raise ValueError(f"frame {frame!r:.40} is not a number from 0 to {MAX_FRAME} with points")
        for label, xy in points.items():
            if not is_label(label) or not _is_position(xy):
                raise ValueError(
                    f"frame {number}, label {label!r:.40}: two finite numbers [x, y] are expected"
                )
            frames, positions = found.setdefault(label, ([], []))
            frames.append(number)
            positions.append(xy)
    return MappingProxyType(
        {label: Track.from_points(frames, xy, Source.FILE) for label, (frames, xy) in found.items()}
    )


def _known(points: Tracks, tracks: Tracks) -> Tracks:
    """The same points with what these tracks know of them."""
    return MappingProxyType(
        {
            label: tracks[label].without(np.setdiff1d(tracks[label].frames(), track.frames()))
            for label, track in points.items()
        }
    )


def _is_position(xy: object) -> bool:
    if not (isinstance(xy, list) and len(xy) == 2 and {type(value) for value in xy} <= {int, float}):
        return False
    return bool(np.isfinite(np.array(xy, np.float64)).all())
