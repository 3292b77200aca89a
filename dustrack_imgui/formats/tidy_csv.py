"""Points as a tidy CSV, one a line: frame, time_s, label, x, y, likelihood, source."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from types import MappingProxyType

import numpy as np

from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.formats.body_parts import is_label
from dustrack_imgui.formats.errors import ReadError, TableError, os_reason
from dustrack_imgui.formats.likelihood import Likelihoods, likelihoods_of
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import MAX_FRAME, Track

COLUMNS = ("frame", "time_s", "label", "x", "y", "likelihood", "source")
_SOURCES = {source.name.lower(): source for source in Source if source is not Source.NONE}
_MAX_FRAME_DIGITS = 18
_Point = tuple[int, str, float, float, float, Source]


@dataclass(frozen=True, eq=False, slots=True)
class TidyTable:
    """Content of a tidy CSV: tracks by label, in the order in which labels occur."""

    tracks: Tracks

    @property
    def likelihoods(self) -> Likelihoods:
        """By label, for the points that have one."""
        return likelihoods_of(self.tracks)


def dump_tidy(tracks: Tracks, *, time_secs: Callable[[int], float] | None = None) -> bytes:
    """Bytes of a tidy CSV, frame after frame and within a frame in the order of labels.

    Parameters
    ----------
    time_secs
        Seconds of a frame, as `Video.time_secs`; without it the column stays empty.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(tracks, time_secs))
    return text.getvalue().encode("utf-8")


def save_tidy(path: Path, tracks: Tracks, *, time_secs: Callable[[int], float] | None = None) -> None:
    """Write a tidy CSV atomically.

    Raises
    ------
    WriteError
        When the system refuses.
    """
    write_atomically(path, dump_tidy(tracks, time_secs=time_secs))


def load_tidy(path: Path) -> TidyTable:
    """Read a tidy CSV; frame, label, x and y must be there, and time is not asked for.

    Raises
    ------
    ReadError
        When there is no such file or it may not be read.
    TableError
        When it is no such CSV; the message names the line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReadError(f"The table could not be read ({os_reason(error)})", path) from error
    try:
        text = content.decode("utf-8-sig")
        return _collected(_points(csv.reader(io.StringIO(text, newline=""), strict=True)))
    except (csv.Error, ValueError) as error:
        reason = "it is no text in UTF-8" if isinstance(error, UnicodeDecodeError) else error
        raise TableError(f"This is no table of points: {reason}", path) from error


def _rows(tracks: Tracks, time_secs: Callable[[int], float] | None) -> Iterator[tuple[object, ...]]:
    counts = [track.count for track in tracks.values()]
    frames = np.concatenate([np.empty(0, np.int64), *(track.frames() for track in tracks.values())])
    order = np.argsort(frames, kind="stable")
    names = {int(source): source.name.lower() for source in Source}
    columns = (
        frames[order].tolist(),
        np.repeat(np.arange(len(counts)), counts)[order].tolist(),
        np.concatenate([np.empty((0, 2)), *(track.xy() for track in tracks.values())])[order].tolist(),
        np.concatenate([np.empty(0), *(track.likelihoods() for track in tracks.values())])[order].tolist(),
        np.concatenate([np.empty(0, np.uint8), *(track.sources() for track in tracks.values())])[
            order
        ].tolist(),
    )
    labels = list(tracks)
    for frame, number, (x, y), likelihood, source in zip(*columns, strict=True):
        time = "" if time_secs is None else round(time_secs(frame), 9)
        sure = "" if likelihood != likelihood else likelihood
        yield frame, time, labels[number], x, y, sure, names[source]


def _points(lines: Iterator[list[str]]) -> Iterator[_Point]:
    header = next(lines, [])
    places = {name: header.index(name) for name in COLUMNS if name in header}
    missing = [name for name in ("frame", "label", "x", "y") if name not in places]
    if missing or len(set(header)) < len(header):
        raise ValueError(f"the first line must name each column once, and {', '.join(missing)} is missing")
    for number, cells in enumerate(lines, start=2):
        if not cells:
            continue
        if len(cells) != len(header):
            raise ValueError(f"line {number}: {len(header)} cells are expected, not {len(cells)}")
        try:
            yield _point({name: cells[place] for name, place in places.items()})
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from error


def _point(cells: dict[str, str]) -> _Point:
    frame, label = cells["frame"], cells["label"]
    if not (
        frame.isascii() and frame.isdigit() and len(frame) <= _MAX_FRAME_DIGITS and int(frame) <= MAX_FRAME
    ):
        raise ValueError(f"frame {frame!r:.40} is not a number from 0 to {MAX_FRAME}")
    if not is_label(label):
        raise ValueError(f"label {label!r:.40} is not a whole number")
    source = cells.get("source", "") or Source.FILE.name.lower()
    if source not in _SOURCES:
        raise ValueError(f"source {source!r:.40} is none of {', '.join(_SOURCES)}")
    x, y = float(cells["x"]), float(cells["y"])
    if not (isfinite(x) and isfinite(y)):
        raise ValueError("a position must be finite")
    likelihood = cells.get("likelihood", "")
    return int(frame), label, x, y, float(likelihood) if likelihood else np.nan, _SOURCES[source]


def _collected(points: Iterator[_Point]) -> TidyTable:
    found: dict[str, list[_Point]] = {}
    for point in points:
        found.setdefault(point[1], []).append(point)
    tracks: dict[str, Track] = {}
    for label, own in found.items():
        frames = np.array([point[0] for point in own], np.int64)
        if len(np.unique(frames)) < len(frames):
            raise ValueError(f"label {label}: a frame occurs twice")
        sources = np.array([point[5] for point in own], np.uint8)
        xy, sure = [point[2:4] for point in own], [point[4] for point in own]
        tracks[label] = Track.from_points(frames, xy, sources, likelihood=sure)
    return TidyTable(MappingProxyType(tracks))
