"""Whole tracks put on top of one another, or masked, a block at a time; untouched blocks are shared.

A mask over frames is bool ``(blocks, BLOCK_FRAMES)``: whole blocks long, so that no edge needs care.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.model.block import BLOCK_FRAMES, Block
from dustrack_imgui.model.interval import Interval
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.track import Track

FrameMask = NDArray[np.bool_]


def block_count(tracks: Tracks) -> int:
    """Blocks that hold every marked frame of all labels."""
    return max((len(track.blocks) for track in tracks.values()), default=0)


def marked(track: Track, n_blocks: int) -> FrameMask:
    """Mask (n_blocks, BLOCK_FRAMES) of the frames on which a label is marked."""
    mask = np.zeros((n_blocks, BLOCK_FRAMES), bool)
    for number, block in enumerate(track.blocks[:n_blocks]):
        if block is not None:
            np.not_equal(block.source, 0, out=mask[number])
    return mask


def marked_by_any(tracks: Iterable[Track], n_blocks: int) -> FrameMask:
    """Mask of the frames on which at least one of the tracks is marked."""
    mask = np.zeros((n_blocks, BLOCK_FRAMES), bool)
    for track in tracks:
        mask |= marked(track, n_blocks)
    return mask


def marked_by_all(tracks: Iterable[Track], n_blocks: int) -> FrameMask:
    """Mask of the frames on which every one of the tracks is marked; everywhere when there are none."""
    mask = np.ones((n_blocks, BLOCK_FRAMES), bool)
    for track in tracks:
        mask &= marked(track, n_blocks)
    return mask


def frames_of(mask: FrameMask) -> NDArray[np.int64]:
    """Frame numbers at which a mask is true, ascending."""
    return np.flatnonzero(mask).astype(np.int64, copy=False)


def mask_of(frames: NDArray[np.int64], n_blocks: int) -> FrameMask:
    """Mask that is true at the given frames; frames beyond its end are left out."""
    mask = np.zeros(n_blocks * BLOCK_FRAMES, bool)
    mask[frames[(frames >= 0) & (frames < mask.size)]] = True
    return mask.reshape(n_blocks, BLOCK_FRAMES)


def inside(interval: Interval | None, n_blocks: int) -> FrameMask:
    """Mask that is true inside an interval, both ends included; everywhere without one."""
    if interval is None:
        return np.ones((n_blocks, BLOCK_FRAMES), bool)
    return between(interval.start, interval.end, n_blocks)


def between(first_frame: int, last_frame: int, n_blocks: int) -> FrameMask:
    """Mask that is true from one frame to another, both included."""
    mask = np.zeros(n_blocks * BLOCK_FRAMES, bool)
    mask[max(first_frame, 0) : max(last_frame + 1, 0)] = True
    return mask.reshape(n_blocks, BLOCK_FRAMES)


def xy_at(track: Track, frames: NDArray[np.int64]) -> NDArray[np.float64]:
    """Positions (K, 2) at ascending frames (K,), NaN where unmarked."""
    found = np.full((len(frames), 2), np.nan)
    numbers, starts = np.unique(frames // BLOCK_FRAMES, return_index=True)
    stops = np.append(starts, len(frames))[1:]
    for number, start, stop in zip(numbers.tolist(), starts, stops, strict=True):
        block = track.blocks[number] if 0 <= number < len(track.blocks) else None
        if block is not None:
            found[start:stop] = block.xy[frames[start:stop] - number * BLOCK_FRAMES]
    return found


def kept(track: Track, mask: FrameMask) -> Track:
    """Track with its points where the mask is true; the track itself when it loses none."""
    blocks: list[Block | None] = []
    count = 0
    for number, block in enumerate(track.blocks):
        remaining = None if block is None else _masked(block, mask[number] if number < len(mask) else None)
        blocks.append(remaining)
        count += remaining.count if remaining else 0
    return track if count == track.count else Track(tuple(blocks), count)


def overlaid(base: Track, patch: Track) -> Track:
    """Track with the points of `patch` wherever it has some, and those of `base` elsewhere."""
    if not patch.count or not base.count:
        return patch if patch.count else base
    length = max(len(base.blocks), len(patch.blocks))
    below = base.blocks + (None,) * (length - len(base.blocks))
    above = patch.blocks + (None,) * (length - len(patch.blocks))
    blocks = tuple(_overlaid(lower, upper) for lower, upper in zip(below, above, strict=True))
    return Track(blocks, sum(block.count for block in blocks if block is not None))


def unmoved_kept(new: Track, old: Track) -> Track:
    """Track `new`, with what `old` knows of the points that stand where `old` has them, exactly.

    Whoever writes a position back that he read has neither placed it nor made it less likely.
    """
    pairs = zip(new.blocks, old.blocks + (None,) * (len(new.blocks) - len(old.blocks)), strict=False)
    blocks = tuple(_unmoved_kept(block, was) for block, was in pairs)
    is_old = len(blocks) == len(old.blocks) and all(map(operator.is_, blocks, old.blocks))
    return old if is_old else Track(blocks, new.count)


def _unmoved_kept(new: Block | None, old: Block | None) -> Block | None:
    if new is None or old is None or new is old:
        return new
    is_unmoved = (new.xy == old.xy).all(axis=1)
    n_unmoved = int(is_unmoved.sum())
    if not n_unmoved:
        return new
    if n_unmoved == new.count == old.count:
        return old
    source = np.where(is_unmoved, old.source, new.source)
    return Block.of(new.xy, source, _chosen_likelihood(is_unmoved, old, new))


def _chosen_likelihood(
    takes_first: NDArray[np.bool_], first: Block, second: Block
) -> NDArray[np.float64] | None:
    """Likelihood of one block where a mask is true, of the other elsewhere; None when neither has any."""
    if first.likelihood is None and second.likelihood is None:
        return None
    known = [np.nan if block.likelihood is None else block.likelihood for block in (first, second)]
    return np.where(takes_first, *known)


def _masked(block: Block, keep: NDArray[np.bool_] | None) -> Block | None:
    if keep is None:
        return None
    drop = (block.source != 0) & ~keep
    if not drop.any():
        return block
    xy, source = block.xy.copy(), block.source.copy()
    xy[drop] = np.nan
    return Block.of(xy, source, None if block.likelihood is None else block.likelihood.copy())


def _overlaid(base: Block | None, patch: Block | None) -> Block | None:
    if patch is None or base is None:
        return base if patch is None else patch
    if patch.count == BLOCK_FRAMES:
        return patch
    above = patch.source != 0
    return Block.of(
        np.where(above[:, np.newaxis], patch.xy, base.xy),
        np.where(above, patch.source, base.source),
        _chosen_likelihood(above, patch, base),
    )
