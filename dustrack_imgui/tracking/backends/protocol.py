"""What a backend of the tracker must be able to do: advance many points by one frame pair.

A backend may also take whole chunks of moving-average windows, or points over a whole run of pictures, where
that is faster than pair by pair.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.tracking.settings import LKSettings


class Advanced(NamedTuple):
    """Where points went from one frame to another.

    Attributes
    ----------
    xy_image
        float64 ``(points, 2)``, image pixels. Meaningless where ``found`` is False.
    found
        bool ``(points,)``. False where the tracker could not follow the point.
    """

    xy_image: NDArray[np.float64]
    found: NDArray[np.bool_]


class Backend(Protocol):
    """One implementation of pyramidal Lucas-Kanade; several threads may call it at once."""

    def advance(
        self,
        previous: NDArray[np.uint8],
        following: NDArray[np.uint8],
        xy_image: NDArray[np.float64],
        *,
        settings: LKSettings,
    ) -> Advanced:
        """Find finite points ``(points, 2)`` of frame ``previous`` again in frame ``following``.

        Both frames are C-contiguous uint8 ``(height, width)`` of one size. Every point is independent
        of the others: the answer does not depend on which points share a call.
        """
        ...


@dataclass(frozen=True, slots=True, eq=False)
class WindowChunk:
    """A run of moving-average windows, one starting on each frame, with everything needed to track them.

    Attributes
    ----------
    first
        Frame on which the first window starts.
    pictures
        The ``windows + window_frames - 1`` grey frames from there on.
    known
        float64 ``(pictures, labels, 2)``: positions on these frames, image pixels.
    window_frames
        Length of a window.
    """

    first: int
    pictures: Sequence[NDArray[np.uint8]]
    known: NDArray[np.float64]
    window_frames: int

    @property
    def n_windows(self) -> int:
        """How many windows start in the chunk."""
        return len(self.pictures) - self.window_frames + 1

    def part(self, start: int, stop: int) -> WindowChunk:
        """Return windows ``start`` to ``stop - 1`` of the chunk, counted from its first."""
        rows = slice(start, stop + self.window_frames - 1)
        return WindowChunk(self.first + start, self.pictures[rows], self.known[rows], self.window_frames)


class WindowTracks(NamedTuple):
    """Tracks of windows, float64 ``(windows, window_frames, labels, 2)`` in frame order, NaN where lost."""

    forward: NDArray[np.float64]
    reverse: NDArray[np.float64]


class WindowSums(NamedTuple):
    """Blended tracks of a chunk's windows, summed per frame and label; all arrays begin ``(frames, labels)``.

    Attributes
    ----------
    positions, gap_px
        float64 sums of positions ``(..., 2)`` and of distances between the two directions.
    held, both, lost
        int64: windows that have a position, that have both directions, that lost some direction.
    """

    positions: NDArray[np.float64]
    gap_px: NDArray[np.float64]
    held: NDArray[np.int64]
    both: NDArray[np.int64]
    lost: NDArray[np.int64]


@runtime_checkable
class WindowBackend(Protocol):
    """A backend that tracks chunks of windows as a whole."""

    def windows_per_chunk(
        self,
        shape: tuple[int, int],
        *,
        n_windows: int,
        window_frames: int,
        n_labels: int,
        settings: LKSettings,
        memory_bytes: int,
    ) -> int:
        """Return how many of all windows it would best be given at one time, 0 if it cannot track any.

        ``shape`` is that of the frames; the frames on the host should stay within ``memory_bytes``.
        """
        ...

    def track_chunks(
        self,
        chunks: Iterable[WindowChunk],
        weights: NDArray[np.float64],
        *,
        settings: LKSettings,
        keep_tracks: bool,
    ) -> Generator[tuple[WindowChunk, WindowSums | WindowTracks | None], None, None]:
        """Yield every chunk, or parts of it, with what was made of it; in no particular order.

        ``weights`` are those of the forward track by age. With ``keep_tracks`` the tracks themselves are
        given, else sums. None stands for a chunk that the backend could not track after all.
        """
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Points to be followed over a run of pictures, each over its own part of it and in its own direction.

    Attributes
    ----------
    first
        int64 ``(paths,)``: the picture on which each begins.
    step
        int64 ``(paths,)``: how many pictures on each of its steps leads, backwards when negative.
    n_steps
        int64 ``(paths,)``: how many steps it makes, at least 1.
    xy_image
        float64 ``(paths, 2)``: where each begins, image pixels.
    """

    first: NDArray[np.int64]
    step: NDArray[np.int64]
    n_steps: NDArray[np.int64]
    xy_image: NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of paths."""
        return len(self.first)

    @property
    def total_steps(self) -> int:
        """Steps of all paths together."""
        return int(self.n_steps.sum())


@runtime_checkable
class PathBackend(Protocol):
    """A backend that follows points over many pictures in one call."""

    def pictures_per_call(
        self, shape: tuple[int, int], *, n_pictures: int, n_steps: int, settings: LKSettings
    ) -> int:
        """Return how many of all pictures it would best be given at one time, 0 to go pair by pair instead.

        ``shape`` is that of a picture; ``n_steps`` are those of all paths over all ``n_pictures``.
        """
        ...

    def follow_paths(
        self, pictures: Sequence[NDArray[np.uint8]], paths: Paths, *, settings: LKSettings
    ) -> NDArray[np.float64] | None:
        """Return where the paths are after each of their steps, or None if the backend could not after all.

        The numbers are those of `Backend.advance` from picture to picture: float64 ``(total_steps, 2)``, path
        after path, each in the order of walking; NaN from the step on that lost the point.
        """
        ...
