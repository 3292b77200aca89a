"""Barriers of the kernels: results do not depend on the order of threads, and no barrier is superfluous."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from dustrack_imgui.cuda.sources import source_text
from dustrack_imgui.tracking import LKSettings
from dustrack_imgui.tracking.backends.cuda_geometry import pyramid_geometry
from dustrack_imgui.tracking.backends.cuda_kernels import Kernels, pair_paths

from .emulated_device import EmulatedDevice
from .emulation import DOWN, SHUFFLED, UP, EmulatedProgram, EmulationError, emulated_program

if TYPE_CHECKING:
    from .conftest import Frames

SETTINGS = LKSettings(window_px=21)
SOURCE = source_text("lucas_kanade")
BARRIERS = [
    number for number, line in enumerate(SOURCE.splitlines(), 1) if re.match(r"\s*__syncthreads\(\);", line)
]
Track = Callable[[EmulatedProgram, int, int], NDArray[np.float32]]


def built(warp: int, threads: int) -> EmulatedProgram:
    """Return the kernels for blocks of some size."""
    defines = (("WINDOW_PX", SETTINGS.window_px), ("THREADS", threads))
    return emulated_program(SOURCE, defines, warp=warp)


@pytest.fixture(scope="module")
def track(speckle: Callable[..., Frames]) -> Track:
    """Tracks 12 points in texture, with residuals, as one array of float32."""
    frames = speckle(3, 96, 120)
    geometry = pyramid_geometry(96, 120, SETTINGS)
    device = EmulatedDevice()
    raw, pyramids = device.allocate(frames.nbytes), device.allocate(3 * geometry.frame_bytes)
    stream = device.stream()
    stream.upload(raw, frames)
    Kernels(device, geometry, SETTINGS).build_pyramids(stream, raw, pyramids, 3)
    stream.synchronize()
    points = np.random.default_rng(3).uniform((-5, -5), (125, 101), (12, 2))
    paths = pair_paths(points, 0, 2)

    def run(program: EmulatedProgram, threads: int, schedule: int) -> NDArray[np.float32]:
        positions, residuals = np.zeros((24, 2), np.float32), np.zeros(24, np.float32)
        program.run(
            "track_paths",
            grid=(12, 1),
            threads=threads,
            schedule=schedule,
            arguments=(
                pyramids.cells,
                geometry.levels,
                np.int32(len(geometry.levels)),
                np.int64(geometry.frame_bytes),
                paths,
                positions,
                residuals,
                np.int32(10),
                np.float32(9e-4),
            ),
        )
        return np.concatenate([positions.reshape(-1), residuals])

    return run


@pytest.mark.parametrize("schedule", [DOWN, SHUFFLED, SHUFFLED + 1])
def test_the_order_of_threads_does_not_matter(track: Track, schedule: int) -> None:
    program = built(4, 8)
    assert np.array_equal(track(program, 8, schedule), track(program, 8, UP), equal_nan=True)


@pytest.mark.parametrize(("warp", "threads"), [(1, 1), (32, 64), (16, 128)])
def test_the_number_of_threads_does_not_matter(track: Track, warp: int, threads: int) -> None:
    expected = track(built(4, 8), 8, UP)
    assert np.array_equal(track(built(warp, threads), threads, SHUFFLED), expected, equal_nan=True)


@pytest.mark.parametrize("line", BARRIERS)
def test_no_barrier_can_be_left_out(track: Track, line: int) -> None:
    program = built(4, 8)
    expected = track(program, 8, UP)
    program.skip_barrier(line)
    try:
        assert any(goes_wrong(track, program, schedule, expected) for schedule in (UP, DOWN, SHUFFLED))
    finally:
        program.skip_barrier(0)


def goes_wrong(track: Track, program: EmulatedProgram, schedule: int, expected: NDArray[np.float32]) -> bool:
    """Tell whether the emulator complains, or the result is another."""
    try:
        return not np.array_equal(track(program, 8, schedule), expected, equal_nan=True)
    except EmulationError:
        return True


def test_there_are_barriers_to_leave_out() -> None:
    assert len(BARRIERS) >= 2
