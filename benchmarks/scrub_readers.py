"""The readers that are scrubbed with, each at its best: ours, OpenCV, and a plain PyAV seek-and-decode."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import av
import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from dustrack_imgui.video import VideoReader, open_video


class Ours:
    """The reader as the window uses it: ask, look every half millisecond, never block."""

    name = "dustrack_imgui"
    budget_frames = 1000

    def __init__(self, path: Path, cache: Path) -> None:
        budget_bytes = 800 * 600 * Ours.budget_frames
        self.reader = open_video(path, cache_dir=cache, budget_bytes=budget_bytes)

    def show(self, frame: int) -> None:
        self.reader.request(frame)
        while (picture := self.reader.poll()) is None or not picture.is_exact:
            time.sleep(0.0002)

    def settle(self) -> None:
        wait_until_idle(self.reader)

    def close(self) -> None:
        self.reader.close()


class OpenCv:
    """cv2.VideoCapture; `set` only when the next frame is not the one after, which is its best."""

    name = "OpenCV"

    def __init__(self, path: Path, cache: Path) -> None:
        self.capture = cv2.VideoCapture(str(path))
        self.next = 0

    def show(self, frame: int) -> None:
        if frame != self.next:
            self.capture.set(cv2.CAP_PROP_POS_FRAMES, frame)
        self.capture.read()
        self.next = frame + 1

    def settle(self) -> None:
        return

    def close(self) -> None:
        self.capture.release()


class PlainPyAv:
    """Seek to the key frame, decode to the frame, take its luma: all cores, no cache."""

    name = "plain PyAV"

    def __init__(self, path: Path, cache: Path) -> None:
        self.container = av.open(str(path))
        self.stream = self.container.streams.video[0]
        self.stream.thread_type = "AUTO"
        self.ticks = round(1 / (self.stream.average_rate * self.stream.time_base))
        self.frames = self.container.decode(self.stream)
        self.next = 0

    def show(self, frame: int) -> None:
        if frame != self.next:
            self.container.seek(frame * self.ticks, stream=self.stream)
            self.frames = self.container.decode(self.stream)
        for picture in self.frames:
            if picture.pts is not None and picture.pts >= frame * self.ticks:
                np.frombuffer(picture.planes[0], np.uint8).copy()
                break
        self.next = frame + 1

    def settle(self) -> None:
        return

    def close(self) -> None:
        self.stream.codec_context.flush_buffers()
        self.container.close()


Reader = Ours | OpenCv | PlainPyAv


def wait_until_idle(reader: VideoReader) -> None:
    """Until nothing is left to decode ahead (at most 20 s)."""
    end = time.perf_counter() + 20
    while not reader.stats.is_idle and time.perf_counter() < end:
        time.sleep(0.01)
