"""Which backend tracks: CuPy's GPUs, OpenCV's CUDA code, or the CPU; and what the user is told."""

from __future__ import annotations

import importlib.util
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest

from dustrack_imgui.tracking import (
    LKSettings,
    SettingsError,
    choose_backend,
    lk_moving_average_filter,
    lucas_kanade,
    notices,
)
from dustrack_imgui.tracking.backends import choice
from dustrack_imgui.tracking.backends.choice import cpu_backend
from dustrack_imgui.tracking.backends.cuda import FEWEST_STEPS, CudaBackend
from dustrack_imgui.tracking.backends.cuda_opencv import OpenCVCudaBackend
from dustrack_imgui.tracking.backends.opencv import OpenCVBackend

from . import fake_cupy

if TYPE_CHECKING:
    from .conftest import Frames

SMALL = LKSettings(window_px=9, max_level=1)


@pytest.fixture
def told() -> list[str]:
    """Receives notices."""
    return []


@pytest.fixture
def without_cupy(monkeypatch: pytest.MonkeyPatch) -> None:
    """CuPy is not installed, whatever the machine has."""
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "cupy" else find(name))


@pytest.fixture(autouse=True)
def fresh_choice(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Backends are chosen anew in each test, whatever the environment says."""
    monkeypatch.delenv("DUSTRACK_BACKEND", raising=False)
    choice.named_backend.cache_clear()
    yield
    choice.named_backend.cache_clear()


@pytest.mark.usefixtures("without_cupy")
def test_without_a_gpu_the_cpu_tracks_and_nothing_is_said(told: list[str]) -> None:
    assert choose_backend("auto", notice=told.append) is cpu_backend()
    assert told == []


@pytest.mark.usefixtures("without_cupy")
def test_who_asks_for_cuda_in_vain_is_told_why(told: list[str]) -> None:
    assert choose_backend("cuda", notice=told.append) is cpu_backend()
    assert told == ["Tracking on the CPU: CuPy, which tracking on a GPU needs, is not installed."]


def test_opencv_is_opencv_and_other_names_are_refused(told: list[str]) -> None:
    assert isinstance(choose_backend("opencv", notice=told.append), OpenCVBackend)
    with pytest.raises(SettingsError, match='"auto", "cuda", "native" or "opencv"'):
        choose_backend("gpu")  # type: ignore[arg-type]


def test_the_environment_decides_where_the_caller_does_not(
    monkeypatch: pytest.MonkeyPatch, speckle: Callable[..., Frames]
) -> None:
    fake_cupy.install(monkeypatch)
    monkeypatch.setenv("DUSTRACK_BACKEND", "opencv")
    assert isinstance(choice.resolve_backend(None), OpenCVBackend)
    assert isinstance(choice.resolve_backend("auto"), CudaBackend)
    monkeypatch.setenv("DUSTRACK_BACKEND", "fastest")
    with pytest.raises(SettingsError, match=r"DUSTRACK_BACKEND .* not 'fastest'"):
        lucas_kanade(list(speckle(2, 60, 80)), 0, 1, [[40.0, 30.0]])


def test_what_is_preferred_stands_for_nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = OpenCVBackend()
    try:
        choice.prefer("opencv")
        assert isinstance(choice.resolve_backend(None), OpenCVBackend)
        choice.prefer("opencv", ours)
        assert choice.resolve_backend(None) is ours
        monkeypatch.setenv("DUSTRACK_BACKEND", "native")
        assert choice.resolve_backend(None) is cpu_backend()
        assert choice.decided_outside() == "DUSTRACK_BACKEND=native"
    finally:
        choice.prefer("auto")


def test_compiled_code_is_told_to_be_missing(monkeypatch: pytest.MonkeyPatch, told: list[str]) -> None:
    monkeypatch.setattr("dustrack_imgui.tracking.backends.native.is_built", lambda: True)
    assert choose_backend("native", notice=told.append) is cpu_backend()
    assert told == []
    monkeypatch.setattr("dustrack_imgui.tracking.backends.native.is_built", lambda: False)
    choose_backend("native", notice=told.append)
    assert told == [choice.NOT_BUILT]


@pytest.mark.parametrize("n_devices", [1, 2])
def test_cupy_s_devices_track(
    monkeypatch: pytest.MonkeyPatch, told: list[str], speckle: Callable[..., Frames], n_devices: int
) -> None:
    fake_cupy.install(monkeypatch, n_devices=n_devices)
    backend = choose_backend("auto", notice=told.append)
    assert isinstance(backend, CudaBackend)
    assert backend.device_names == [f"Fake GPU {number}" for number in range(n_devices)]
    frames = list(speckle(12, 48, 64))
    labels = np.random.default_rng(1).uniform((12, 12), (50, 36), (12, 2, 2))
    for save_raw in (False, True):
        results = [
            lk_moving_average_filter(
                frames, labels, window_frames=4, settings=SMALL, save_raw=save_raw, backend=each
            )
            for each in (backend, OpenCVBackend())
        ]
        assert np.abs(results[0].positions - results[1].positions).max() < 0.005
    many = np.tile(labels[0], (FEWEST_STEPS // 20, 1))
    walked = [
        lucas_kanade(frames, 0, 11, many, settings=SMALL, backend=each) for each in (backend, OpenCVBackend())
    ]
    assert np.nanmax(np.abs(walked[0].positions - walked[1].positions)) < 0.005
    assert told == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (fake_cupy.CUDARuntimeError(35, "cudaErrorInsufficientDriver: too old\nmore"), "too old"),
        (ImportError("libcuda.so.1 is missing"), "libcuda"),
        (None, "CuPy finds no GPU"),
    ],
)
def test_cupy_without_a_driver_means_the_cpu_and_a_notice(
    monkeypatch: pytest.MonkeyPatch, told: list[str], error: Exception | None, said: str
) -> None:
    cupy: Any = fake_cupy.install(monkeypatch)

    def count() -> int:
        if error is not None:
            raise error
        return 0

    cupy.cuda.runtime.getDeviceCount = count
    assert choose_backend("auto", notice=told.append) is cpu_backend()
    assert len(told) == 1
    assert told[0].startswith("Tracking on the CPU: ")
    assert said in told[0]
    assert "\n" not in told[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("raise ImportError('\\n=====\\nFailed to import CuPy.\\nlong story')", "Failed to import CuPy"),
        ("raise RuntimeError('the driver is too old')", "the driver is too old"),
        ("import a_library_that_is_not_there", "No module named 'a_library_that_is_not_there'"),
        ("raise OSError", "OSError"),
    ],
)
def test_a_cupy_that_does_not_import_means_the_cpu_and_a_short_reason(
    monkeypatch: pytest.MonkeyPatch, told: list[str], tmp_path: Path, text: str, said: str
) -> None:
    fake_cupy.install(monkeypatch)
    monkeypatch.delitem(sys.modules, "cupy")
    (tmp_path / "cupy.py").write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert choose_backend("auto", notice=told.append) is cpu_backend()
    assert told == [f"Tracking on the CPU: CuPy does not work here ({said})."]


@pytest.mark.parametrize(
    ("part", "error"),
    [
        ("compile", fake_cupy.CompileException("kernel.cu(3): error")),
        ("compile", OSError("no libnvrtc")),
        ("alloc", fake_cupy.OutOfMemoryError("out of memory")),
        ("alloc", fake_cupy.CUDARuntimeError(2, "cudaErrorMemoryAllocation")),
        ("launch", fake_cupy.CUDARuntimeError(700, "cudaErrorIllegalAddress")),
    ],
)
def test_a_device_that_fails_its_trial_is_not_used(
    monkeypatch: pytest.MonkeyPatch, told: list[str], part: str, error: Exception
) -> None:
    cupy: Any = fake_cupy.install(monkeypatch)

    def fail(*arguments: object, **options: object) -> None:
        raise error

    if part == "alloc":
        cupy.empty = fail
    else:
        monkeypatch.setattr(fake_cupy.RawModule, "compile" if part == "compile" else "get_function", fail)
    assert choose_backend("auto", notice=told.append) is cpu_backend()
    assert len(told) == 1
    assert told[0].startswith("Fake GPU 0 ")
    assert told[0].endswith(f": {error}")


def test_a_device_that_gives_other_numbers_is_not_used(
    monkeypatch: pytest.MonkeyPatch, told: list[str]
) -> None:
    cupy: Any = fake_cupy.install(monkeypatch)
    module = cupy.RawModule

    def with_another_epsilon(*, code: str, **options: Any) -> Any:
        return module(code=code.replace("<< WEIGHT_BITS));", "<< WEIGHT_BITS) * 0.98f);"), **options)

    cupy.RawModule = with_another_epsilon
    assert choose_backend("auto", notice=told.append) is cpu_backend()
    assert len(told) == 1
    assert told[0].startswith("Fake GPU 0 is not used: its positions differ from the CPU's by ")


class FakeOpenCVCuda(types.SimpleNamespace):
    """As much of ``cv2.cuda`` as is used, over the CPU's code."""

    fails = False
    off_px = 0.02

    class GpuMat:
        """An image on the device."""

        def upload(self, array: np.ndarray) -> None:
            """Keep it."""
            self.array = array

        def download(self) -> np.ndarray:
            """Give it back."""
            return self.array

    def getCudaEnabledDeviceCount(self) -> int:
        """One device."""
        return 1

    def SparsePyrLKOpticalFlow_create(self, window: tuple[int, int], levels: int, iterations: int) -> Any:
        """A tracker that is off by `off_px`."""

        def calc(previous: Any, following: Any, points: Any, _: None) -> tuple[Any, Any, Any]:
            if self.fails:
                raise cv2.error("no kernel image is available")
            moved, status, error = cv2.calcOpticalFlowPyrLK(
                previous.array,
                following.array,
                points.array.reshape(-1, 1, 2),
                None,
                winSize=window,
                maxLevel=levels,
                criteria=(3, iterations, 0.03),
            )
            outputs = [self.GpuMat() for _ in range(3)]
            arrays = (moved.reshape(1, -1, 2) + self.off_px, status.reshape(1, -1), error.reshape(1, -1))
            for output, array in zip(outputs, arrays, strict=True):
                output.upload(array)
            return outputs[0], outputs[1], outputs[2]

        return types.SimpleNamespace(calc=calc)


@pytest.mark.usefixtures("without_cupy")
def test_opencv_s_cuda_code_is_used_where_cupy_is_missing(
    monkeypatch: pytest.MonkeyPatch, told: list[str], speckle: Callable[..., Frames]
) -> None:
    fake = FakeOpenCVCuda()
    monkeypatch.setattr(cv2, "cuda", fake)
    backend = choose_backend("auto", notice=told.append)
    assert isinstance(backend, OpenCVCudaBackend)
    assert told == []
    frames = list(speckle(3, 60, 80))
    start = np.array([[40.0, 30.0], [500.0, 30.0]])
    track = lucas_kanade(frames, 0, 2, start, settings=SMALL, backend=backend)
    assert np.allclose(track.positions[2, 0], (41.2 + 0.04, 29.3 + 0.04), atol=0.1)
    assert np.isnan(track.positions[1:, 1]).all()
    fake.fails = True
    track = lucas_kanade(frames, 0, 2, start, settings=SMALL, backend=backend)
    assert np.isfinite(track.positions[:, 0]).all()
    assert told == ["OpenCV's CUDA code failed, tracking goes on with the CPU: no kernel image is available"]


@pytest.mark.usefixtures("without_cupy")
@pytest.mark.parametrize(("fails", "off_px"), [(True, 0.0), (False, 0.5)])
def test_opencv_s_cuda_code_must_pass_its_trial(
    monkeypatch: pytest.MonkeyPatch, told: list[str], fails: bool, off_px: float
) -> None:
    fake = FakeOpenCVCuda()
    fake.fails, fake.off_px = fails, off_px
    monkeypatch.setattr(cv2, "cuda", fake)
    assert choose_backend("auto", notice=told.append) is cpu_backend()
    assert len(told) == 1


def test_functions_take_the_backend_by_name(
    monkeypatch: pytest.MonkeyPatch, speckle: Callable[..., Frames], caplog: pytest.LogCaptureFixture
) -> None:
    cupy: Any = fake_cupy.install(monkeypatch)
    cupy.cuda.runtime.getDeviceCount = lambda: 0
    heard: list[str] = []
    stop = notices.listen(heard.append)
    frames = list(speckle(3, 60, 80))
    tracks = [
        lucas_kanade(frames, 0, 2, [[40.0, 30.0]], settings=SMALL, backend=name)
        for name in ("auto", "auto", "opencv", None)
    ]
    stop()
    notices.tell("nobody listens any more")
    for track in tracks[1:]:
        assert np.abs(track.positions - tracks[0].positions).max() < 1e-3
    assert heard == ["Tracking on the CPU: CuPy finds no GPU."], "the default is chosen, and told, once"
    assert "nobody listens any more" in caplog.text
