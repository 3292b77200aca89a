"""One label's positions over a video, in immutable blocks that edits share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dustrack_imgui.model.block import BLOCK_FRAMES, Block, by_block, thawed
from dustrack_imgui.model.derived import derived_arrays
from dustrack_imgui.model.source import Source

MAX_FRAME = (1 << 24) - 1


@dataclass(frozen=True, eq=False)
class Track:
    """Positions of one label, addressed by 0-based frame number.

    Pixel (0, 0) is the centre of the top-left pixel. Every editing method returns a new track that shares all
    untouched blocks with this one; `is` therefore answers "did it change?". A point that is set anew keeps no
    likelihood but the one it is given: what a model was sure of is the position that it gave.
    """

    blocks: tuple[Block | None, ...] = ()
    count: int = 0

    @staticmethod
    def from_points(
        frames: ArrayLike,
        xy: ArrayLike,
        source: Source | NDArray[np.uint8] = Source.FILE,
        *,
        likelihood: ArrayLike | None = None,
    ) -> Track:
        """Build a track from frame numbers (K,), positions (K, 2) and the likelihood (K,) of each."""
        return Track().with_points(frames, xy, source, likelihood=likelihood)

    @staticmethod
    def from_array(xy: ArrayLike, source: Source | NDArray[np.uint8] = Source.FILE) -> Track:
        """Build a track from positions (frames, 2) with NaN where unmarked."""
        array = np.asarray(xy, np.float64)
        frames = np.flatnonzero(~np.isnan(array).any(axis=1))
        kept = source if isinstance(source, Source) else np.asarray(source, np.uint8)[frames]
        return Track().with_points(frames, array[frames], kept)

    def __len__(self) -> int:
        return self.count

    def __contains__(self, frame: int) -> bool:
        return self.xy_at(frame) is not None

    def xy_at(self, frame: int) -> tuple[float, float] | None:
        """Position at a frame in image pixels, None where unmarked."""
        block = self._block(frame)
        if block is None:
            return None
        x, y = block.xy[frame % BLOCK_FRAMES].tolist()
        return None if x != x else (x, y)

    def source_at(self, frame: int) -> Source:
        """Provenance of the point at a frame, `Source.NONE` where unmarked."""
        block = self._block(frame)
        return Source.NONE if block is None else Source(int(block.source[frame % BLOCK_FRAMES]))

    def frames(self) -> NDArray[np.int64]:
        """Marked frame numbers, ascending, read-only."""
        return derived_arrays.get(self, "frames", self._frames)

    def array(self, n_frames: int) -> NDArray[np.float64]:
        """Positions (n_frames, 2) with NaN where unmarked, read-only; points past the end are left out."""
        return derived_arrays.get(self, n_frames, lambda: self._array(n_frames))

    def xy(self) -> NDArray[np.float64]:
        """Positions (count, 2) of the marked points, in the order of `frames()`; a new array each time."""
        parts = [block.xy[block.source != 0] for block in self.blocks if block is not None]
        return np.concatenate(parts) if parts else np.empty((0, 2))

    def sources(self) -> NDArray[np.uint8]:
        """`Source` of each marked point, in the order of `frames()`."""
        return derived_arrays.get(self, "sources", self._sources)

    @property
    def has_likelihood(self) -> bool:
        """Whether a model told how sure it was of at least one point."""
        return any(block is not None and block.likelihood is not None for block in self.blocks)

    def likelihood_at(self, frame: int) -> float | None:
        """How sure a model was of the point at a frame; None where none told."""
        block = self._block(frame)
        if block is None or block.likelihood is None:
            return None
        value = float(block.likelihood[frame % BLOCK_FRAMES])
        return None if value != value else value

    def likelihood(self, n_frames: int) -> NDArray[np.float64]:
        """How sure a model was of each frame's point (n_frames,), NaN where none told; read-only."""
        return derived_arrays.get(self, ("likelihood", n_frames), lambda: self._likelihood(n_frames))

    def likelihoods(self) -> NDArray[np.float64]:
        """Likelihood of each marked point, NaN where none told, in the order of `frames()`; a new array."""
        parts = [
            np.full(block.count, np.nan) if block.likelihood is None else block.likelihood[block.source != 0]
            for block in self.blocks
            if block is not None
        ]
        return np.concatenate(parts) if parts else np.empty(0)

    def first_frame(self) -> int | None:
        """Lowest marked frame."""
        return int(self.frames()[0]) if self.count else None

    def last_frame(self) -> int | None:
        """Highest marked frame."""
        return int(self.frames()[-1]) if self.count else None

    def frame_after(self, frame: int) -> int | None:
        """Nearest marked frame greater than `frame`."""
        marked = self.frames()
        at = int(np.searchsorted(marked, frame, side="right"))
        return int(marked[at]) if at < len(marked) else None

    def frame_before(self, frame: int) -> int | None:
        """Nearest marked frame smaller than `frame`."""
        marked = self.frames()
        at = int(np.searchsorted(marked, frame, side="left"))
        return int(marked[at - 1]) if at > 0 else None

    def with_point(self, frame: int, xy: tuple[float, float], source: Source) -> Track:
        """Return a track that has `xy` (image pixels) at `frame`.

        Raises
        ------
        ValueError
            For a position that is not finite or a frame outside 0..`MAX_FRAME`.
        """
        return self.with_points(np.array([frame]), np.array([xy], np.float64), source)

    def with_points(
        self,
        frames: ArrayLike,
        xy: ArrayLike,
        source: Source | NDArray[np.uint8],
        *,
        likelihood: ArrayLike | None = None,
    ) -> Track:
        """Return a track with positions xy (K, 2) at frames (K,); of repeated frames the last wins.

        Parameters
        ----------
        likelihood
            How sure a model was of each point (K,), NaN where it did not tell; None for none of them.

        Raises
        ------
        ValueError
            For positions that are not finite, frames outside 0..`MAX_FRAME`, or lengths that differ.
        """
        frames_ = np.asarray(frames, np.int64).reshape(-1)
        xy_ = np.asarray(xy, np.float64).reshape(-1, 2)
        if len(frames_) != len(xy_):
            raise ValueError(f"{len(frames_)} frames for {len(xy_)} positions")
        if len(frames_) == 0:
            return self
        if not np.isfinite(xy_).all():
            raise ValueError("positions must be finite numbers")
        self._check(frames_)
        sources = np.broadcast_to(np.asarray(source, np.uint8), frames_.shape)
        sure = None
        if likelihood is not None:
            sure = np.array(likelihood, np.float64).reshape(-1)
            sure[~np.isfinite(sure)] = np.nan
            if len(sure) != len(frames_):
                raise ValueError(f"{len(sure)} likelihoods for {len(frames_)} positions")
        blocks = list(self.blocks)
        blocks += [None] * (int(frames_.max()) // BLOCK_FRAMES + 1 - len(blocks))
        count = self.count
        for number, members in by_block(frames_):
            old = blocks[number]
            block_xy, block_source, block_sure = thawed(old, has_likelihood=sure is not None)
            slots = frames_[members] % BLOCK_FRAMES
            block_xy[slots] = xy_[members]
            block_source[slots] = sources[members]
            if block_sure is not None:
                block_sure[slots] = np.nan if sure is None else sure[members]
            new = Block.of(block_xy, block_source, block_sure)
            blocks[number] = new
            count += (new.count if new else 0) - (old.count if old else 0)
        return Track(tuple(blocks), count)

    def without(self, frames: ArrayLike) -> Track:
        """Return a track unmarked at `frames` (K,); itself when none of them is marked."""
        frames_ = np.asarray(frames, np.int64).reshape(-1)
        frames_ = frames_[(frames_ >= 0) & (frames_ < len(self.blocks) * BLOCK_FRAMES)]
        blocks = list(self.blocks)
        count = self.count
        for number, members in by_block(frames_):
            old = blocks[number]
            if old is None:
                continue
            block_xy, block_source, block_sure = thawed(old)
            block_xy[frames_[members] % BLOCK_FRAMES] = np.nan
            new = Block.of(block_xy, block_source, block_sure)
            if new is None or new.count < old.count:
                blocks[number] = new
                count += (new.count if new else 0) - old.count
        return self if count == self.count else Track(tuple(blocks), count)

    def holds_same_points(self, other: Track) -> bool:
        """Whether both mark the same frames at exactly the same positions, however those are known."""
        if self is other:
            return True
        if self.count != other.count:
            return False
        length = max(len(self.blocks), len(other.blocks))
        return all(
            a is b or (a is not None and b is not None and np.array_equal(a.xy, b.xy, equal_nan=True))
            for a, b in zip(_padded(self.blocks, length), _padded(other.blocks, length), strict=True)
        )

    def _block(self, frame: int) -> Block | None:
        number = frame // BLOCK_FRAMES
        return self.blocks[number] if 0 <= number < len(self.blocks) else None

    def _frames(self) -> NDArray[np.int64]:
        parts = [
            np.flatnonzero(block.source) + number * BLOCK_FRAMES
            for number, block in enumerate(self.blocks)
            if block is not None
        ]
        return np.concatenate(parts).astype(np.int64, copy=False) if parts else np.empty(0, np.int64)

    def _array(self, n_frames: int) -> NDArray[np.float64]:
        array = np.full((n_frames, 2), np.nan)
        for number, block in enumerate(self.blocks):
            start = number * BLOCK_FRAMES
            if block is not None and start < n_frames:
                array[start : start + BLOCK_FRAMES] = block.xy[: n_frames - start]
        return array

    def _likelihood(self, n_frames: int) -> NDArray[np.float64]:
        array = np.full(n_frames, np.nan)
        for number, block in enumerate(self.blocks):
            start = number * BLOCK_FRAMES
            if block is not None and block.likelihood is not None and start < n_frames:
                array[start : start + BLOCK_FRAMES] = block.likelihood[: n_frames - start]
        return array

    def _sources(self) -> NDArray[np.uint8]:
        parts = [block.source[block.source != 0] for block in self.blocks if block is not None]
        return np.concatenate(parts) if parts else np.empty(0, np.uint8)

    @staticmethod
    def _check(frames: NDArray[np.int64]) -> None:
        low, high = int(frames.min()), int(frames.max())
        if low < 0 or high > MAX_FRAME:
            raise ValueError(f"frame numbers must lie in 0..{MAX_FRAME}, got {low if low < 0 else high}")


def _padded(blocks: tuple[Block | None, ...], length: int) -> tuple[Block | None, ...]:
    return blocks + (None,) * (length - len(blocks))


EMPTY_TRACK = Track()
