"""Small videos, and the answers of DUSTrack 1.3.2 to compare with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from dustrack_imgui.annotations import VideoAnnotation

GOLDEN = Path(__file__).parents[1] / "golden" / "data"
FPS = 20

MakeVideo = Callable[..., Path]
Points = dict[str, dict[int, list[float]]]


@pytest.fixture(autouse=True)
def _own_cache(own_cache: None) -> None:
    """Every test here has it."""


@pytest.fixture
def golden() -> Callable[[str], Any]:
    """Read a golden file by its name."""
    return lambda name: json.loads((GOLDEN / name).read_text(encoding="utf-8"))


@pytest.fixture
def golden_arrays() -> Callable[[str], dict[str, NDArray[Any]]]:
    """Read the arrays of a golden file by its name."""

    def read(name: str) -> dict[str, NDArray[Any]]:
        with np.load(GOLDEN / name, allow_pickle=False) as arrays:
            return {key: arrays[key] for key in arrays.files}

    return read


@pytest.fixture(scope="session")
def clip() -> NDArray[np.uint8]:
    """Sixteen frames of moving texture, uint8 (16, 192, 200)."""
    with np.load(GOLDEN / "clip.npz", allow_pickle=False) as arrays:
        frames: NDArray[np.uint8] = arrays["frames"]
    return frames


@pytest.fixture
def make_video(tmp_path: Path) -> MakeVideo:
    """Write a grey video without loss: `make_video("v.mp4", frames)`, or so many small black frames."""

    def make(name: str, frames: NDArray[np.uint8] | int = 12, *, fps: int = FPS) -> Path:
        pictures = np.zeros((frames, 48, 64), np.uint8) if isinstance(frames, int) else frames
        path = tmp_path / name
        with av.open(str(path), "w") as container:
            stream = container.add_stream("libx264", rate=fps, options={"qp": "0", "preset": "ultrafast"})
            stream.height, stream.width = pictures.shape[1:]
            stream.pix_fmt = "gray"
            for picture in pictures:
                container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="gray")))
            container.mux(stream.encode(None))
        return path

    return make


@pytest.fixture
def clip_video(make_video: MakeVideo, clip: NDArray[np.uint8]) -> Path:
    """The texture as a video, `array.mp4`."""
    return make_video("array.mp4", clip)


@pytest.fixture
def annotate(tmp_path: Path) -> Iterator[Callable[..., VideoAnnotation]]:
    """Make an annotation of points by label and frame, with a file name that does not exist yet."""
    made: list[VideoAnnotation] = []

    def make(points: Any, *, name: str = "a", video: Path | None = None, **kwargs: Any) -> VideoAnnotation:
        stem = "v" if video is None else video.stem
        file = tmp_path / f"{stem}_annotations_{name}.json"
        annotation = VideoAnnotation(file, video, preloaded_json=points, **kwargs)
        made.append(annotation)
        return annotation

    yield make
    for annotation in made:
        if annotation.video is not None:
            annotation.video.close()
