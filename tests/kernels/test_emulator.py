"""The emulator finds what would go wrong on a device: missing and divergent barriers, races, stale memory."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from . import emulation
from .emulation import DOWN, SHUFFLED, UP, EmulatedProgram, EmulationError

Build = Callable[..., EmulatedProgram]
SCHEDULES = (UP, DOWN, SHUFFLED, SHUFFLED + 1)

REVERSE = """
extern "C" __global__ void reverse(const int* from, int* to) {
    __shared__ int cells[64];
    cells[threadIdx.x] = from[threadIdx.x];
    BARRIER
    to[threadIdx.x] = cells[blockDim.x - 1 - threadIdx.x];
}
"""
SUM = """
extern "C" __global__ void warp_sum(int* values) {
    int value = values[threadIdx.x];
    for (int lanes = WARP / 2; lanes > 0; lanes /= 2) value += __shfl_xor_sync(0xffffffffu, value, lanes);
    values[threadIdx.x] = value;
}
"""
DIVERGENT = """
extern "C" __global__ void divergent(int* values) {
    if (threadIdx.x % 2) {
        values[threadIdx.x] += 1;
        __syncthreads();
    } else {
        values[threadIdx.x] += 2;
        __syncthreads();
    }
}
"""
EARLY = """
extern "C" __global__ void early(int* values) {
    if (threadIdx.x == 3) return;
    __syncthreads();
    values[threadIdx.x] = 1;
}
"""
UNWRITTEN = """
extern "C" __global__ void unwritten(int* values) {
    __shared__ int cells[64];
    values[threadIdx.x] = cells[threadIdx.x];
}
"""


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> Build:
    """Builds a source with one kernel."""

    def build(source: str, kernel: str, *, warp: int = 4) -> EmulatedProgram:
        monkeypatch.setitem(emulation.KERNELS, kernel, (kernel,))
        return EmulatedProgram(source, {}, warp=warp)

    return build


def reversed_under(program: EmulatedProgram, schedule: int) -> list[int]:
    """Reverse 0 to 15 in one block."""
    result = np.zeros(16, np.int32)
    program.run(
        "reverse",
        grid=(1, 1),
        threads=16,
        arguments=(np.arange(16, dtype=np.int32), result),
        schedule=schedule,
    )
    return result.tolist()


def test_a_barrier_makes_every_order_give_the_same(program: Build) -> None:
    built = program(REVERSE.replace("BARRIER", "__syncthreads();"), "reverse")
    for schedule in SCHEDULES:
        assert reversed_under(built, schedule) == list(range(15, -1, -1))


@pytest.mark.parametrize("how", ["never written", "skipped"])
def test_without_the_barrier_the_orders_disagree(program: Build, how: str) -> None:
    barrier = "" if how == "never written" else "__syncthreads();"
    source = REVERSE.replace("BARRIER", barrier)
    built = program(source, "reverse")
    if how == "skipped":
        built.skip_barrier(source[: source.index(barrier)].count("\n") + 1)
    results = [reversed_under(built, schedule) for schedule in SCHEDULES]
    assert any(result != results[0] for result in results)
    assert list(range(15, -1, -1)) not in results


@pytest.mark.parametrize("warp", [4, 8, 32])
def test_shuffles_stay_within_their_warp(program: Build, warp: int) -> None:
    built = program(SUM, "warp_sum", warp=warp)
    for schedule in SCHEDULES:
        values = np.arange(64, dtype=np.int32)
        built.run("warp_sum", grid=(1, 1), threads=64, arguments=(values,), schedule=schedule)
        assert np.array_equal(values, np.arange(64).reshape(-1, warp).sum(axis=1).repeat(warp))


@pytest.mark.parametrize(("source", "kernel"), [(DIVERGENT, "divergent"), (EARLY, "early")])
def test_threads_at_different_barriers_are_an_error(program: Build, source: str, kernel: str) -> None:
    built = program(source, kernel)
    for _ in range(2):
        with pytest.raises(EmulationError, match=r"block 0: thread \d+ waits at line \d"):
            built.run(kernel, grid=(2, 1), threads=8, arguments=(np.zeros(8, np.int32),))


def test_shared_memory_starts_as_rubbish(program: Build) -> None:
    built = program(UNWRITTEN, "unwritten")
    seen = []
    for schedule in (UP, DOWN):
        values = np.zeros(4, np.int32)
        built.run("unwritten", grid=(1, 1), threads=4, arguments=(values,), schedule=schedule)
        seen.append(values.tolist())
    assert seen[0] != seen[1]


def test_a_block_must_be_whole_warps(program: Build) -> None:
    with pytest.raises(EmulationError, match="6 threads are not whole warps of 4"):
        program(SUM, "warp_sum").run("warp_sum", grid=(1, 1), threads=6, arguments=(np.zeros(6, np.int32),))


def test_programs_side_by_side_share_nothing(program: Build) -> None:
    source = REVERSE.replace("BARRIER", "__syncthreads();")
    broken, whole = program(source, "reverse", warp=8), program(source, "reverse", warp=4)
    broken.skip_barrier(source[: source.index("__syncthreads")].count("\n") + 1)
    assert reversed_under(broken, UP) != list(range(15, -1, -1))
    assert reversed_under(whole, UP) == list(range(15, -1, -1))
