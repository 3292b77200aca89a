"""Chunks on devices: work that is ordered and overlaps, little memory, failures, and several GPUs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from dustrack_imgui.cuda.device import Device, DeviceError
from dustrack_imgui.tracking import Cancelled, FilterResult, LKSettings, lk_moving_average_filter
from dustrack_imgui.tracking.backends.cuda import FEWEST_POINTS, MOST_POINT_STEPS, CudaBackend
from dustrack_imgui.tracking.backends.cuda_geometry import pyramid_geometry
from dustrack_imgui.tracking.backends.cuda_windows import ChunkSize, fitting_windows
from dustrack_imgui.tracking.backends.opencv import OpenCVBackend

from .emulated_device import EmulatedDevice

if TYPE_CHECKING:
    from .conftest import Frames

    Points = NDArray[np.float64]

SMALL = LKSettings(window_px=9, max_level=1)
N_FRAMES, WINDOW_FRAMES, N_LABELS = 40, 6, 3
N_WINDOWS = N_FRAMES - WINDOW_FRAMES + 1
GEOMETRY = pyramid_geometry(48, 64, SMALL)


def chunk_bytes(n_windows: int) -> int:
    """Memory that chunks of so many windows take on a device."""
    return ChunkSize(n_windows, WINDOW_FRAMES, N_LABELS).device_bytes(GEOMETRY)


class Bench:
    """A clip, its filtered labels, and backends over given devices."""

    def __init__(self, frames: Frames) -> None:
        self.frames = list(frames)
        rng = np.random.default_rng(1)
        self.labels = np.array([[20.0, 24.0], [32.5, 20.0], [45.0, 30.0]]) + rng.normal(
            0, 0.4, (N_FRAMES, N_LABELS, 2)
        )
        self.notices: list[str] = []
        self.expected = self.run(OpenCVBackend())

    def backend(self, *devices: Device) -> CudaBackend:
        """A backend whose notices are kept."""
        return CudaBackend(devices, fallback=OpenCVBackend(), notice=self.notices.append, fewest_points=1)

    def run(self, backend: object, **options: object) -> FilterResult:
        """Filter the clip."""
        given = {"window_frames": WINDOW_FRAMES, "settings": SMALL, "chunk_frames": 7, **options}
        return lk_moving_average_filter(self.frames, self.labels, backend=backend, **given)

    def assert_right(self, result: FilterResult) -> None:
        """Assert that a result is that of the reference, from every window once."""
        assert np.abs(result.positions - self.expected.positions).max() < 0.005
        assert np.array_equal(result.count, self.expected.count)


@pytest.fixture
def bench(speckle: Callable[..., Frames]) -> Bench:
    """A clip of 40 frames with three labels."""
    return Bench(speckle(N_FRAMES, 48, 64))


def fail_at(operation: str, number: int, error: type[Exception] = DeviceError) -> Callable[[str], None]:
    """Make every operation of a name fail from the given one on."""
    seen = 0

    def failure(name: str) -> None:
        nonlocal seen
        seen += name == operation
        if seen >= number and name == operation:
            raise error(f"{operation} went wrong")

    return failure


@pytest.mark.parametrize("copies_at_once", [False, True])
def test_copies_and_kernels_may_run_whenever_they_like(bench: Bench, copies_at_once: bool) -> None:
    device = EmulatedDevice(copies_at_once=copies_at_once)
    bench.assert_right(bench.run(bench.backend(device)))
    bench.assert_right(bench.run(bench.backend(device), save_raw=True))
    assert bench.notices == []


def test_a_chunk_is_a_few_launches_and_only_sums_come_back(bench: Bench) -> None:
    device = EmulatedDevice()
    bench.run(bench.backend(device))
    chunks = 5
    launches = {name: device.operations[name] for name in ("pad_frames", "halve_frames", "track_paths")}
    assert launches == {"pad_frames": chunks, "halve_frames": chunks, "track_paths": chunks}
    assert device.operations["sum_windows"] == chunks
    covered = N_WINDOWS + chunks * (WINDOW_FRAMES - 1)
    assert device.uploaded_bytes < covered * 48 * 64 + 2 * N_WINDOWS * N_LABELS * 32 + 1_000
    assert device.downloaded_bytes <= chunks * (7 + WINDOW_FRAMES - 1) * N_LABELS * 36


def test_the_next_chunk_is_on_its_way_before_the_last_is_waited_for(bench: Bench) -> None:
    device = EmulatedDevice()
    order: list[str] = []
    device.failure = order.append
    bench.run(bench.backend(device))
    interesting = [name for name in order if name in ("track_paths", "synchronize")]
    first_launch = interesting.index("track_paths")
    assert interesting[first_launch : first_launch + 3] == ["track_paths", "track_paths", "synchronize"]


def test_all_memory_is_given_back(bench: Bench) -> None:
    device = EmulatedDevice()
    bench.run(bench.backend(device))
    assert device.used_bytes == 0


def test_several_devices_share_the_chunks(bench: Bench) -> None:
    devices = [EmulatedDevice(name=f"GPU {number}") for number in range(2)]
    bench.assert_right(bench.run(bench.backend(*devices), chunk_frames=4))
    tracked = [device.operations["track_paths"] for device in devices]
    assert sum(tracked) == 9
    assert min(tracked) >= 4
    assert bench.notices == []


def test_the_chunk_size_follows_from_the_free_memory() -> None:
    for n_windows in (1, 5, 100):
        free = chunk_bytes(n_windows)
        for spare, expected in ((0, n_windows), (-1, n_windows - 1)):
            fitting = fitting_windows(free + spare, GEOMETRY, window_frames=WINDOW_FRAMES, n_labels=N_LABELS)
            assert fitting == expected
    assert fitting_windows(0, GEOMETRY, window_frames=WINDOW_FRAMES, n_labels=N_LABELS) == 0


def test_a_device_with_little_memory_gets_small_chunks(bench: Bench) -> None:
    device = EmulatedDevice(memory_bytes=chunk_bytes(9) * 5 // 4)
    bench.assert_right(bench.run(bench.backend(device), chunk_frames=None))
    assert device.operations["track_paths"] >= N_WINDOWS // 9
    assert bench.notices == []


def test_memory_that_others_take_makes_chunks_smaller(bench: Bench) -> None:
    device = EmulatedDevice(memory_bytes=chunk_bytes(4))
    device.free_bytes = lambda: 1 << 30  # type: ignore[method-assign]
    bench.assert_right(bench.run(bench.backend(device), chunk_frames=14))
    assert bench.notices == ["Emulated GPU has little free memory, so the filter takes smaller steps there."]
    assert device.operations["track_paths"] >= N_WINDOWS // 4
    assert device.used_bytes == 0


def test_without_memory_for_a_single_window_the_cpu_does_it_until_there_is_some(bench: Bench) -> None:
    device = EmulatedDevice(memory_bytes=10_000)
    backend = bench.backend(device)
    for _ in range(2):
        bench.assert_right(bench.run(backend))
        moved = backend.advance(bench.frames[0], bench.frames[1], bench.labels[0], settings=SMALL)
        assert moved.found.all()
    assert sum("does not hold the frames of one window" in notice for notice in bench.notices) == 1
    assert all(notice.startswith("Emulated GPU has too little free memory") for notice in bench.notices)
    assert not device.operations["track_paths"]
    device.memory_bytes = 1 << 30
    bench.assert_right(bench.run(backend))
    assert device.operations["track_paths"]


def test_chunks_are_small_enough_to_cancel_soon(bench: Bench) -> None:
    backend = bench.backend(EmulatedDevice(memory_bytes=1 << 40))
    for n_labels, window_frames in ((1, 2), (4, 30), (10, 300), (100_000, 50)):
        wanted = backend.windows_per_chunk(
            (580, 728),
            n_windows=1_000_000,
            window_frames=window_frames,
            n_labels=n_labels,
            settings=SMALL,
            memory_bytes=1 << 40,
        )
        assert wanted == 1 or 2 * wanted * window_frames * n_labels <= MOST_POINT_STEPS


@pytest.mark.parametrize("save_raw", [False, True])
@pytest.mark.parametrize(
    ("operation", "number"),
    [
        ("compile", 1),
        ("allocate", 3),
        ("host_memory", 1),
        ("free_bytes", 1),
        ("upload", 3),
        ("upload", 8),
        ("track_paths", 1),
        ("track_paths", 3),
        ("download", 2),
        ("synchronize", 1),
        ("synchronize", 4),
        ("synchronize", 5),
    ],
)
def test_after_any_failure_the_cpu_goes_on_and_the_user_is_told(
    bench: Bench, operation: str, number: int, save_raw: bool
) -> None:
    device = EmulatedDevice()
    device.failure = fail_at(operation, number)
    backend = bench.backend(device)
    result = bench.run(backend, save_raw=save_raw)
    bench.assert_right(result)
    assert bench.notices == [f"Emulated GPU failed, tracking goes on with the CPU: {operation} went wrong"]
    bench.assert_right(bench.run(backend))
    assert len(bench.notices) == 1, "it is not tried again"


@pytest.mark.parametrize("operation", ["compile", "upload", "track_paths", "synchronize"])
def test_when_one_of_two_devices_fails_the_other_does_its_work(bench: Bench, operation: str) -> None:
    good, bad = EmulatedDevice(name="Good"), EmulatedDevice(name="Bad")
    bad.failure = fail_at(operation, 2 if operation == "track_paths" else 1)
    backend = bench.backend(bad, good)
    bench.assert_right(bench.run(backend, chunk_frames=3))
    assert bench.notices == [f"Bad failed, tracking goes on with Good: {operation} went wrong"]
    assert backend.device_names == ["Good"]


def test_points_of_a_failed_device_are_tracked_by_the_cpu(bench: Bench) -> None:
    device = EmulatedDevice()
    backend = bench.backend(device)
    expected = OpenCVBackend().advance(bench.frames[0], bench.frames[1], bench.labels[0], settings=SMALL)
    for failing in (False, True, True):
        if failing:
            device.failure = fail_at("upload", 1)
        moved, found = backend.advance(bench.frames[0], bench.frames[1], bench.labels[0], settings=SMALL)
        assert found.all()
        assert np.abs(moved - expected.xy_image).max() < 0.005
    assert bench.notices == ["Emulated GPU failed, tracking goes on with the CPU: upload went wrong"]


def test_a_walk_uploads_each_frame_once_and_forgets_the_oldest(bench: Bench) -> None:
    device = EmulatedDevice(memory_bytes=12 * GEOMETRY.frame_bytes)
    backend = bench.backend(device)
    points = bench.labels[0]
    for frame in range(12):
        points = backend.advance(
            bench.frames[frame], bench.frames[frame + 1], points, settings=SMALL
        ).xy_image
    assert device.operations["pad_frames"] == 13
    direct, _ = backend.advance(bench.frames[12], bench.frames[0], points, settings=SMALL)
    assert device.operations["pad_frames"] == 14
    assert np.median(np.abs(direct - bench.labels[0])) < 0.1


def test_several_threads_may_track_on_one_device(bench: Bench) -> None:
    backend = bench.backend(EmulatedDevice())
    moved: dict[int, Points] = {}

    def walk(number: int) -> None:
        points = bench.labels[0]
        for frame in range(6):
            points = backend.advance(
                bench.frames[frame], bench.frames[frame + 1], points, settings=SMALL
            ).xy_image
        moved[number] = points

    threads = [threading.Thread(target=walk, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(moved) == 3
    assert np.array_equal(moved[0], moved[1])
    assert np.array_equal(moved[0], moved[2])


def test_patches_too_large_for_a_block_are_left_to_the_cpu_once_said(bench: Bench) -> None:
    backend = bench.backend(EmulatedDevice())
    large = LKSettings(window_px=91, max_level=0)
    for _ in range(2):
        bench.run(backend, settings=large)
        backend.advance(bench.frames[0], bench.frames[1], bench.labels[0], settings=large)
    assert len(bench.notices) == 1
    assert "91 pixels" in bench.notices[0]


def test_cancel_stops_between_chunks_and_frees_the_device(bench: Bench) -> None:
    device = EmulatedDevice()
    cancel = threading.Event()
    device.failure = lambda name: cancel.set() if device.operations["track_paths"] == 2 else None
    with pytest.raises(Cancelled):
        bench.run(bench.backend(device), cancel=cancel)
    assert device.operations["track_paths"] <= 4
    assert device.used_bytes == 0


def test_progress_grows_to_all(bench: Bench) -> None:
    fractions: list[float] = []
    bench.run(bench.backend(EmulatedDevice()), progress=fractions.append)
    assert fractions == sorted(set(fractions))
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert len(fractions) >= 5


def test_few_points_between_two_frames_are_left_to_the_cpu(bench: Bench) -> None:
    device = EmulatedDevice()
    backend = CudaBackend([device], fallback=OpenCVBackend(), notice=bench.notices.append)
    few = np.tile(bench.labels[0], (FEWEST_POINTS // N_LABELS, 1))
    for points, launches in ((few, 0), (np.tile(few, (2, 1)), 1)):
        moved = backend.advance(bench.frames[0], bench.frames[1], points, settings=SMALL)
        assert moved.found.all()
        assert device.operations["track_paths"] == launches
    assert bench.notices == []
