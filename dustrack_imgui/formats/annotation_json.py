"""Annotation files: JSON of label -> frame -> [x, y], byte for byte as DUSTrack writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.formats.errors import AnnotationError, ReadError, WriteError, os_reason
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import EMPTY_TRACK, MAX_FRAME, Track

MAX_LABEL_DIGITS = 9
_MAX_FRAME_DIGITS = 18
_Pairs = list[tuple[str, Any]]


@dataclass(frozen=True, eq=False, slots=True)
class Annotation:
    """Content of an annotation file.

    Attributes
    ----------
    tracks
        By label, in the order of the file; a label may be empty.
    warnings
        Sentences about what was left out.
    """

    tracks: Tracks
    warnings: tuple[str, ...] = ()


def load_annotation(path: Path) -> Annotation:
    """Read an annotation file; points that are not finite numbers count as unmarked and are named.

    Raises
    ------
    ReadError
        When there is no such file or it may not be read.
    AnnotationError
        When it is no JSON, or JSON of another shape.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReadError(f"The annotation file could not be read ({os_reason(error)})", path) from error
    return parse_annotation(content, path)


def parse_annotation(content: bytes, path: Path) -> Annotation:
    """Understand the bytes of an annotation file; `path` is for messages.

    Raises
    ------
    AnnotationError
        When it is no JSON, or JSON of another shape.
    """
    try:
        data = json.loads(content, object_pairs_hook=_object)
    except RecursionError as error:
        raise AnnotationError("This is no annotation file: it is nested too deeply", path) from error
    except ValueError as error:
        raise AnnotationError(f"The file is damaged or no JSON ({error})", path) from error
    if not isinstance(data, _Object):
        raise AnnotationError("This is no annotation file: labels are expected at its top", path)
    tracks: dict[str, Track] = {}
    warnings: list[str] = []
    for label, points in data.pairs:
        reason = "it occurs twice" if label in tracks else _label_fault(label) or _points_fault(points)
        if reason is not None:
            name = label if label.isprintable() else repr(label)
            raise AnnotationError(f"This is no valid annotation file: label {name:.40}: {reason}", path)
        tracks[label], unmarked = _track(points)
        warnings += _unmarked_warning(label, unmarked)
    return Annotation(MappingProxyType(tracks), tuple(warnings))


def dump_annotation(tracks: Tracks) -> bytes:
    """Bytes of an annotation file: 4 spaces of indent, frames ascending, labels in order, no end of line."""
    return b"".join(_dumped(tracks))


def save_annotation(path: Path, tracks: Tracks) -> None:
    """Write an annotation file atomically and read it back.

    Raises
    ------
    WriteError
        When the system refuses, or what reads back is not what was to be written.
    """
    pieces = list(_dumped(tracks))

    def check(written: Path) -> None:
        content = written.read_bytes()
        if content != b"".join(pieces) or not _holds(parse_annotation(content, path).tracks, tracks):
            raise WriteError("What was written reads back differently; the old file was kept", path)

    write_atomically(path, pieces, check=check)
    try:
        is_same = path.read_bytes() == b"".join(pieces)
    except OSError as error:
        raise WriteError(f"The written file cannot be read back ({os_reason(error)})", path) from error
    if not is_same:
        raise WriteError("The file changed while it was saved; save again", path)


@dataclass(frozen=True, eq=False, slots=True)
class _Object:
    """A JSON object that holds no points; its pairs as they stand, so that duplicate keys are seen."""

    pairs: _Pairs


@dataclass(frozen=True, eq=False, slots=True)
class _Points:
    """A JSON object of points: frames (K,) and positions (K, 2), or what is wrong with it."""

    frames: NDArray[np.int64]
    xy: NDArray[np.float64]
    fault: str | None = None


_NO_POINTS = _Points(np.empty(0, np.int64), np.empty((0, 2)))


def _object(pairs: _Pairs) -> _Object | _Points:
    """Turn each label's points into arrays as soon as they are parsed, which spares memory and time."""
    if not pairs or type(pairs[0][1]) is not list:
        return _Object(pairs)
    keys, values = [key for key, _ in pairs], [value for _, value in pairs]
    if set(map(type, values)) != {list}:
        return _Object(pairs)
    try:
        return _Points(_frames(keys), _positions(keys, values))
    except ValueError as error:
        return replace(_NO_POINTS, fault=str(error))


def _label_fault(label: str) -> str | None:
    if not (label.isascii() and label.isdigit()):
        return "labels must be whole numbers"
    return f"it has more than {MAX_LABEL_DIGITS} digits" if len(label) > MAX_LABEL_DIGITS else None


def _points_fault(points: object) -> str | None:
    if isinstance(points, _Points):
        return points.fault
    if not isinstance(points, _Object):
        return "it must hold frames"
    bad = next((key for key, value in points.pairs if type(value) is not list), None)
    return None if bad is None else f"frame {bad!r:.40} must hold two numbers [x, y]"


def _track(points: _Points | _Object) -> tuple[Track, NDArray[np.int64]]:
    """Track of one label, and the frames whose position is not finite."""
    if isinstance(points, _Object):
        return EMPTY_TRACK, _NO_POINTS.frames
    finite = np.isfinite(points.xy).all(axis=1)
    track = Track.from_points(points.frames[finite], points.xy[finite], Source.FILE)
    return track, np.sort(points.frames[~finite])


def _frames(keys: list[str]) -> NDArray[np.int64]:
    joined = "".join(keys)
    if not (joined.isascii() and joined.isdigit() and all(keys) and max(map(len, keys)) <= _MAX_FRAME_DIGITS):
        bad = next(key for key in keys if not _is_frame(key))
        raise ValueError(f"frame {bad!r:.40} is not a number from 0 to {MAX_FRAME}")
    frames = np.fromiter(map(int, keys), np.int64, len(keys))
    if frames.max() > MAX_FRAME:
        raise ValueError(f"frame {frames.max()} is greater than {MAX_FRAME}")
    if not (np.diff(frames) > 0).all():
        unique, counts = np.unique(frames, return_counts=True)
        if len(unique) < len(frames):
            raise ValueError(f"frame {unique[counts > 1][0]} occurs twice")
    return frames


def _is_frame(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) <= _MAX_FRAME_DIGITS


def _positions(keys: list[str], values: list[list[Any]]) -> NDArray[np.float64]:
    if set(map(len, values)) == {2}:
        flat = list(chain.from_iterable(values))
        if set(map(type, flat)) <= {float, int}:
            try:
                return np.array(flat, np.float64).reshape(-1, 2)
            except OverflowError as error:
                raise ValueError("a position is too large a number") from error
    bad = next(key for key, value in zip(keys, values, strict=True) if not _is_position(value))
    raise ValueError(f"frame {bad} must hold two numbers [x, y]")


def _is_position(value: list[Any]) -> bool:
    return len(value) == 2 and {type(item) for item in value} <= {float, int}


def _unmarked_warning(label: str, frames: NDArray[np.int64]) -> list[str]:
    if len(frames) == 0:
        return []
    shown = ", ".join(map(str, frames[:5].tolist())) + (", …" if len(frames) > 5 else "")
    return [f"Label {label}: no finite position on {len(frames)} frames ({shown}); left unmarked."]


def _dumped(tracks: Tracks) -> Iterator[bytes]:
    """Pieces of the file, one a label."""
    if not tracks:
        yield b"{}"
        return
    opening = "{\n"
    for label, track in tracks.items():
        yield f"{opening}    {json.dumps(label)}: {_dumped_track(track)}".encode("ascii")
        opening = ",\n"
    yield b"\n}"


def _dumped_track(track: Track) -> str:
    if track.count == 0:
        return "{}"
    points = [
        f'        "{frame}": [\n            {x!r},\n            {y!r}\n        ]'
        for frame, (x, y) in zip(track.frames().tolist(), track.xy().tolist(), strict=True)
    ]
    return "{\n" + ",\n".join(points) + "\n    }"


def _holds(read: Tracks, meant: Tracks) -> bool:
    return list(read) == list(meant) and all(
        read[label].holds_same_points(track) for label, track in meant.items()
    )
