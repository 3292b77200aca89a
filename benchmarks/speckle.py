"""The file that scrubbing is measured on: speckle in H.264 with long GOPs, made with the ffmpeg program."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

GOP = 250


def make_video(path: Path, n_frames: int) -> Path:
    """Speckle that moves and slowly decorrelates, encoded by x264 with its default B-frames."""
    if path.exists():
        return path
    program = shutil.which("ffmpeg")
    if program is None:
        sys.exit("the ffmpeg program is needed to make the test file; install it or give --video")
    part = path.with_suffix(".part.mp4")
    source = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", "800x600", "-r", "60", "-i", "-"]
    coding = f"-c:v libx264 -pix_fmt yuv420p -g {GOP} -keyint_min {GOP} -sc_threshold 0 -crf 23".split()
    command = [program, "-loglevel", "error", "-y", *source, *coding, str(part)]
    print(f"making {path} ({n_frames} frames) ...", flush=True)
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for frame in speckle(n_frames):
            process.stdin.write(frame.tobytes())
        process.stdin.close()
        if process.wait() != 0:
            sys.exit("ffmpeg could not make the test file")
    part.replace(path)
    return path


def speckle(n_frames: int) -> Iterable[NDArray[np.uint8]]:
    """Log-compressed complex Gaussian speckle in two layers that slide past one another."""
    rng = np.random.default_rng(1)

    def field() -> NDArray[np.float32]:
        noise = rng.normal(size=(2, 700, 900)).astype(np.float32)
        real, imaginary = (cv2.GaussianBlur(part, (0, 0), 2.2) for part in noise)
        return np.hypot(real, imaginary)

    kept = [field() for _ in range(3)]
    for i in range(n_frames):
        turn, share = divmod(i % 600 / 200, 1)
        mixed = (1 - share) * kept[int(turn)] + share * kept[(int(turn) + 1) % 3]
        x, y = 40 + 30 * np.sin(i / 50), 40 + 20 * np.cos(i / 70)
        upper = cv2.getRectSubPix(mixed, (800, 300), (400 + x, 150 + y))
        lower = cv2.getRectSubPix(mixed, (800, 300), (480 - x, 450 + y))
        image = np.vstack([upper, lower])
        image = 255 + 90 * np.log10(np.maximum(image / image.max(), 1e-3))
        yield np.clip(image + rng.integers(-3, 4, image.shape), 0, 255).astype(np.uint8)
