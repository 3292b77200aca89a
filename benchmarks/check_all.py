"""Checking every label between its marked frames by LK-RSTC, beside the same with OpenCV's tracker.

    python benchmarks/check_all.py [--frames 3000]

3,000 frames of 728x580, 10 labels, each marked every 30 frames: what the key for "check all labels" does.
Decoding is included. The aim is 10 s.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from desk import make_clip

from dustrack_imgui.tracking import interpolate_gaps
from dustrack_imgui.tracking.backends.choice import cpu_backend
from dustrack_imgui.tracking.backends.opencv import OpenCVBackend
from dustrack_imgui.video import open_video

N_LABELS, EVERY = 10, 30


def main() -> None:
    """Print both times."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=3_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clip = make_clip(Path(folder), options.frames)
        with open_video(clip, cache_dir=Path(folder)) as reader:
            frames = np.arange(0, len(reader), EVERY)
            turn = frames[:, np.newaxis] / 90 + np.arange(N_LABELS)
            xy = np.stack([360 + 200 * np.sin(turn), 290 + 150 * np.cos(turn)], axis=2)
            spent = {}
            for backend in (cpu_backend(), OpenCVBackend()):
                began = time.perf_counter()
                interpolate_gaps(reader, frames, xy, backend=backend)
                spent[type(backend).__name__] = time.perf_counter() - began
    first = next(iter(spent.values()))
    print(f"{options.frames} frames, {N_LABELS} labels marked every {EVERY} frames")
    for name, secs in spent.items():
        print(f"  {name:<16}{secs:7.2f} s {secs / first:5.1f}x")


if __name__ == "__main__":
    main()
