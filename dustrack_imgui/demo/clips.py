"""The demo clips, made on first use: a speckle phantom with its truth, and the heart cine of pydicom."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray
from pydicom import examples

from dustrack_imgui.demo import phantom as generator
from dustrack_imgui.resources import cache_dir

GENERATOR_KEY = "dustrack phantom, generator 1"
"""Written into the clip; raise its number when the generator's pixels or its truth change."""

OnFrame = Callable[[int, int], None]


class DemoClipError(OSError):
    """A demo clip cannot be made in the folder."""


@dataclass(frozen=True, slots=True)
class DemoClip:
    """A clip on disk and, where known, the file of its exact positions (DUSTrack's annotation format)."""

    name: str
    video: Path
    truth: Path | None


def demo_dir() -> Path:
    """Where demo clips are kept unless another folder is asked for."""
    return cache_dir() / "demo"


def demo_clips(folder: Path | None = None, *, on_frame: OnFrame | None = None) -> tuple[DemoClip, ...]:
    """Both clips; see `phantom_clip` and `heart_clip`."""
    return phantom_clip(folder, on_frame=on_frame), heart_clip(folder)


def phantom_clip(folder: Path | None = None, *, on_frame: OnFrame | None = None) -> DemoClip:
    """The speckle phantom as H.264, made unless it is there already.

    Parameters
    ----------
    folder : Path, optional
        Where to put it; `demo_dir` by default. Made if it is missing.
    on_frame : callable, optional
        Called with the number of frames written and of all frames.

    Raises
    ------
    DemoClipError
        If the folder cannot be written.
    """
    target = _ready(folder)
    video = target / "speckle_phantom.mp4"
    truth = target / "speckle_phantom_truth.json"
    if not truth.is_file() or _key_of(video) != GENERATOR_KEY:
        what = generator.Phantom()
        _replace(truth, lambda path: path.write_text(truth_json(what), encoding="utf-8"))
        _replace(video, lambda path: write_phantom(what, path, on_frame=on_frame))
    return DemoClip("Speckle phantom", video, truth)


def heart_clip(folder: Path | None = None) -> DemoClip:
    """A copy of pydicom's example `ybr_color`: 30 frames of a beating heart, 320 by 240.

    Raises
    ------
    DemoClipError
        If the folder cannot be written.
    """
    cine = _ready(folder) / "heart_cine.dcm"
    source = Path(examples.get_path("ybr_color"))
    if not cine.is_file() or cine.stat().st_size != source.stat().st_size:
        _replace(cine, lambda path: shutil.copyfile(source, path))
    return DemoClip("Heart cine", cine, None)


def truth_json(what: generator.Phantom) -> str:
    """The truth of every visible point as an annotation file: ``{label: {frame: [x, y]}}``, image pixels."""
    xy_image, visible = generator.truth(what)
    layer = {
        str(label): {
            str(frame): [float(x), float(y)]
            for frame, (x, y) in enumerate(xy_image[:, label])
            if visible[frame, label]
        }
        for label in range(xy_image.shape[1])
    }
    return json.dumps(layer, indent=4)


def write_phantom(what: generator.Phantom, path: Path, *, on_frame: OnFrame | None = None) -> None:
    """Encode a phantom as H.264 with B-frames, a keyframe every 50 frames, in an MP4 file at `path`."""
    with av.open(str(path), "w", format="mp4") as container:
        container.metadata["comment"] = GENERATOR_KEY
        stream = container.add_stream(
            "libx264", rate=Fraction(what.fps), options={"crf": "16", "preset": "veryfast", "g": "50"}
        )
        stream.width, stream.height, stream.pix_fmt = what.width_px, what.height_px, "yuv420p"
        for index, grey in enumerate(generator.frames(what)):
            container.mux(stream.encode(_as_yuv420p(grey)))
            if on_frame is not None:
                on_frame(index + 1, what.frame_count)
        container.mux(stream.encode())


def _as_yuv420p(grey: NDArray[np.uint8]) -> av.VideoFrame:
    """Full-range grey as limited-range luma with neutral chroma; swscale would guess the range."""
    height, width = grey.shape
    planes = np.full((height * 3 // 2, width), 128, np.uint8)
    planes[:height] = np.rint(16 + grey * (219.0 / 255.0)).astype(np.uint8)
    return av.VideoFrame.from_ndarray(planes, format="yuv420p")


def _key_of(video: Path) -> str | None:
    """The generator key that the clip carries, or None if there is no readable clip."""
    try:
        with av.open(str(video)) as container:
            return dict(container.metadata).get("comment")
    except (FFmpegError, OSError):
        return None


def _ready(folder: Path | None) -> Path:
    target = demo_dir() if folder is None else folder
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DemoClipError(
            f"The demo folder cannot be made ({error.strerror}); give another: {target}"
        ) from error
    return target


def _replace(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary file beside `path`, then put it in its place in one step."""
    draft = path.with_name(f".{path.stem}-{uuid.uuid4().hex}{path.suffix}")
    try:
        write(draft)
        draft.replace(path)
    except (FFmpegError, OSError) as error:
        raise DemoClipError(
            f"The demo clip cannot be written ({error}); give another folder: {path}"
        ) from error
    finally:
        draft.unlink(missing_ok=True)
