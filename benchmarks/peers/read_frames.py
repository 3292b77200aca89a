"""Reads frames with one library in that library's own environment: how long each took, and which it was.

    python read_frames.py READER VIDEO FRAME [FRAME ...]

Prints one line of JSON: `{"open_secs", "secs": [...], "numbers": [...]}`. A frame's number is read from the
picture itself (see `number_in`), so that a reader which is a frame off is found out. Needs numpy and that
library only.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
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


def dustrack_imgui(path: str) -> Read:
    from dustrack_imgui.video import open_video

    return open_video(path).get


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


def main() -> None:
    name, path, *frames = sys.argv[1:]
    began = time.perf_counter()
    read = {f.__name__: f for f in (dustrack_imgui, opencv, dustrack, decord, torchcodec)}[name](path)
    opened = time.perf_counter() - began
    secs, numbers = [], []
    for frame in map(int, frames):
        began = time.perf_counter()
        picture = read(frame)
        secs.append(time.perf_counter() - began)
        numbers.append(number_in(np.asarray(picture)) if picture is not None else -1)
    print("RESULT" + json.dumps({"open_secs": opened, "secs": secs, "numbers": numbers}), flush=True)


if __name__ == "__main__":
    main()
