"""Tidy CSV: a line for every point, which any statistics program reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import MappingProxyType

import numpy as np

from dustrack_imgui.batch.exchange.poses import Poses
from dustrack_imgui.batch.layer_file import LayerFile
from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.formats.body_parts import PREFIX, is_label
from dustrack_imgui.formats.errors import ReadError, TableError, os_reason
from dustrack_imgui.formats.likelihood import Likelihood
from dustrack_imgui.model.layer import Layer, LayerKind
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import MAX_FRAME, Track

COLUMNS = ("frame", "time_s", "label", "x", "y", "likelihood", "source")
REQUIRED = ("frame", "label", "x", "y")
_MAX_FRAME_DIGITS = 9
_LINES_A_PIECE = 65_536


def write_tidy_csv(path: Path, poses: Poses) -> int:
    """Write a line for every point, by frame, then in the order of labels; return their number.

    Numbers are written so that they read back as the same; an unknown time or likelihood is empty.

    Raises
    ------
    WriteError
        When the system refuses.
    """
    is_marked = ~np.isnan(poses.xy[..., 0])
    frames, columns = np.nonzero(is_marked)
    pieces = [",".join(COLUMNS) + "\n"]
    for start in range(0, len(frames), _LINES_A_PIECE):
        part = slice(start, start + _LINES_A_PIECE)
        pieces.append("".join(_lines(poses, frames[part].tolist(), columns[part].tolist())))
    write_atomically(path, [piece.encode("ascii") for piece in pieces])
    return len(frames)


def is_tidy_csv(path: Path) -> bool:
    """Whether the first line of a file names the columns of a tidy table.

    Raises
    ------
    ReadError
        When it may not be read.
    """
    try:
        with path.open("rb") as file:
            head = file.readline(4096).decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise ReadError(f"The table could not be read ({os_reason(error)})", path) from error
    return set(REQUIRED) <= {name.strip() for name in head.split(",")}


def read_tidy_csv(path: Path, name: str) -> LayerFile:
    """Read a tidy table: any order of lines and columns; columns that are not ours are passed over.

    Labels are numbers, with or without "point" before them. A line without a finite position
    declares its label and marks nothing.

    Parameters
    ----------
    name
        Name of the layer.

    Raises
    ------
    ReadError
        When there is no such file or it may not be read.
    TableError
        When it is no such table; the message names the line.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return _parsed(csv.reader(io.StringIO(text, newline=""), strict=True), path, name)
    except OSError as error:
        raise ReadError(f"The table could not be read ({os_reason(error)})", path) from error
    except UnicodeDecodeError as error:
        raise TableError("This is no table: it is no text in UTF-8", path) from error
    except (csv.Error, ValueError) as error:
        raise TableError(f"This is no tidy table: {error}", path) from error


def _lines(poses: Poses, frames: list[int], columns: list[int]) -> Iterator[str]:
    times = [""] * len(frames) if poses.times_secs is None else map(repr, poses.times_secs[frames].tolist())
    likelihoods = poses.likelihood[frames, columns].tolist()
    for frame, column, time, xy, sure, origin in zip(
        frames,
        columns,
        times,
        poses.xy[frames, columns].tolist(),
        likelihoods,
        poses.source[frames, columns].tolist(),
        strict=True,
    ):
        known = "" if sure != sure else repr(sure)
        source = Source(origin).name.lower()
        yield f"{frame},{time},{poses.labels[column]},{xy[0]!r},{xy[1]!r},{known},{source}\n"


def _parsed(lines: Iterable[list[str]], path: Path, name: str) -> LayerFile:
    rows = iter(lines)
    head = [cell.strip() for cell in next(rows, [])]
    absent = [column for column in REQUIRED if column not in head]
    if absent:
        raise ValueError(f"its first line does not name {', '.join(absent)}")
    place = {column: head.index(column) for column in COLUMNS if column in head}
    points: dict[str, dict[int, tuple[float, float]]] = {}
    sources: dict[str, dict[int, int]] = {}
    sure: dict[str, dict[int, float]] = {}
    for number, cells in enumerate(rows, start=2):
        if not cells:
            continue
        if len(cells) != len(head):
            raise ValueError(f"line {number} has {len(cells)} cells, its first line {len(head)}")
        row = {column: cells[at].strip() for column, at in place.items()}
        label, frame = _label(row["label"], number), _frame(row["frame"], number)
        own = points.setdefault(label, {})
        if frame in own:
            raise ValueError(f"line {number}: label {label} occurs twice on frame {frame}")
        xy = _number(row["x"], number), _number(row["y"], number)
        if not np.isfinite(xy).all():
            continue
        own[frame] = xy
        sources.setdefault(label, {})[frame] = _source(row.get("source", ""), number)
        likelihood = _number(row.get("likelihood", ""), number)
        if np.isfinite(likelihood):
            sure.setdefault(label, {})[frame] = likelihood
    tracks = {label: _track(own, sources.get(label, {})) for label, own in points.items()}
    likelihoods = {label: Likelihood.of(list(own), list(own.values())) for label, own in sure.items()}
    kind = LayerKind.DENSE if sure else LayerKind.of_name(name)
    layer = Layer(name, MappingProxyType(tracks), path, kind)
    return LayerFile(layer, MappingProxyType(likelihoods))


def _track(points: dict[int, tuple[float, float]], sources: dict[int, int]) -> Track:
    if not points:
        return Track()
    origin = np.fromiter((sources[frame] for frame in points), np.uint8, len(points))
    return Track.from_points(list(points), list(points.values()), origin)


def _label(text: str, number: int) -> str:
    label = text.removeprefix(PREFIX)
    if not is_label(label):
        raise ValueError(f"line {number}: the label {text!r:.40} is no whole number")
    return label


def _frame(text: str, number: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_FRAME_DIGITS and int(text) <= MAX_FRAME):
        raise ValueError(f"line {number}: the frame {text!r:.40} is not a number from 0 to {MAX_FRAME}")
    return int(text)


def _number(text: str, number: int) -> float:
    try:
        return float(text) if text else float("nan")
    except ValueError as error:
        raise ValueError(f"line {number}: {text!r:.40} is no number") from error


def _source(text: str, number: int) -> int:
    if not text:
        return Source.FILE
    try:
        return Source[text.upper()] or Source.FILE
    except KeyError as error:
        known = ", ".join(source.name.lower() for source in Source)
        raise ValueError(f"line {number}: the source {text!r:.40} is not one of {known}") from error
