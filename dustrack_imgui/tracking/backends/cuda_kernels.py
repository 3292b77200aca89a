"""The tracking kernels as Python calls: pyramids, paths, and sums over windows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.cuda.device import Buffer, Device, Program, Stream
from dustrack_imgui.cuda.sources import source_text
from dustrack_imgui.tracking.backends.cuda_geometry import PyramidGeometry
from dustrack_imgui.tracking.settings import LKSettings

PATH = np.dtype(
    [
        ("first_frame", np.int32),
        ("frame_step", np.int32),
        ("n_steps", np.int32),
        ("out_step", np.int32),
        ("x", np.float32),
        ("y", np.float32),
        ("out", np.int64),
    ]
)
"""One point to be followed: the kernels' ``struct Path``."""

LARGEST_WINDOW_PX = 81
"""A larger template exceeds the 48 KiB of shared memory that every block may have."""

_PIXEL_THREADS = 256
_MOST_GRID_ROWS = 65_535
_ROWS_PER_THREAD = 24


def threads_per_block(window_px: int) -> int:
    """Return the threads that share a template, in whole warps.

    A thread takes one column of at most `_ROWS_PER_THREAD` pixels: long enough that its share of summing up
    over the block is small, short enough that two or three warps are at work.
    """
    strips = -(-window_px // _ROWS_PER_THREAD)
    return 32 * -(-window_px * strips // 32)


class Kernels:
    """The kernels compiled for one device and window, and a frame size's levels in its memory."""

    def __init__(self, device: Device, geometry: PyramidGeometry, settings: LKSettings) -> None:
        """Compile what is not compiled yet; raises `DeviceError`."""
        self._threads = threads_per_block(settings.window_px)
        self._program: Program = device.compile(
            source_text("lucas_kanade"), {"WINDOW_PX": settings.window_px, "THREADS": self._threads}
        )
        self._geometry = geometry
        self._settings = settings
        self._levels = device.allocate(geometry.levels.nbytes)
        stream = device.stream()
        stream.upload(self._levels, geometry.levels)
        stream.synchronize()

    def build_pyramids(
        self, stream: Stream, raw: Buffer, pyramids: Buffer, n_frames: int, *, first: int = 0
    ) -> None:
        """Make the pyramids of raw frames, at the places from ``first`` on."""
        rows = min(n_frames, _MOST_GRID_ROWS)
        size = np.int64(self._geometry.frame_bytes), np.int32(first), np.int32(n_frames)
        for level in range(len(self._geometry.levels)):
            grid = -(-self._geometry.padded_pixels(level) // _PIXEL_THREADS), rows
            if level == 0:
                name, arguments = "pad_frames", (raw, pyramids, self._levels, *size)
            else:
                name, arguments = "halve_frames", (pyramids, self._levels, np.int32(level), *size)
            self._program.launch(stream, name, grid=grid, threads=_PIXEL_THREADS, arguments=arguments)

    def track(
        self,
        stream: Stream,
        pyramids: Buffer,
        paths: Buffer,
        n_paths: int,
        positions: Buffer,
        *,
        residuals: Buffer | None = None,
    ) -> None:
        """Follow ``n_paths`` of dtype `PATH`; positions are float32 pairs, residuals float32."""
        settings = self._settings
        self._program.launch(
            stream,
            "track_paths",
            grid=(n_paths, 1),
            threads=self._threads,
            arguments=(
                pyramids,
                self._levels,
                np.int32(len(self._geometry.levels)),
                np.int64(self._geometry.frame_bytes),
                paths,
                positions,
                residuals,
                np.int32(settings.max_iterations),
                np.float32(settings.epsilon**2),
            ),
        )

    def sum_windows(
        self,
        stream: Stream,
        tracks: Buffer,
        weights: Buffer,
        sums: Buffer,
        counts: Buffer,
        shape: tuple[int, int, int],
    ) -> None:
        """Sum tracks per frame and label; they are ``(2, windows, window_frames, labels)``."""
        n_windows, window_frames, n_labels = shape
        places = (n_windows + window_frames - 1) * n_labels
        self._program.launch(
            stream,
            "sum_windows",
            grid=(-(-places // _PIXEL_THREADS), 1),
            threads=_PIXEL_THREADS,
            arguments=(tracks, weights, sums, counts, *(np.int32(size) for size in shape)),
        )


def window_paths(source: NDArray[np.float64], n_windows: int, window_frames: int) -> NDArray[np.void]:
    """Return the paths of all windows of a chunk, first all forward ones, then all reverse ones.

    Parameters
    ----------
    source
        float64 ``(windows + window_frames - 1, labels, 2)``: known positions on every frame of the chunk.

    Returns
    -------
    NDArray
        `PATH` ``(2 * windows * labels,)``; results lie ``(2, windows, window_frames, labels)``, in order of
        frames.
    """
    n_labels = source.shape[1]
    window, label = np.indices((n_windows, n_labels))
    paths = np.empty((2, n_windows, n_labels), dtype=PATH)
    for direction, (step, age) in enumerate(((1, 0), (-1, window_frames - 1))):
        known = source[age : age + n_windows]
        part = paths[direction]
        part["first_frame"] = window + age
        part["frame_step"] = step
        part["n_steps"] = window_frames - 1
        part["out_step"] = step * n_labels
        part["x"], part["y"] = known[..., 0], known[..., 1]
        part["out"] = ((direction * n_windows + window) * window_frames + age) * n_labels + label
    return paths.reshape(-1)


def pair_paths(xy_image: NDArray[np.float64], previous: int, following: int) -> NDArray[np.void]:
    """Return paths of one step between two places of the pyramids; point ``i`` arrives at ``2 * i + 1``."""
    paths = np.zeros(len(xy_image), dtype=PATH)
    paths["first_frame"] = previous
    paths["frame_step"] = following - previous
    paths["n_steps"] = 1
    paths["out_step"] = 1
    paths["x"], paths["y"] = xy_image[:, 0], xy_image[:, 1]
    paths["out"] = 2 * np.arange(len(xy_image))
    return paths
