"""Measures the peak memory of the moving-average filter on a long synthetic video.

    python benchmarks/filter_memory.py [--frames 100000] [--tracked 4000]

Two runs, each with W = 50 and 10 labels on 1024x768:

* the whole video with a tracker that moves nothing. Frames, chunks, tracks and results are all real; only
  OpenCV's own work is left out, which would take the better part of an hour;
* the first frames of it with OpenCV, enough chunks to see whether its share of memory stays flat.

The figure is the peak of the process's resident memory, so it includes the interpreter and its libraries.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.tracking import Advanced, Backend, LKSettings, lk_moving_average_filter

WIDTH_PX, HEIGHT_PX, N_LABELS, WINDOW_FRAMES = 1024, 768, 10, 50
Picture = NDArray[np.uint8]


class SyntheticVideo:
    """Speckle that shifts by a pixel a frame, each frame an array of its own."""

    def __init__(self, n_frames: int) -> None:
        self._n_frames = n_frames
        grain = np.random.default_rng(0).integers(0, 256, (HEIGHT_PX + 64, WIDTH_PX), dtype=np.uint8)
        self._texture = (grain // 4 + np.roll(grain, 1, 0) // 4 + np.roll(grain, 1, 1) // 2).astype(np.uint8)

    def __len__(self) -> int:
        return self._n_frames

    def __getitem__(self, index: int) -> Picture:
        offset = abs(index % 128 - 64)
        return self._texture[offset : offset + HEIGHT_PX].copy()

    def luma_frames(self, start: int, stop: int) -> Iterator[Picture]:
        """Yield frames in order."""
        return (self[index] for index in range(start, stop))


class StandStill:
    """A tracker that finds every point where it was."""

    def advance(
        self,
        previous: Picture,
        following: Picture,
        xy_image: NDArray[np.float64],
        *,
        settings: LKSettings,
    ) -> Advanced:
        """Return the points unmoved."""
        return Advanced(xy_image, np.ones(len(xy_image), dtype=np.bool_))


def peak_mib() -> float:
    """Return the most memory this process ever held, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)


def measure(name: str, n_frames: int, backend: Backend | None) -> None:
    """Filter and print the peak of memory at every quarter of the way."""
    rng = np.random.default_rng(1)
    positions = rng.uniform((100, 100), (WIDTH_PX - 100, HEIGHT_PX - 100), (n_frames, N_LABELS, 2))
    marks: list[tuple[float, float]] = []

    def watch(fraction: float) -> None:
        if fraction >= 0.25 * (len(marks) + 1):
            marks.append((fraction, peak_mib()))

    before, began = peak_mib(), time.perf_counter()
    lk_moving_average_filter(
        SyntheticVideo(n_frames),
        positions,
        window_frames=WINDOW_FRAMES,
        backend=backend,
        progress=watch,
    )
    secs = time.perf_counter() - began
    quarters = ", ".join(f"{fraction:.0%} {mib:.0f}" for fraction, mib in marks)
    print(f"{name}: {n_frames} frames in {secs:.0f} s")
    print(f"  peak resident memory in MiB: before {before:.0f}, at {quarters}; in the end {peak_mib():.0f}")


def main() -> int:
    """Run both measurements, the smaller one first, since the peak never falls."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=100_000, help="length of the whole video")
    parser.add_argument("--tracked", type=int, default=4_000, help="frames tracked with OpenCV")
    options = parser.parse_args()
    print(f"{WIDTH_PX}x{HEIGHT_PX}, W = {WINDOW_FRAMES}, {N_LABELS} labels")
    measure("OpenCV", options.tracked, None)
    measure("whole video, standing still", options.frames, StandStill())
    return 0


if __name__ == "__main__":
    sys.exit(main())
