"""What the topics share: videos made of arrays, a tiny mp4, layers from dicts, JSON writing."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
from dustrack import VideoAnnotation
from numpy.typing import NDArray

Points = dict[str, dict[int, list[float]]]


class ArrayVideo:
    """Frames in memory behind the few methods that DUSTrack calls on a video."""

    def __init__(
        self, frames: NDArray[np.uint8], *, fps: float = 30.0, path: Path = Path("array.mp4")
    ) -> None:
        self.frames = frames
        self.fps = fps
        self.fname = str(path)
        self.name = path.stem

    def __len__(self) -> int:
        return len(self.frames)

    def __getitem__(self, which: int | slice) -> SimpleNamespace:
        return SimpleNamespace(asnumpy=lambda: self.frames[which])

    def get_avg_fps(self) -> float:
        return self.fps


def layer(
    points: Points, *, path: str | None = "array_annotations_a.json", video: Any = None
) -> VideoAnnotation:
    """A DUSTrack layer that holds `points`; nothing is read from disk."""
    copied = {label: {frame: list(xy) for frame, xy in frames.items()} for label, frames in points.items()}
    annotation = VideoAnnotation(fname=None, preloaded_json=copied, video=video)
    annotation.fname = path
    annotation.fstem = None if path is None else Path(path).stem
    return annotation


def make_mp4(path: Path, n_frames: int) -> None:
    """A tiny H.264 file with B-frames: a bright square that walks over a gradient."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"bf": "2", "g": "20", "crf": "30"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.time_base = Fraction(1, 25)
        for number in range(n_frames):
            picture = np.tile(np.arange(64, dtype=np.uint8)[None, :, None] * 2, (48, 1, 3))
            left = number % 54
            picture[20:30, left : left + 10] = 230
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)


def write_json(path: Path, value: Any) -> None:
    """Store a value; NaN stands as the bare word that Python's json reads back."""
    path.write_text(json.dumps(value, default=_plain, indent=1) + "\n", encoding="utf-8")


def as_points(data: dict[str, dict[int, Any]]) -> dict[str, dict[str, list[float]]]:
    """A layer's data with plain floats."""
    return {
        label: {str(int(frame)): [float(v) for v in xy] for frame, xy in frames.items()}
        for label, frames in data.items()
    }


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, Path):
        return value.as_posix()
    raise TypeError(type(value).__name__)
