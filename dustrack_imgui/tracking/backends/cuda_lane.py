"""A device in a filter's work: its pipeline is made when frames come, and anew when memory runs short."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.cuda.device import Device, DeviceMemoryError
from dustrack_imgui.tracking.backends.cuda_geometry import PyramidGeometry, pyramid_geometry
from dustrack_imgui.tracking.backends.cuda_windows import (
    ChunkSize,
    WindowPipeline,
    fitting_windows,
)
from dustrack_imgui.tracking.backends.protocol import WindowChunk, WindowSums, WindowTracks
from dustrack_imgui.tracking.settings import LKSettings

MEMORY_SHARE = 0.8
"""Of what is free on a device; the rest is left to others."""

_FEWEST_PARTS_OF_WINDOW = 4
"""Chunks of fewer windows than this part of a window's length would upload every frame too often."""


def windows_in_memory(device: Device, geometry: PyramidGeometry, window_frames: int, n_labels: int) -> int:
    """Return how many windows a device has memory for, leaving some to others; raises `DeviceError`."""
    free_bytes = int(device.free_bytes() * MEMORY_SHARE)
    return fitting_windows(free_bytes, geometry, window_frames=window_frames, n_labels=n_labels)


class WindowLane:
    """One device among those that share a filter's chunks."""

    def __init__(
        self, device: Device, weights: NDArray[np.float64], *, settings: LKSettings, keep_tracks: bool
    ) -> None:
        self.device = device
        self._weights = weights
        self._settings = settings
        self._keep_tracks = keep_tracks
        self._capacity: int | None = None
        self._entering: WindowChunk | None = None
        self._pipeline: WindowPipeline | None = None

    @property
    def capacity(self) -> int | None:
        """The most windows of a chunk; None before `plan` was called."""
        return self._capacity

    @property
    def has_room(self) -> bool:
        """Whether another chunk can be submitted before one is collected."""
        return self._pipeline is None or self._pipeline.has_room

    @property
    def under_way(self) -> list[WindowChunk]:
        """The chunks that were submitted and not collected, in order; also one whose submission failed."""
        begun = self._pipeline.under_way if self._pipeline else []
        return begun + ([self._entering] if self._entering else [])

    def plan(self, chunk: WindowChunk) -> None:
        """Set the capacity by the first chunk and the memory there is; raises `DeviceError`."""
        geometry = self._geometry(chunk)
        fitting = windows_in_memory(self.device, geometry, chunk.window_frames, chunk.known.shape[1])
        self._capacity = min(chunk.n_windows, fitting)
        if not fitting:
            raise DeviceMemoryError("its free memory does not hold the frames of one window")

    def submit(self, chunk: WindowChunk) -> None:
        """Begin with a chunk of at most `capacity` windows; raises `DeviceError`."""
        self._entering = chunk
        if self._pipeline is None:
            size = ChunkSize(self._capacity or chunk.n_windows, chunk.window_frames, chunk.known.shape[1])
            self._pipeline = WindowPipeline(
                self.device,
                self._geometry(chunk),
                self._weights,
                size,
                settings=self._settings,
                keep_tracks=self._keep_tracks,
            )
        self._pipeline.submit(chunk)
        self._entering = None

    def collect(self) -> tuple[WindowChunk, WindowSums | WindowTracks]:
        """Wait for the chunk that was submitted first; raises `DeviceError`."""
        assert self._pipeline is not None, "nothing was submitted"
        return self._pipeline.collect()

    def shrink(self) -> bool:
        """Give all memory back and halve the capacity; tells whether that leaves chunks worth the while."""
        window_frames = max((chunk.window_frames for chunk in self.under_way), default=0)
        halved = (self._capacity or 0) // 2
        if halved < max(1, window_frames // _FEWEST_PARTS_OF_WINDOW):
            return False
        self.close()
        self._capacity = halved
        return True

    def close(self) -> None:
        """Give all memory back, as soon as the device no longer uses it; raises `DeviceError`."""
        pipeline, self._pipeline, self._entering = self._pipeline, None, None
        if pipeline is not None:
            pipeline.finish()

    def _geometry(self, chunk: WindowChunk) -> PyramidGeometry:
        height_px, width_px = chunk.pictures[0].shape
        return pyramid_geometry(height_px, width_px, self._settings)


class WaitingChunks:
    """Chunks that are not tracked yet: those given back first, then new ones."""

    def __init__(self, chunks: Iterable[WindowChunk]) -> None:
        self._again: deque[WindowChunk] = deque()
        self._new = iter(chunks)

    def next(self, most_windows: int | None) -> WindowChunk | None:
        """Return the next chunk, or as much of it as is wanted; None when there is none."""
        chunk = self._again.popleft() if self._again else next(self._new, None)
        if chunk is None or most_windows is None or chunk.n_windows <= most_windows:
            return chunk
        self._again.appendleft(chunk.part(most_windows, chunk.n_windows))
        return chunk.part(0, most_windows)

    def put_back(self, chunks: Sequence[WindowChunk]) -> None:
        """Let chunks be taken again, in their order."""
        self._again.extendleft(reversed(chunks))
