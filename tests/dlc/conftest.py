"""A clip of two moving blobs with known positions, and a network so small that it learns them in seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pandas as pd
import pytest

N_FRAMES, WIDTH_PX, HEIGHT_PX = 40, 128, 96
_AMPLITUDES, _SIGMAS_PX = (170.0, 120.0), (4.0, 6.0)


@dataclass(frozen=True)
class BlobClip:
    """A synthetic clip.

    Attributes
    ----------
    path
        The video.
    frames
        Grey images, `(frames, height, width)`.
    xy
        True positions, `(frames, 2 blobs, 2)` in pixels.
    """

    path: Path
    frames: np.ndarray
    xy: np.ndarray


def _positions() -> np.ndarray:
    turn = np.arange(N_FRAMES) / N_FRAMES * 2 * np.pi
    first = [WIDTH_PX * (0.32 + 0.18 * np.cos(turn)), HEIGHT_PX * (0.40 + 0.22 * np.sin(turn))]
    second = [WIDTH_PX * (0.70 + 0.15 * np.cos(2 * turn + 1)), HEIGHT_PX * (0.60 + 0.20 * np.sin(turn + 2))]
    return np.stack([np.stack(first, -1), np.stack(second, -1)], 1)


def _pictures(xy: np.ndarray) -> np.ndarray:
    noise = np.random.default_rng(0)
    background = noise.normal(60, 8, (HEIGHT_PX, WIDTH_PX))
    rows, columns = np.mgrid[:HEIGHT_PX, :WIDTH_PX]
    pictures = []
    for points in xy:
        picture = background + noise.normal(0, 4, background.shape)
        for (x, y), amplitude, sigma in zip(points, _AMPLITUDES, _SIGMAS_PX, strict=True):
            distance = (columns - x) ** 2 + (rows - y) ** 2
            picture = picture + amplitude * np.exp(-distance / (2 * sigma**2))
        pictures.append(np.clip(picture, 0, 255).astype(np.uint8))
    return np.stack(pictures)


def _encode(path: Path, pictures: np.ndarray) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=30)
        stream.width, stream.height, stream.pix_fmt = WIDTH_PX, HEIGHT_PX, "yuv420p"
        stream.bit_rate = 4_000_000
        for picture in pictures:
            frame = av.VideoFrame.from_ndarray(np.repeat(picture[..., None], 3, -1), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


@pytest.fixture(scope="session")
def make_blob_clip() -> Callable[[Path], BlobClip]:
    """Write a clip to a path."""

    def make(path: Path) -> BlobClip:
        xy = _positions()
        pictures = _pictures(xy)
        _encode(path, pictures)
        return BlobClip(path, pictures, xy)

    return make


@pytest.fixture(scope="session")
def blob_clip(
    tmp_path_factory: pytest.TempPathFactory, make_blob_clip: Callable[[Path], BlobClip]
) -> BlobClip:
    """One clip that all tests may read; none may change it."""
    return make_blob_clip(tmp_path_factory.mktemp("clip") / "blobs.mp4")


@pytest.fixture(scope="session")
def tiny_network() -> Callable[[int], dict[str, Any]]:
    """Settings that turn DeepLabCut's resnet_50 into half a million weights, for so many points."""

    def settings(n_points: int) -> dict[str, Any]:
        head = "model.heads.bodypart"
        return {
            "model.backbone.model_name": "test_resnet",
            "model.backbone_output_channels": 96,
            f"{head}.heatmap_config.channels": [96, n_points],
            f"{head}.locref_config.channels": [96, 2 * n_points],
            "data.train.affine": {"p": 0.5, "rotation": 10, "scaling": [0.9, 1.1], "translation": 0},
            "data.train.motion_blur": False,
        }

    return settings


@pytest.fixture(scope="session")
def write_labels() -> Callable[..., Path]:
    """Write images and the table of labels of a video into a project, as DeepLabCut keeps them."""

    def write(
        project: Path,
        clip: BlobClip,
        numbers: Sequence[int],
        *,
        stem: str = "blobs",
        scorer: str = "x",
        label_names: Sequence[str] = ("point0", "point1"),
        xy: np.ndarray | None = None,
    ) -> Path:
        folder = project / "labeled-data" / stem
        folder.mkdir(parents=True, exist_ok=True)
        names = [f"img{number:03d}.png" for number in numbers]
        for number, name in zip(numbers, names, strict=True):
            cv2.imwrite(str(folder / name), clip.frames[number])
        positions = (clip.xy if xy is None else xy)[list(numbers), : len(label_names)]
        table = pd.DataFrame(
            positions.reshape(len(names), 2 * len(label_names)).astype(float),
            index=pd.MultiIndex.from_tuples([("labeled-data", stem, name) for name in names]),
            columns=pd.MultiIndex.from_product(
                [[scorer], label_names, ["x", "y"]], names=["scorer", "bodyparts", "coords"]
            ),
        )
        path = folder / f"CollectedData_{scorer}.h5"
        table.to_csv(path.with_suffix(".csv"))
        table.to_hdf(path, key="df_with_missing", mode="w")
        return path

    return write
