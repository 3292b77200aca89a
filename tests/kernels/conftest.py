"""Clips and backends for the tests of the kernels."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from dustrack_imgui.cuda.device import Device
from dustrack_imgui.tracking.backends.cuda import CudaBackend
from dustrack_imgui.tracking.backends.opencv import OpenCVBackend
from dustrack_imgui.tracking.backends.protocol import Backend

from .emulated_device import EmulatedDevice

Frames = NDArray[np.uint8]


def has_gpu() -> bool:
    """Tell whether the kernels can be run on a real device here."""
    if importlib.util.find_spec("cupy") is None:
        return False
    from dustrack_imgui.cuda.cupy_device import cupy_devices

    try:
        return bool(cupy_devices())
    except RuntimeError:
        return False


EMULATED = sys.platform == "linux"
"""The emulator switches stacks, and finds shared memory, by means of Linux."""

BACKENDS = ("opencv", *(("cuda-emulated",) if EMULATED else ()), *(("cuda",) if has_gpu() else ()))
"""The reference, the kernels on the CPU, and the kernels on a GPU where there is one."""

ON_THE_EMULATOR = (
    "barriers", "choice", "devices", "emulator", "enhance", "enhancer", "memory", "pyramids", "trial",
)  # fmt: skip
collect_ignore = [] if EMULATED else [f"test_{name}.py" for name in ON_THE_EMULATOR]


def unexpected(sentence: str) -> None:
    """A notice means that a test did not run where it should."""
    raise AssertionError(sentence)


def make_backend(name: str) -> Backend:
    """Return a backend that never quietly becomes another one."""
    if name == "opencv":
        return OpenCVBackend()
    if name == "cuda-emulated":
        devices: list[Device] = [EmulatedDevice()]
        return CudaBackend(
            devices, fallback=OpenCVBackend(), notice=unexpected, fewest_points=1, fewest_steps=1
        )
    from dustrack_imgui.cuda.cupy_device import cupy_devices

    return CudaBackend(
        cupy_devices(), fallback=OpenCVBackend(), notice=unexpected, fewest_points=1, fewest_steps=1
    )


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> Backend:
    """Each backend in turn."""
    return make_backend(request.param)


def decode(path: Path, start: int, stop: int) -> Frames:
    """Return the luma of frames ``start`` to ``stop - 1``."""
    pictures = []
    with av.open(str(path)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number >= stop:
                break
            if number >= start:
                plane = frame.planes[0]
                lines = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
                pictures.append(lines[: frame.height, : frame.width].copy())
    return np.array(pictures)


def read_labels(path: Path, start: int, stop: int) -> NDArray[np.float64]:
    """Return positions of all labels on frames ``start`` to ``stop - 1``, which must be labelled."""
    tracks = json.loads(path.read_text()).values()
    return np.array([[track[str(frame)] for track in tracks] for frame in range(start, stop)])


@pytest.fixture(scope="session")
def muscle(shared_dir: Path) -> tuple[Frames, NDArray[np.float64]]:
    """24 frames of a real clip of a muscle and four jittered labels on each."""
    clip = shared_dir / "data/gastrocnemius/p6_passive_ROM_01_push_01_crop.mp4"
    labels = shared_dir / "golden/p6_passive_ROM_01_push_01_crop_annotations_noisy.json"
    return decode(clip, 100, 124), read_labels(labels, 100, 124)


@pytest.fixture(scope="session")
def phantom(shared_dir: Path) -> tuple[Frames, NDArray[np.float64]]:
    """16 frames of a synthetic clip and the true positions of ten points, with jitter."""
    folder = shared_dir / "data/phantom_easy"
    truth = read_labels(folder / "phantom_easy_truth_labels.json", 40, 56)
    jitter = np.random.default_rng(3).normal(0, 0.5, truth.shape)
    return decode(folder / "phantom_easy.mp4", 40, 56), truth + jitter


@pytest.fixture(scope="session")
def speckle() -> Callable[..., Frames]:
    """Makes frames of smooth texture that drifts by (0.6, -0.35) pixels a frame."""

    def frames(n_frames: int, height_px: int, width_px: int) -> Frames:
        rng = np.random.default_rng(7)
        waves, phases = rng.uniform(-0.45, 0.45, (60, 2)), rng.uniform(0, 2 * np.pi, 60)
        y, x = np.mgrid[:height_px, :width_px].astype(np.float64)
        pictures = []
        for index in range(n_frames):
            at_x, at_y = x - 0.6 * index, y + 0.35 * index
            field = sum(np.cos(kx * at_x + ky * at_y + p) for (kx, ky), p in zip(waves, phases, strict=True))
            pictures.append(np.clip(128 + 10 * field, 0, 255).astype(np.uint8))
        return np.array(pictures)

    return frames
