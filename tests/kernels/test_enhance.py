"""Enhancement kernels against OpenCV, and their barriers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from dustrack_imgui.cuda.sources import source_text

from .emulation import DOWN, SHUFFLED, UP, EmulatedProgram, EmulationError, emulated_program

if TYPE_CHECKING:
    from .conftest import Frames

SOURCE = source_text("enhance")
BARRIERS = [
    number for number, line in enumerate(SOURCE.splitlines(), 1) if re.match(r"\s*__syncthreads\(\);", line)
]
TILING = np.dtype([(name, np.int32) for name in ("w", "h", "tiles_x", "tiles_y", "tile_w", "tile_h")])


@pytest.fixture(scope="module")
def program() -> EmulatedProgram:
    """The kernels with blocks of 16 threads in four warps."""
    return emulated_program(SOURCE, (("THREADS", 16),), warp=4)


def clahe(
    program: EmulatedProgram, picture: Frames, clip: float, tiles: tuple[int, int], schedule: int = UP
) -> Frames:
    """Equalise a picture with the kernels, cut into tiles as OpenCV does."""
    height, width = picture.shape
    tiles_x, tiles_y = tiles
    whole = width % tiles_x == 0 and height % tiles_y == 0
    tile_w = (width if whole else width + tiles_x - width % tiles_x) // tiles_x
    tile_h = (height if whole else height + tiles_y - height % tiles_y) // tiles_y
    limit = max(1, int(clip * tile_w * tile_h / 256)) if clip > 0 else 0
    tiling = np.array((width, height, tiles_x, tiles_y, tile_w, tile_h), TILING)
    luts, result = np.zeros((tiles_y, tiles_x, 256), np.uint8), np.zeros_like(picture)
    program.run(
        "clahe_luts",
        grid=tiles,
        threads=16,
        arguments=(picture, luts, tiling, np.int32(limit)),
        schedule=schedule,
    )
    blocks = -(-picture.size // 64)
    program.run("clahe_blend", grid=(blocks, 1), threads=64, arguments=(picture, result, luts, tiling))
    return result


@pytest.mark.parametrize("tiles", [(8, 8), (4, 6), (1, 1)])
@pytest.mark.parametrize("clip", [0.0, 0.01, 2.0, 40.0])
def test_clahe_is_opencv_s_within_a_grey_level(
    program: EmulatedProgram,
    muscle: tuple[Frames, NDArray[np.float64]],
    clip: float,
    tiles: tuple[int, int],
) -> None:
    real = np.ascontiguousarray(muscle[0][0, 100:340, 200:520])
    odd = np.random.default_rng(1).integers(0, 120, (93, 117), dtype=np.uint8)
    for picture in (real, odd, np.ascontiguousarray(real[:, :313])):
        expected = cv2.createCLAHE(clip, tiles).apply(picture)
        difference = clahe(program, picture, clip, tiles).astype(int) - expected
        assert np.abs(difference).max() <= 1
        assert np.mean(difference != 0) < 0.01


def test_a_table_is_applied(program: EmulatedProgram) -> None:
    rng = np.random.default_rng(2)
    picture, table = rng.integers(0, 256, (31, 45), np.uint8), rng.integers(0, 256, 256, np.uint8)
    result = np.zeros_like(picture)
    program.run(
        "apply_lut",
        grid=(-(-picture.size // 64), 1),
        threads=64,
        arguments=(picture, result, table, np.int64(picture.size)),
    )
    assert np.array_equal(result, cv2.LUT(picture, table))


def test_threads_may_run_in_any_order_and_number(program: EmulatedProgram) -> None:
    picture = np.random.default_rng(3).integers(0, 90, (64, 64), dtype=np.uint8)
    expected = cv2.createCLAHE(2.0, (4, 4)).apply(picture)
    for schedule in (UP, DOWN, SHUFFLED):
        assert np.abs(clahe(program, picture, 2.0, (4, 4), schedule).astype(int) - expected).max() <= 1


@pytest.mark.parametrize("line", BARRIERS)
def test_no_barrier_can_be_left_out(program: EmulatedProgram, line: int) -> None:
    picture = np.random.default_rng(3).integers(0, 90, (64, 64), dtype=np.uint8)
    expected = clahe(program, picture, 2.0, (2, 2))
    program.skip_barrier(line)
    wrong = []
    try:
        for schedule in (UP, DOWN, SHUFFLED):
            try:
                wrong.append(not np.array_equal(clahe(program, picture, 2.0, (2, 2), schedule), expected))
            except EmulationError:
                wrong.append(True)
    finally:
        program.skip_barrier(0)
    assert any(wrong)
