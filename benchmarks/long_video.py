"""A video of 100,000 frames: opened, scrubbed and filtered within 2 GB, in one process.

    python benchmarks/long_video.py [--frames 100000]

Prints the peak of resident memory after each part, libraries included. The video (728x580, H.264, GOPs of
250) is made with the ffmpeg program. What is filtered: 2 points, W = 30. Exits with 1 above the ceiling.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from desk import make_clip

from dustrack_imgui.tracking import lk_moving_average_filter
from dustrack_imgui.video import open_video

CEILING_MIB = 2_000
WINDOW_FRAMES = 30


def peak_mib() -> float:
    """The most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def told(what: str, began: float) -> None:
    """Print one line."""
    print(f"  {what:<34}{time.perf_counter() - began:8.1f} s   peak {peak_mib():6.0f} MiB", flush=True)


def main() -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clip = make_clip(Path(folder), options.frames)
        print(f"{options.frames} frames, {clip.stat().st_size / 2**20:.0f} MiB", flush=True)
        began = time.perf_counter()
        with open_video(clip, cache_dir=Path(folder)) as reader:
            reader.get(0)
            told("open, without an index", began)
            began, rng = time.perf_counter(), random.Random(1)
            for _ in range(40):
                start = rng.randrange(len(reader) - 120)
                for frame in [*range(start, start + 60), *range(start + 60, start, -1)]:
                    reader.get(frame)
            told("scrub: 40 places, 60 on, 60 back", began)
            began = time.perf_counter()
            positions = np.tile([[200.0, 200.0], [400.0, 300.0]], (len(reader), 1, 1))
            result = lk_moving_average_filter(reader, positions, window_frames=WINDOW_FRAMES)
            spent = time.perf_counter() - began
            told(f"filter: 2 points, W = {WINDOW_FRAMES}", began)
            print(f"  {len(reader) / spent:.0f} frames/s; {np.isfinite(result.positions).mean():.1%} found")
    return 0 if peak_mib() <= CEILING_MIB else 1


if __name__ == "__main__":
    sys.exit(main())
