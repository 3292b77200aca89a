"""Many frames made clearer on a device: OpenCV's pictures, in order, and OpenCV itself when it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np
import pytest
from numpy.typing import NDArray

from dustrack_imgui.cuda.device import DeviceError, DeviceMemoryError
from dustrack_imgui.drawing.enhancing import enhanced_frames, gpu_enhancer
from dustrack_imgui.model.view import Enhancement
from dustrack_imgui.tracking.backends import choice
from dustrack_imgui.video.enhancement import enhanced
from dustrack_imgui.video.enhancement_cuda import SLOTS, CudaEnhancer, tiling_of

from . import fake_cupy
from .emulated_device import EmulatedDevice

Frames = list[NDArray[np.uint8]]
N_FRAMES = 9


class Bench:
    """Frames, a device, and an enhancer whose notices are kept."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        rng = np.random.default_rng(6)
        self.frames: Frames = [rng.integers(20, 90 + 8 * n, shape, dtype=np.uint8) for n in range(N_FRAMES)]
        self.device = EmulatedDevice()
        self.notices: list[str] = []
        self.enhancer = CudaEnhancer(self.device, self.notices.append)

    def run(self, **look: float) -> Frames:
        """Enhance all frames."""
        return list(self.enhancer.enhanced_frames(self.frames, **{"clip": 2.5, **look}))

    def expected(self, **look: float) -> Frames:
        """What OpenCV makes of them."""
        return [enhanced(frame, **{"clip": 2.5, **look}) for frame in self.frames]


@pytest.fixture
def bench() -> Bench:
    """Grey frames."""
    return Bench((48, 70))


def assert_alike(frames: Frames, expected: Frames) -> None:
    """Assert that pictures are equal within a grey level, most to the last bit."""
    assert len(frames) == len(expected)
    for one, other in zip(frames, expected, strict=True):
        assert one.shape == other.shape
        difference = np.abs(one.astype(int) - other)
        assert difference.max() <= 1
        assert np.mean(difference != 0) < 0.01


@pytest.mark.parametrize("copies_at_once", [False, True])
@pytest.mark.parametrize("shape", [(48, 70), (64, 64), (41, 65, 3), (40, 61), (41, 64)])
def test_frames_come_back_in_order_as_opencv_makes_them(shape: tuple[int, ...], copies_at_once: bool) -> None:
    bench = Bench(shape)
    bench.device.copies_at_once = copies_at_once
    assert_alike(bench.run(), bench.expected())
    assert bench.notices == []
    assert bench.device.used_bytes == 0


def test_gamma_and_brightness_are_the_last_step(bench: Bench) -> None:
    plain, shown = bench.run(), bench.run(gamma=1.6, brightness=-12)
    assert all(
        np.array_equal(enhanced(one, gamma=1.6, brightness=-12), other)
        for one, other in zip(plain, shown, strict=True)
    )
    assert bench.device.operations["apply_lut"] == N_FRAMES


def test_several_frames_are_under_way_before_the_first_is_waited_for(bench: Bench) -> None:
    order: list[str] = []
    bench.device.failure = order.append
    bench.run()
    work = [name for name in order if name in ("clahe_blend", "synchronize")]
    assert work[: SLOTS + 1] == ["clahe_blend"] * SLOTS + ["synchronize"]
    assert bench.device.operations["clahe_luts"] == N_FRAMES
    assert bench.device.uploaded_bytes < N_FRAMES * 48 * 70 + 1_000
    assert bench.device.downloaded_bytes == N_FRAMES * 48 * 70


@pytest.mark.parametrize(
    "operation", ["compile", "allocate", "upload", "clahe_luts", "download", "synchronize"]
)
@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("error", [DeviceError, DeviceMemoryError])
def test_after_any_failure_opencv_goes_on_and_the_user_is_told(
    bench: Bench, operation: str, number: int, error: type[Exception]
) -> None:
    seen = 0

    def fail(name: str) -> None:
        nonlocal seen
        seen += name == operation
        if name == operation and seen >= number:
            raise error("it went wrong")

    bench.device.failure = fail
    for _ in range(4 if operation == "compile" else 1):
        assert_alike(bench.run(), bench.expected())
    assert bench.notices == ["Emulated GPU failed, pictures are made clearer by the CPU: it went wrong"]
    assert not bench.enhancer.works
    asked = sum(bench.device.operations.values())
    assert_alike(bench.run(), bench.expected())
    assert sum(bench.device.operations.values()) == asked, "it is not tried again"


def test_who_stops_early_leaves_nothing_behind(bench: Bench) -> None:
    taken: list[int] = []

    def source() -> Iterator[NDArray[np.uint8]]:
        for number, frame in enumerate(bench.frames):
            taken.append(number)
            yield frame

    frames = bench.enhancer.enhanced_frames(source(), clip=2.5)
    assert_alike(list(islice(frames, 2)), bench.expected()[:2])
    frames.close()
    assert len(taken) <= 2 + SLOTS
    assert bench.device.used_bytes == 0


@pytest.mark.parametrize("size", [(64, 48), (65, 48), (64, 41), (65, 41)])
def test_tiles_are_opencv_s(size: tuple[int, int]) -> None:
    tiling = tiling_of(*size, 8)[0]
    whole = size[0] % 8 == 0 and size[1] % 8 == 0
    assert (tiling["tile_width_px"], tiling["tile_height_px"]) == tuple(
        side // 8 if whole else side // 8 + 1 for side in size
    )


@pytest.fixture
def chosen_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Lets a test say what tracks."""
    monkeypatch.delenv("DUSTRACK_BACKEND", raising=False)
    choice.named_backend.cache_clear()
    yield lambda name: monkeypatch.setenv("DUSTRACK_BACKEND", name)
    choice.named_backend.cache_clear()


def test_a_gpu_enhances_where_it_tracks(
    monkeypatch: pytest.MonkeyPatch, bench: Bench, chosen_anew: Callable[[str], None]
) -> None:
    fake_cupy.install(monkeypatch)
    launched: list[str] = []
    get_function = fake_cupy.RawModule.get_function

    def noted(module: fake_cupy.RawModule, name: str) -> object:
        launched.append(name)
        return get_function(module, name)

    monkeypatch.setattr(fake_cupy.RawModule, "get_function", noted)
    look = Enhancement(clip=2.5)
    for name, n_launches in (("auto", N_FRAMES), ("cuda", N_FRAMES), ("opencv", 0), ("native", 0)):
        launched.clear()
        chosen_anew(name)
        assert (gpu_enhancer() is not None) is bool(n_launches)
        shown = list(enhanced_frames(bench.frames, look))
        assert launched.count("clahe_luts") == n_launches
        assert_alike(shown, bench.expected())


def test_without_clahe_no_gpu_is_asked(
    monkeypatch: pytest.MonkeyPatch, bench: Bench, chosen_anew: Callable[[str], None]
) -> None:
    def fail(name: str) -> None:
        raise AssertionError(name)

    monkeypatch.setattr("dustrack_imgui.drawing.enhancing.gpu_enhancer", fail)
    shown = list(enhanced_frames(bench.frames, Enhancement(gamma=1.5, brightness=3)))
    assert all(
        np.array_equal(enhanced(frame, gamma=1.5, brightness=3), other)
        for frame, other in zip(bench.frames, shown, strict=True)
    )
