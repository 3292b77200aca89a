"""Reads frames with one library in that library's own environment: how long each took, and which it was.

    python read_frames.py READER VIDEO LIMIT_SECS FRAME [FRAME ...]
    python read_frames.py READER VIDEO LIMIT_SECS --in-order FRAME [FRAME ...]

Prints one line of JSON: `{"open_secs", "secs": [...], "numbers": [...], "digests": [...]}`, for as many of
the frames as could be read before the limit. A frame's number is read from the picture itself (see
`number_in`), so that a reader which is a frame off is found out; the digest is that of all its bytes, taken
when the same frames are read a second time by a reader opened anew, so that hashing gives nobody a rest
between the frames that are timed. With `--in-order` every frame from the first is read, once, and digests are
told of those that were asked for: what the same reader gives when it never jumps. Needs numpy and that
library only.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

BITS, CELL_PX = 16, 16
Read = Callable[[int], Any]


def number_in(picture: np.ndarray) -> int:
    """Number that the marks at the top left of a picture spell, -1 when they are unreadable."""
    grey = picture if picture.ndim == 2 else picture[..., 1]
    middle = CELL_PX // 2
    cells = [int(grey[middle, CELL_PX * bit + middle]) for bit in range(BITS + 2)]
    if cells[0] < 128 or cells[1] > 128:  # the marks begin with a white and a black cell
        return -1
    return sum((cell > 128) << bit for bit, cell in enumerate(cells[2:]))


def digest_of(picture: np.ndarray) -> str:
    """Hash of all bytes of a picture."""
    return hashlib.blake2b(np.ascontiguousarray(picture).tobytes(), digest_size=12).hexdigest()


def dustrack_imgui(path: str) -> Read:
    from dustrack_imgui.video import open_video

    return open_video(path).get


def plain_luma(path: str) -> Read:
    """The Y plane by PyAV, one frame after the other whatever is asked for: the truth about ours."""
    import av

    frames = av.open(path).decode(video=0)

    def read(frame: int) -> np.ndarray:
        plane = next(frames).planes[0]
        return np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]

    return read


def opencv(path: str) -> Read:
    import cv2

    capture = cv2.VideoCapture(path)
    state = {"next": 0}

    def read(frame: int) -> np.ndarray:
        if frame != state["next"]:
            capture.set(cv2.CAP_PROP_POS_FRAMES, frame)
        state["next"] = frame + 1
        return capture.read()[1]

    return read


def dustrack(path: str) -> Read:
    from datanavigator import VideoReader

    reader = VideoReader(path)
    return lambda frame: reader[frame].asnumpy()


def decord(path: str) -> Read:
    from decord import VideoReader

    reader = VideoReader(path)
    return lambda frame: reader[frame].asnumpy()


def torchcodec(path: str) -> Read:
    from torchcodec.decoders import VideoDecoder

    decoder = VideoDecoder(path, dimension_order="NHWC")
    return lambda frame: decoder[frame].numpy()


READERS = (dustrack_imgui, plain_luma, opencv, dustrack, decord, torchcodec)


def main() -> None:
    name, path, limit, *rest = sys.argv[1:]
    open_reader = {reader.__name__: reader for reader in READERS}[name]
    told: dict[str, Any] = {"secs": [], "numbers": []}
    wanted = [int(frame) for frame in rest if frame != "--in-order"]
    asked: Iterable[int] = wanted
    if "--in-order" in rest:
        asked = range(max(wanted) + 1)
    else:
        began = time.perf_counter()
        read = open_reader(path)
        told["open_secs"] = time.perf_counter() - began
        for _, picture, secs in walk(read, asked, float(limit)):
            told["secs"].append(secs)
            told["numbers"].append(number_in(np.asarray(picture)) if picture is not None else -1)
        asked = wanted[: len(told["secs"])]
    told["digests"] = [
        digest_of(np.asarray(picture)) if picture is not None else ""
        for frame, picture, _ in walk(open_reader(path), asked, float(limit))
        if frame in wanted
    ]
    print("RESULT" + json.dumps(told), flush=True)


def walk(read: Read, frames: Iterable[int], limit_secs: float) -> Iterator[tuple[int, Any, float]]:
    """Yield frame, picture and seconds until the limit is passed."""
    started = time.perf_counter()
    for frame in frames:
        began = time.perf_counter()
        picture = read(frame)
        yield frame, picture, time.perf_counter() - began
        if time.perf_counter() - started > limit_secs:
            return


if __name__ == "__main__":
    main()
