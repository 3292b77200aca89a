"""Runs the kernels with an inaccessible page right after, or right before, every buffer; run as a program.

Built with checks of undefined behaviour. Any access outside a buffer, a shared array or the range of a type
ends the program with a signal or an error.
"""

from __future__ import annotations

import ctypes
import mmap
import sys
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.cuda.sources import source_text
from dustrack_imgui.tracking import LKSettings
from dustrack_imgui.tracking.backends.cuda_geometry import pyramid_geometry
from dustrack_imgui.tracking.backends.cuda_kernels import pair_paths, window_paths
from tests.kernels.emulation import emulated_program

CHECKS = ("-fsanitize=undefined", "-fno-sanitize-recover=all", "-g")
MAPPED: list[mmap.mmap] = []


def guarded(array: NDArray[Any], *, at_end: bool) -> NDArray[Any]:
    """Return a copy that ends, or begins, at the edge of memory that may not be touched."""
    page = mmap.PAGESIZE
    pages = -(-array.nbytes // page) + 2
    memory = mmap.mmap(-1, pages * page)
    MAPPED.append(memory)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    for edge in (address, address + (pages - 1) * page):
        assert ctypes.CDLL(None).mprotect(ctypes.c_void_p(edge), ctypes.c_size_t(page), 0) == 0
    offset = (pages - 1) * page - array.nbytes if at_end else page
    result = np.frombuffer(memory, array.dtype, array.size, offset).reshape(array.shape)
    result[...] = array
    return result


def track_at_the_borders(settings: LKSettings, *, at_end: bool) -> float:
    """Track points all around a small picture; returns the largest distance from OpenCV in pixels."""
    rng = np.random.default_rng(1)
    noise = rng.integers(0, 256, (2, 50, 70), dtype=np.uint8)
    frames = guarded(np.array([cv2.GaussianBlur(each, (0, 0), 2.0) for each in noise]), at_end=at_end)
    geometry = pyramid_geometry(50, 70, settings)
    levels = guarded(geometry.levels, at_end=at_end)
    pyramids = guarded(np.zeros((2, geometry.frame_bytes), np.uint8), at_end=at_end)
    program = emulated_program(
        source_text("lucas_kanade"),
        (("WINDOW_PX", settings.window_px), ("THREADS", 8)),
        warp=4,
        extra=CHECKS,
    )
    frame_bytes, first, n_frames = np.int64(geometry.frame_bytes), np.int32(0), np.int32(2)
    for level in range(len(levels)):
        grid = (-(-geometry.padded_pixels(level) // 8), 1)
        if level:
            arguments = (pyramids, levels, np.int32(level), frame_bytes, first, n_frames)
        else:
            arguments = (frames, pyramids, levels, frame_bytes, first, n_frames)
        program.run("halve_frames" if level else "pad_frames", grid=grid, threads=8, arguments=arguments)
    reach = settings.window_px + 3
    edges = np.linspace(-reach, 70 + reach, 24)
    points = np.stack(np.meshgrid(edges, edges), axis=-1).reshape(-1, 2)
    paths = guarded(pair_paths(points, 0, 1), at_end=at_end)
    positions = guarded(np.zeros((len(paths), 2, 2), np.float32), at_end=at_end)
    residuals = guarded(np.zeros((len(paths), 2), np.float32), at_end=at_end)
    program.run(
        "track_paths",
        grid=(len(paths), 1),
        threads=8,
        arguments=(
            pyramids,
            levels,
            np.int32(len(levels)),
            frame_bytes,
            paths,
            positions,
            residuals,
            np.int32(10),
            np.float32(9e-4),
        ),
    )
    sum_two_frames(program, points[:40], positions, at_end=at_end)
    return distance_from_opencv(frames, points, positions[:, 1], settings)


def sum_two_frames(program: Any, points: NDArray[Any], positions: NDArray[Any], *, at_end: bool) -> None:
    """Sum a window of two frames."""
    paths = window_paths(np.stack([points, points]), 1, 2)
    tracks = guarded(np.zeros((2, 1, 2, len(points), 2), np.float32), at_end=at_end)
    tracks[...] = positions[: len(points)].swapaxes(0, 1)
    assert paths["out"].max() < tracks.size // 2
    sums = guarded(np.zeros((2, len(points), 3)), at_end=at_end)
    counts = guarded(np.zeros((2, len(points), 3), np.int32), at_end=at_end)
    weights = guarded(np.array([1.0, 0.0]), at_end=at_end)
    sizes = np.int32(1), np.int32(2), np.int32(len(points))
    program.run("sum_windows", grid=(10, 1), threads=16, arguments=(tracks, weights, sums, counts, *sizes))


def distance_from_opencv(
    frames: NDArray[Any], points: NDArray[Any], arrived: NDArray[Any], settings: LKSettings
) -> float:
    """Return the largest distance of points that both hold."""
    window_px = settings.window_px
    moved, status, _ = cv2.calcOpticalFlowPyrLK(
        frames[0],
        frames[1],
        points.astype(np.float32).reshape(-1, 1, 2),
        None,
        winSize=(window_px, window_px),
        maxLevel=settings.max_level,
        criteria=(3, 10, 0.03),
    )
    both = (status[:, 0] > 0) & ~np.isnan(arrived[:, 0])
    assert both.any()
    return float(np.abs(moved.reshape(-1, 2) - arrived)[both].max())


if __name__ == "__main__":
    for at_end in (True, False):
        print(track_at_the_borders(LKSettings(window_px=15, max_level=1), at_end=at_end))
    sys.exit(0)
