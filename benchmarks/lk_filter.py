"""Times the moving-average filter beside a plain window-by-window OpenCV loop, in one run, on one clip.

    python benchmarks/lk_filter.py [--quick] [--video CLIP --labels ANNOTATIONS] [--windows 30 60]

Both read the same luma planes from the file and use the same tracker settings, so their results can be
compared. The loop is given two forms: one window after another, with OpenCV using all cores inside a call;
and a pool of threads that each track whole windows, with OpenCV kept to one thread. On a busy machine the CPU
times say more than the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.tracking import compute_sigmoid_weights, lk_moving_average_filter

SHARED = Path(__file__).parents[1].parent / "shared"
CLIP = SHARED / "data/gastrocnemius/p6_passive_ROM_01_push_01_crop.mp4"
LABELS = SHARED / "golden/p6_passive_ROM_01_push_01_crop_annotations_noisy.json"
LK = {
    "winSize": (45, 45),
    "maxLevel": 2,
    "criteria": (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 10, 0.03),
}

Points = NDArray[np.float64]
Picture = NDArray[np.uint8]


class Clip:
    """The first frames of a video file, decoded anew each time they are asked for."""

    def __init__(self, path: Path, n_frames: int) -> None:
        self._path = path
        self._n_frames = n_frames

    def __len__(self) -> int:
        return self._n_frames

    def __getitem__(self, index: int) -> Picture:
        return next(self.luma_frames(index, index + 1))

    def luma_frames(self, start: int, stop: int) -> Iterator[Picture]:
        """Yield Y planes."""
        with av.open(str(self._path)) as container:
            container.streams.video[0].thread_type = "AUTO"
            for number, frame in enumerate(container.decode(video=0)):
                if number >= stop:
                    return
                if number >= start:
                    plane = frame.planes[0]
                    lines = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
                    yield lines[: frame.height, : frame.width].copy()


def follow(pictures: list[Picture], points: Points) -> Points:
    """Track points from picture to picture."""
    path = [points.astype(np.float32)]
    for previous, following in pairwise(pictures):
        moved, _, _ = cv2.calcOpticalFlowPyrLK(previous, following, path[-1], None, **LK)
        path.append(moved)
    return np.array(path, dtype=np.float64)


def track_window(pictures: list[Picture], first: Points, last: Points, weights: Points) -> Points:
    """Track one window forward and backward and blend."""
    forward = follow(pictures, first)
    reverse = follow(pictures[::-1], last)[::-1]
    weight = weights[:, np.newaxis, np.newaxis]
    return weight * forward + (1 - weight) * reverse


def window_by_window(clip: Clip, positions: Points, window_frames: int, threads: int) -> Points:
    """Filter by tracking each window alone, the straightforward way."""
    weights, _ = compute_sigmoid_weights(window_frames)
    total, count = np.zeros_like(positions), np.zeros((len(positions), 1, 1))
    buffer: deque[Picture] = deque(maxlen=window_frames)
    pending: deque[tuple[int, Future[Points]]] = deque()

    def collect(most: int) -> None:
        while len(pending) > most:
            start, track = pending.popleft()
            total[start : start + window_frames] += track.result()
            count[start : start + window_frames] += 1

    with ThreadPoolExecutor(threads) as pool:
        for number, picture in enumerate(clip.luma_frames(0, len(clip))):
            buffer.append(picture)
            start = number - window_frames + 1
            if start >= 0:
                ends = positions[start], positions[number]
                pending.append((start, pool.submit(track_window, list(buffer), *ends, weights)))
            collect(2 * threads)
        collect(0)
    return total / count


class Timing(NamedTuple):
    """How long something took by the clock, and how much of all cores together; and what came of it."""

    wall_secs: float
    cpu_secs: float
    result: Points


def timed(work: Callable[[], Points]) -> Timing:
    """Run ``work`` and time it."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return Timing(time.perf_counter() - wall, time.process_time() - cpu, result)


def compare(clip: Clip, positions: Points, window_frames: int) -> None:
    """Print one line of the table for each way."""
    cores = os.cpu_count() or 2
    own = timed(lambda: lk_moving_average_filter(clip, positions, window_frames=window_frames).positions)
    alone = timed(lambda: window_by_window(clip, positions, window_frames, 1))
    cv2.setNumThreads(1)
    pool = timed(lambda: window_by_window(clip, positions, window_frames, cores))
    cv2.setNumThreads(-1)
    print(f"W = {window_frames}, {len(clip)} frames, {positions.shape[1]} points, {cores} cores")
    print(f"  all windows at once      {own.wall_secs:7.2f} s        {own.cpu_secs:7.2f} s of CPU")
    for name, other in (("window by window", alone), (f"the same, {cores} threads", pool)):
        difference = np.abs(own.result - other.result).max()
        print(
            f"  {name:<24} {other.wall_secs:7.2f} s {other.wall_secs / own.wall_secs:5.1f}x "
            f"{other.cpu_secs:7.2f} s of CPU {other.cpu_secs / own.cpu_secs:5.1f}x   "
            f"differs by {difference:.1e} px"
        )


def main() -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="only the first 90 frames")
    parser.add_argument("--video", type=Path, default=CLIP)
    parser.add_argument("--labels", type=Path, default=LABELS, help="annotation JSON, every frame labelled")
    parser.add_argument("--windows", type=int, nargs="+", default=[30, 60], help="window lengths in frames")
    options = parser.parse_args()
    for path in (options.video, options.labels):
        if not path.is_file():
            print(f"This file is missing; name another with --video and --labels: {path}", file=sys.stderr)
            return 1
    tracks = json.loads(options.labels.read_text()).values()
    positions = np.array([[track[str(frame)] for track in tracks] for frame in range(min(map(len, tracks)))])
    if options.quick:
        positions = positions[:90]
    for window_frames in options.windows:
        compare(Clip(options.video, len(positions)), positions, window_frames)
    return 0


if __name__ == "__main__":
    sys.exit(main())
