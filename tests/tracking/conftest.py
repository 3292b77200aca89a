"""Clips, their labels and synthetic frames for the tests of the tracker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

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


def drifting_speckle(
    n_frames: int = 24, height: int = 96, width: int = 120, velocity: tuple[float, float] = (0.6, -0.35)
) -> list[NDArray[np.uint8]]:
    """Return frames of smooth texture that moves by ``velocity`` pixels a frame, exactly known at every point."""
    rng = np.random.default_rng(7)
    waves = 60
    wave_vectors = rng.uniform(-0.45, 0.45, (waves, 2))
    phases = rng.uniform(0, 2 * np.pi, waves)
    y, x = np.mgrid[:height, :width].astype(np.float64)
    frames = []
    for index in range(n_frames):
        shifted_x, shifted_y = x - velocity[0] * index, y - velocity[1] * index
        field = sum(
            np.cos(kx * shifted_x + ky * shifted_y + phase)
            for (kx, ky), phase in zip(wave_vectors, phases, strict=True)
        )
        frames.append(np.clip(128 + 10 * np.asarray(field), 0, 255).astype(np.uint8))
    return frames


@pytest.fixture(scope="session")
def speckle() -> list[NDArray[np.uint8]]:
    """24 frames of 120x96 that drift by (0.6, -0.35) pixels a frame."""
    return drifting_speckle()
