"""A pipeline of window chunks through one device: frames go up while the chunk before them is tracked."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.cuda.device import Buffer, Device, Event
from dustrack_imgui.tracking.backends.cuda_geometry import PyramidGeometry
from dustrack_imgui.tracking.backends.cuda_kernels import PATH, Kernels, window_paths
from dustrack_imgui.tracking.backends.protocol import WindowChunk, WindowSums, WindowTracks
from dustrack_imgui.tracking.settings import LKSettings

SLOTS = 2
"""Chunks under way at one time: one being tracked, the next one on its way to the device."""

_TRACK_POINT_BYTES = 2 * 4
_SUM_BYTES, _COUNT_BYTES = 3 * 8, 3 * 4


@dataclass(frozen=True, slots=True)
class ChunkSize:
    """The sizes of a chunk of windows that decide how much memory it takes."""

    n_windows: int
    window_frames: int
    n_labels: int

    @property
    def n_frames(self) -> int:
        """Frames that the windows cover."""
        return self.n_windows + self.window_frames - 1

    @property
    def path_bytes(self) -> int:
        """Descriptions of all paths."""
        return 2 * self.n_windows * self.n_labels * PATH.itemsize

    @property
    def track_bytes(self) -> int:
        """Tracks of both directions."""
        return 2 * self.n_windows * self.window_frames * self.n_labels * _TRACK_POINT_BYTES

    def device_bytes(self, geometry: PyramidGeometry) -> int:
        """Return the memory that a pipeline for such chunks takes."""
        places = self.n_frames * self.n_labels
        slot = self.n_frames * geometry.raw_bytes + self.path_bytes
        shared = (
            self.n_frames * geometry.frame_bytes
            + self.track_bytes
            + places * (_SUM_BYTES + _COUNT_BYTES)
            + self.window_frames * 8
        )
        return SLOTS * slot + shared


def fitting_windows(free_bytes: int, geometry: PyramidGeometry, *, window_frames: int, n_labels: int) -> int:
    """Return the largest number of windows whose pipeline fits into a device, 0 if none does.

    The memory grows linearly with the number of windows.
    """
    one = ChunkSize(1, window_frames, n_labels).device_bytes(geometry)
    each = ChunkSize(2, window_frames, n_labels).device_bytes(geometry) - one
    return max(0, (free_bytes - one) // each + 1)


@dataclass(slots=True)
class _Slot:
    """What the host and the device hold of one chunk under way."""

    raw: Buffer
    paths: Buffer
    pinned: NDArray[np.uint8]
    described: NDArray[np.void]
    results: list[NDArray[np.uint8]]
    chunk: WindowChunk | None = None
    done: Event | None = None


class WindowPipeline:
    """Tracks chunks of up to a fixed number of windows on one device, in the order given.

    Two streams run beside each other: one copies frames up, the other makes pyramids, tracks and sums.
    """

    def __init__(
        self,
        device: Device,
        geometry: PyramidGeometry,
        weights: NDArray[np.float64],
        size: ChunkSize,
        *,
        settings: LKSettings,
        keep_tracks: bool,
    ) -> None:
        """Take all memory at once, so that lack of it shows here; raises `DeviceError`."""
        self.capacity = size.n_windows
        self._geometry = geometry
        self._keep_tracks = keep_tracks
        self._kernels = Kernels(device, geometry, settings)
        self._copying, self._computing = device.stream(), device.stream()
        places = size.n_frames * size.n_labels
        self._pyramids = device.allocate(size.n_frames * geometry.frame_bytes)
        self._tracks = device.allocate(size.track_bytes)
        self._sums = device.allocate(places * _SUM_BYTES), device.allocate(places * _COUNT_BYTES)
        self._weights = device.allocate(weights.nbytes)
        self._copying.upload(self._weights, np.ascontiguousarray(weights))
        self._copying.synchronize()
        self._outputs: tuple[Buffer, ...] = (self._tracks,) if keep_tracks else self._sums
        self._idle = deque(
            _Slot(
                raw=device.allocate(size.n_frames * geometry.raw_bytes),
                paths=device.allocate(size.path_bytes),
                pinned=device.host_memory(size.n_frames * geometry.raw_bytes),
                described=device.host_memory(size.path_bytes).view(PATH),
                results=[device.host_memory(output.nbytes) for output in self._outputs],
            )
            for _ in range(SLOTS)
        )
        self._busy: deque[_Slot] = deque()

    @property
    def has_room(self) -> bool:
        """Whether another chunk can be submitted before one is collected."""
        return bool(self._idle)

    @property
    def under_way(self) -> list[WindowChunk]:
        """The chunks that were submitted and not collected, in order; their pictures are in its memory."""
        return [slot.chunk for slot in self._busy if slot.chunk is not None]

    def submit(self, chunk: WindowChunk) -> None:
        """Begin with a chunk of at most `capacity` windows; returns while the device is at work."""
        slot = self._idle.popleft()
        slot.chunk = self._pinned(slot, chunk)
        n_frames, n_labels = chunk.known.shape[:2]
        shape = chunk.n_windows, chunk.window_frames, n_labels
        paths = window_paths(chunk.known, chunk.n_windows, chunk.window_frames)
        slot.described[: len(paths)] = paths
        self._copying.upload(slot.raw, slot.pinned[: n_frames * self._geometry.raw_bytes])
        self._copying.upload(slot.paths, slot.described[: len(paths)])
        self._computing.wait(self._copying.record())
        self._kernels.build_pyramids(self._computing, slot.raw, self._pyramids, n_frames)
        self._kernels.track(self._computing, self._pyramids, slot.paths, len(paths), self._tracks)
        if not self._keep_tracks:
            self._kernels.sum_windows(
                self._computing, self._tracks, self._weights, self._sums[0], self._sums[1], shape
            )
        for host, output in zip(slot.results, self._outputs, strict=True):
            self._computing.download(host, output)
        slot.done = self._computing.record()
        self._busy.append(slot)

    def _pinned(self, slot: _Slot, chunk: WindowChunk) -> WindowChunk:
        """Return the chunk with its pictures moved to the slot's memory, so that they are held only once."""
        shape = len(chunk.pictures), self._geometry.height_px, self._geometry.width_px
        pictures = slot.pinned[: int(np.prod(shape))].reshape(shape)
        np.stack(chunk.pictures, out=pictures)
        return replace(chunk, pictures=list(pictures))

    def collect(self) -> tuple[WindowChunk, WindowSums | WindowTracks]:
        """Wait for the chunk that was submitted first and return what was made of it."""
        slot = self._busy[0]
        assert slot.chunk is not None
        assert slot.done is not None
        slot.done.synchronize()
        chunk, n_labels = slot.chunk, slot.chunk.known.shape[1]
        result: WindowSums | WindowTracks
        if self._keep_tracks:
            result = _read_tracks(slot, (chunk.n_windows, chunk.window_frames, n_labels))
        else:
            result = _read_sums(slot, (len(chunk.pictures), n_labels))
        self._busy.popleft()
        slot.chunk = slot.done = None
        self._idle.append(slot)
        return chunk, result

    def finish(self) -> None:
        """Return when the device no longer uses the memory of the pipeline; raises `DeviceError`."""
        self._copying.synchronize()
        self._computing.synchronize()


def _read_sums(slot: _Slot, shape: tuple[int, int]) -> WindowSums:
    places = shape[0] * shape[1]
    sums = slot.results[0].view(np.float64)[: 3 * places].reshape(*shape, 3).copy()
    counts = slot.results[1].view(np.int32)[: 3 * places].reshape(*shape, 3).astype(np.int64)
    return WindowSums(sums[..., :2], sums[..., 2], counts[..., 0], counts[..., 1], counts[..., 2])


def _read_tracks(slot: _Slot, shape: tuple[int, int, int]) -> WindowTracks:
    tracks = slot.results[0].view(np.float32)[: 4 * int(np.prod(shape))].reshape(2, *shape, 2)
    return WindowTracks(*tracks.astype(np.float64))
