"""Clips, their labels and synthetic frames for the tests of the tracker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from dustrack_imgui.tracking import Advanced, LKSettings
from dustrack_imgui.tracking.backends.opencv import OpenCVBackend

GASTROCNEMIUS = "data/gastrocnemius/p6_passive_ROM_01_push_01_crop.mp4"
GOLDEN = "golden/p6_passive_ROM_01_push_01_crop_annotations_noisy"


class ClipFrames:
    """A whole clip read by a plain sequential decode: the simplest frame source there can be."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with av.open(str(path)) as container:
            self.fps = float(container.streams.video[0].average_rate or 0)
            self._length = sum(1 for _ in container.decode(video=0))

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: int) -> NDArray[np.uint8]:
        return next(self.rgb_frames(index, index + 1))

    def luma_frames(self, start: int, stop: int) -> Iterator[NDArray[np.uint8]]:
        """Yield the Y planes without the padding at the end of their lines."""
        for frame in self._decode(start, stop):
            plane = frame.planes[0]
            lines = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
            yield lines[: frame.height, : frame.width].copy()

    def rgb_frames(self, start: int, stop: int) -> Iterator[NDArray[np.uint8]]:
        """Yield the frames as RGB24."""
        for frame in self._decode(start, stop):
            yield frame.to_ndarray(format="rgb24")

    def _decode(self, start: int, stop: int) -> Iterator[av.VideoFrame]:
        with av.open(str(self._path)) as container:
            container.streams.video[0].thread_type = "AUTO"
            for number, frame in enumerate(container.decode(video=0)):
                if number >= stop:
                    return
                if number >= start:
                    yield frame


def read_labels(path: Path, n_frames: int) -> NDArray[np.float64]:
    """Read an annotation JSON as ``(frames, labels, 2)`` with NaN where unmarked."""
    data = json.loads(path.read_text())
    table = np.full((n_frames, len(data), 2), np.nan)
    for column, track in enumerate(data.values()):
        for frame, xy in track.items():
            table[int(frame), column] = xy
    return table


@pytest.fixture(scope="session")
def gastrocnemius(shared_dir: Path) -> ClipFrames:
    """A real clip of a muscle, 394 frames of 728x580."""
    return ClipFrames(shared_dir / GASTROCNEMIUS)


@pytest.fixture(scope="session")
def noisy_labels(shared_dir: Path, gastrocnemius: ClipFrames) -> NDArray[np.float64]:
    """Four labels with jitter on every frame of the muscle clip."""
    return read_labels(shared_dir / f"{GOLDEN}.json", len(gastrocnemius))


@pytest.fixture(scope="session")
def golden_labels(shared_dir: Path, gastrocnemius: ClipFrames) -> NDArray[np.float64]:
    """What DUSTrack 1.3.2 made of the noisy labels with a window of half a second."""
    return read_labels(shared_dir / f"{GOLDEN}_lkmovavg_0.500.json", len(gastrocnemius))


@pytest.fixture(scope="session")
def phantom(shared_dir: Path) -> ClipFrames:
    """A synthetic clip of 360 frames whose tissue motion is known."""
    return ClipFrames(shared_dir / "data/phantom_easy/phantom_easy.mp4")


@pytest.fixture(scope="session")
def phantom_truth(shared_dir: Path, phantom: ClipFrames) -> NDArray[np.float64]:
    """Where ten points of the phantom are on every frame."""
    return read_labels(shared_dir / "data/phantom_easy/phantom_easy_truth_labels.json", len(phantom))


VELOCITY = (0.6, -0.35)
"""How far the synthetic texture moves in a frame, x and y in pixels."""


@pytest.fixture(scope="session")
def speckle() -> list[NDArray[np.uint8]]:
    """24 frames of 120x96: smooth texture that drifts by a known fraction of a pixel a frame."""
    rng = np.random.default_rng(7)
    waves = rng.uniform(-0.45, 0.45, (60, 2))
    phases = rng.uniform(0, 2 * np.pi, 60)
    y, x = np.mgrid[:96, :120].astype(np.float64)
    frames = []
    for index in range(24):
        field = np.zeros_like(x)
        for (kx, ky), phase in zip(waves, phases, strict=True):
            field += np.cos(kx * (x - VELOCITY[0] * index) + ky * (y - VELOCITY[1] * index) + phase)
        frames.append(np.clip(128 + 10 * field, 0, 255).astype(np.uint8))
    return frames


@pytest.fixture(scope="session")
def speckle_truth() -> NDArray[np.float64]:
    """Where three points of the texture are on each of the 24 frames, ``(24, 3, 2)``."""
    start = np.array([[40.0, 60.0], [62.5, 48.25], [75.0, 40.0]])
    drift: NDArray[np.float64] = np.arange(24)[:, np.newaxis, np.newaxis] * np.array(VELOCITY)
    return start + drift


class CountingBackend:
    """The reference backend, counting its calls and the points of each."""

    def __init__(self) -> None:
        self.points_per_call: list[int] = []
        self._inner = OpenCVBackend()

    def advance(
        self,
        previous: NDArray[np.uint8],
        following: NDArray[np.uint8],
        xy_image: NDArray[np.float64],
        *,
        settings: LKSettings,
    ) -> Advanced:
        """Count, then let OpenCV do it."""
        self.points_per_call.append(len(xy_image))
        return self._inner.advance(previous, following, xy_image, settings=settings)


@pytest.fixture
def counting_backend() -> CountingBackend:
    """A backend that tells how it was called."""
    return CountingBackend()
