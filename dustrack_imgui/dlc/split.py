"""Which labelled frames train a network and which test it: the same frame on the same side for ever.

DeepLabCut draws a new random split for every training dataset, so that the test error of one round cannot be
compared with that of the next, and a network is tested on frames that its predecessor was trained on. Here a
frame's side follows from its name, and is remembered. Only the standard library is used: the worker runs
where this program is not installed.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE_NAME = "dustrack-split.json"
FEWEST_FRAMES = 2
PADDING = -1


class SplitError(ValueError):
    """The frames cannot be divided into two sides."""


@dataclass(frozen=True)
class Split:
    """The two sides, as names of frames such as ``clip/img00120.png``."""

    train: frozenset[str] = frozenset()
    test: frozenset[str] = frozenset()


def split_frames(frames: Iterable[str], train_fraction: float, *, earlier: Split | None = None) -> Split:
    """Divide frames so that as few as possible, and no test frame, change the side they were on before.

    Frames are ordered by a hash of their names, which is as good as a draw and the same everywhere. Of frames
    that had no side yet, the first ones become test frames until there are enough; only when that does not do
    are frames taken that have trained before.

    Parameters
    ----------
    frames
        Names of all frames that have labels now.
    train_fraction
        Share of the frames to train on, above 0 and below 1. At least one frame is on either side.
    earlier
        Sides of the rounds before.

    Returns
    -------
    Split
        The sides of ``frames`` alone.

    Raises
    ------
    SplitError
        When there are fewer than two frames, or the share is none.
    """
    names = sorted(set(frames), key=_rank)
    if not 0 < train_fraction < 1:
        raise SplitError(f"The share of training frames must lie between 0 and 1, not at {train_fraction}.")
    if len(names) < FEWEST_FRAMES:
        raise SplitError(f"At least {FEWEST_FRAMES} frames with labels are needed, one of them to test on.")
    before = earlier or Split()
    test = {name for name in names if name in before.test}
    wanted = min(len(names) - 1, max(1, round(len(names) * (1 - train_fraction))))
    fresh = [name for name in names if name not in before.test and name not in before.train]
    for name in [*fresh, *(name for name in names if name in before.train)]:
        if len(test) >= wanted:
            break
        test.add(name)
    train = set(names) - test
    if not train:
        raise SplitError("All frames that have labels now are test frames. Label more frames to train on.")
    return Split(frozenset(train), frozenset(test))


def merge_splits(earlier: Split, now: Split) -> Split:
    """Remember the sides of ``now`` besides those of frames that have no labels at the moment."""
    return Split((earlier.train - now.test) | now.train, earlier.test | now.test)


def padded_indices(
    train: Sequence[int], test: Sequence[int], train_fraction: float
) -> tuple[list[int], list[int]]:
    """Pad two lists of row numbers with -1 so that the ratio of their lengths is the fraction exactly.

    DeepLabCut computes the fraction back from the lengths, rounds it to two decimals, and later looks for
    just that number in the project's configuration. It drops the padding.
    """
    percent = round(100 * train_fraction)
    divisor = math.gcd(100, percent)
    train_unit, test_unit = percent // divisor, (100 - percent) // divisor
    times = max(math.ceil(len(train) / train_unit), math.ceil(len(test) / test_unit))
    return (
        [*train, *[PADDING] * (times * train_unit - len(train))],
        [*test, *[PADDING] * (times * test_unit - len(test))],
    )


def read_split(project: Path) -> Split:
    """Read the sides remembered in a project; none when nothing is remembered yet.

    Raises
    ------
    ValueError
        When the file holds something else: writing it anew would let test frames become training frames.
    OSError
        When it is there but cannot be read.
    """
    path = project / FILE_NAME
    try:
        values = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Split()
    if not isinstance(values, dict):
        raise ValueError(f"This file does not hold what it should: {path}")
    return Split(_names(values.get("train"), path), _names(values.get("test"), path))


def write_split(project: Path, split: Split) -> None:
    """Remember the sides in a project; the file is there whole or not at all.

    Raises
    ------
    OSError
        When the system refuses.
    """
    values = {"train": sorted(split.train), "test": sorted(split.test)}
    part = project / f".{FILE_NAME}.{os.getpid()}.tmp"
    part.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(project / FILE_NAME)


def _rank(name: str) -> tuple[str, str]:
    return hashlib.sha1(name.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest(), name


def _names(values: object, path: Path) -> frozenset[str]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"This file does not hold what it should: {path}")
    return frozenset(values)
