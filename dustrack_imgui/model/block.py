"""Positions of 1,024 frames in a row, frozen, so that a track and its edited copies can share them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.model.source import Source

BLOCK_FRAMES = 1024


@dataclass(frozen=True, eq=False, slots=True)
class Block:
    """Positions of `BLOCK_FRAMES` consecutive frames.

    Attributes
    ----------
    xy
        float64 (1024, 2), image pixels, NaN where unmarked; read-only.
    source
        uint8 (1024,), `Source` of each point; read-only.
    count
        Marked points in the block.
    likelihood
        float64 (1024,), how sure a model was of each point, NaN where none told; read-only. None for a block
        without any, which is what most are.
    """

    xy: NDArray[np.float64]
    source: NDArray[np.uint8]
    count: int
    likelihood: NDArray[np.float64] | None = None

    @staticmethod
    def of(
        xy: NDArray[np.float64], source: NDArray[np.uint8], likelihood: NDArray[np.float64] | None = None
    ) -> Block | None:
        """Freeze the arrays into a block; None when no point is marked."""
        marked = ~np.isnan(xy[:, 0])
        count = int(marked.sum())
        if count == 0:
            return None
        source[~marked] = Source.NONE
        xy.flags.writeable = False
        source.flags.writeable = False
        if likelihood is not None:
            likelihood[~marked] = np.nan
            likelihood.flags.writeable = False
            likelihood = None if np.isnan(likelihood).all() else likelihood
        return Block(xy, source, count, likelihood)


def thawed(
    block: Block | None, *, has_likelihood: bool = False
) -> tuple[NDArray[np.float64], NDArray[np.uint8], NDArray[np.float64] | None]:
    """Copies of a block's arrays that may be written to: positions, sources and, where wanted, likelihood."""
    known = None if block is None else block.likelihood
    likelihood = (
        known.copy() if known is not None else np.full(BLOCK_FRAMES, np.nan) if has_likelihood else None
    )
    if block is None:
        return np.full((BLOCK_FRAMES, 2), np.nan), np.zeros(BLOCK_FRAMES, np.uint8), likelihood
    return block.xy.copy(), block.source.copy(), likelihood


def by_block(frames: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64] | slice]]:
    """Yield (block number, indices into frames) for every block that the frames touch."""
    numbers = frames // BLOCK_FRAMES
    if len(numbers) == 0:
        return
    if numbers[0] == numbers[-1] and (numbers == numbers[0]).all():
        yield int(numbers[0]), slice(None)
        return
    order = np.argsort(numbers, kind="stable")
    starts = np.flatnonzero(np.diff(numbers[order], prepend=-1))
    for start, end in zip(starts, [*starts[1:], len(order)], strict=True):
        yield int(numbers[order[start]]), order[start:end]
