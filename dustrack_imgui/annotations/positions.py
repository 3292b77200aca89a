"""Frame numbers and positions as scripts give them, checked and made plain."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dustrack_imgui.annotations.errors import PositionError, UnknownLabelError
from dustrack_imgui.formats.annotation_json import MAX_LABEL_DIGITS
from dustrack_imgui.model.block import BLOCK_FRAMES
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import EMPTY_TRACK, MAX_FRAME, Track

SCRIPTED = Source.HAND
"""Provenance of points that a script sets: somebody said where they are, nobody computed it here."""


def frame_number(frame: object) -> int:
    """Return a frame number; floats that are whole numbers count, since numpy makes many of them.

    Raises
    ------
    PositionError
        When it is no number from 0 to `MAX_FRAME`.
    """
    number = _whole(frame)
    if number is None or not 0 <= number <= MAX_FRAME:
        raise PositionError(f"a frame is a whole number from 0 to {MAX_FRAME}, not {frame!r}")
    return number


def known_frame(frame: object) -> int:
    """Return a frame number to look up: whatever can be none is -1, where nothing is marked."""
    number = _whole(frame)
    return -1 if number is None else number


def position(value: object) -> tuple[float, float] | None:
    """Return a position in image pixels; None for one of two NaNs, which means unmarked.

    Raises
    ------
    PositionError
        When it is not two numbers, or only one of them is finite.
    """
    try:
        xy = np.asarray(value, np.float64).reshape(-1)
    except (TypeError, ValueError) as error:
        raise PositionError(f"a position is two numbers [x, y], not {value!r:.60}") from error
    if xy.shape != (2,):
        raise PositionError(f"a position is two numbers [x, y], not {value!r:.60}")
    if np.isnan(xy).all():
        return None
    if not np.isfinite(xy).all():
        raise PositionError(f"a position must be finite, or NaN in both for none, not {value!r:.60}")
    return float(xy[0]), float(xy[1])


def label_name(label: object) -> str:
    """Return a label's name; numbers are taken by their digits.

    Raises
    ------
    UnknownLabelError
        When it cannot be a label.
    """
    name = label if isinstance(label, str) else str(_whole(label))
    if not (name.isascii() and name.isdigit() and len(name) <= MAX_LABEL_DIGITS):
        raise UnknownLabelError(
            f"a label is a whole number of at most {MAX_LABEL_DIGITS} digits, not {label!r}"
        )
    return name


def track_of(points: Mapping[int, object] | Mapping[object, object], source: Source = SCRIPTED) -> Track:
    """Return the track of positions by frame; those of two NaNs are left out.

    Raises
    ------
    PositionError
        When a frame or a position is none.
    """
    if not points:
        return EMPTY_TRACK
    frames = np.fromiter((frame_number(frame) for frame in points), np.int64, len(points))
    xy = positions(cast(ArrayLike, list(points.values())))
    known = ~np.isnan(xy[:, 0])
    return Track.from_points(frames[known], xy[known], source)


def positions(values: ArrayLike) -> NDArray[np.float64]:
    """Return positions (K, 2) in image pixels, a row of two NaNs for none.

    Raises
    ------
    PositionError
        When one is not two numbers, or only one of them is finite.
    """
    try:
        xy = np.asarray(values, np.float64)
    except (TypeError, ValueError) as error:
        raise PositionError("positions are pairs of numbers [x, y]") from error
    if xy.ndim != 2 or xy.shape[1] != 2:
        raise PositionError(f"positions come as (points, 2), not as {xy.shape}")
    if not (np.isfinite(xy).all(axis=1) | np.isnan(xy).all(axis=1)).all():
        raise PositionError("a position must be finite, or NaN in both for none")
    return xy


def trace(track: Track, n_frames: int) -> NDArray[np.float64]:
    """Return positions (n_frames, 2), NaN where unmarked; a new array that the caller may change."""
    xy = np.empty((n_frames, 2))
    end = 0
    for block in track.blocks:
        if end >= n_frames:
            return xy
        part = xy[end : end + BLOCK_FRAMES]
        part[:] = np.nan if block is None else block.xy[: len(part)]
        end += len(part)
    xy[end:] = np.nan
    return xy


def _whole(value: object) -> int | None:
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        is_whole = isinstance(value, float | np.floating) and float(value).is_integer()
        return int(value) if is_whole else None  # type: ignore[call-overload]
