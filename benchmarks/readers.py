"""Steps and jumps of other readers on the same files as ours, and whether each gives the right frame.

    python benchmarks/readers.py [--quick] [--dustrack-python PYTHON] [--peers-python PYTHON]

Files: H.264 with GOPs of 12, 250 and 250 with B-frames, grey H.265, MJPEG, and 1080p H.264. Peers: OpenCV,
DUSTrack 1.3.2's reader (`--dustrack-python`), decord and torchcodec (`--peers-python`, an environment in
which they are installed); who fails is named with the reason. Medians in milliseconds; each reader runs
alone, as fast as it can. No walk lasts longer than `--limit-secs`: who is slow is asked for fewer frames, and
the line says for how many.

A frame is right when the number in its picture is the one asked for, and when the hash of all its bytes is
that of the same frame read in order: by the same reader from the first frame on, and for ours by a plain PyAV
loop. Ours gives the luma, which is what is shown and tracked; the others give colour.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from peers.read_frames import BITS, CELL_PX

PEER = Path(__file__).with_name("peers") / "read_frames.py"
START_SECS = 60
"""How long a reader's library may take to load and open a file, before it counts as hanging."""


class Kind(NamedTuple):
    """How a file is encoded."""

    title: str
    name: str
    codec: str
    pixels: str
    size_px: tuple[int, int]
    options: dict[str, str]
    n_frames: int = 750


def x264(gop: int, b_frames: int) -> dict[str, str]:
    """Options for GOPs of one length and quick encoding."""
    return {
        "g": str(gop),
        "keyint_min": str(gop),
        "sc_threshold": "0",
        "bf": str(b_frames),
        "preset": "veryfast",
    }


KINDS = (
    Kind("H.264, GOP 12", "gop12.mp4", "libx264", "yuv420p", (800, 600), x264(12, 0)),
    Kind("H.264, GOP 250", "gop250.mp4", "libx264", "yuv420p", (800, 600), x264(250, 0)),
    Kind("H.264, GOP 250, B-frames", "b250.mp4", "libx264", "yuv420p", (800, 600), x264(250, 3)),
    Kind(
        "H.265, grey, GOP 250",
        "grey.mp4",
        "libx265",
        "gray",
        (800, 600),
        {"x265-params": "keyint=250:log-level=none"},
    ),
    Kind("MJPEG", "mjpeg.avi", "mjpeg", "yuvj420p", (800, 600), {"q": "3"}),
    Kind("H.264, 1080p, GOP 250", "full_hd.mp4", "libx264", "yuv420p", (1920, 1080), x264(250, 2)),
)


def pictures(n_frames: int, size_px: tuple[int, int]) -> Iterator[NDArray[np.uint8]]:
    """Sliding speckle with the frame's number in black and white cells."""
    width_px, height_px = size_px
    rng = np.random.default_rng(3)
    noise = cv2.GaussianBlur(rng.normal(size=(height_px + 64, width_px + 64)), (0, 0), 2.5)
    speckle = np.clip(120 + 90 * noise / np.abs(noise).max(), 0, 255).astype(np.uint8)
    for number in range(n_frames):
        x, y = int(24 + 20 * np.sin(number / 40)), int(24 + 20 * np.cos(number / 55))
        picture = speckle[y : y + height_px, x : x + width_px].copy()
        cells = [255, 0, *(255 * (number >> bit & 1) for bit in range(BITS))]
        for place, value in enumerate(cells):
            picture[:CELL_PX, place * CELL_PX : (place + 1) * CELL_PX] = value
        yield picture


def make_file(kind: Kind, folder: Path, n_frames: int) -> Path:
    """Encode one file."""
    path = folder / kind.name
    with av.open(str(path), "w") as container:
        stream = container.add_stream(kind.codec, rate=60, options=kind.options)
        stream.width, stream.height = kind.size_px
        stream.pix_fmt = kind.pixels
        for picture in pictures(n_frames, kind.size_px):
            frame = av.VideoFrame.from_ndarray(picture, format="gray").reformat(format=kind.pixels)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def walk(n_frames: int, n_steps: int, n_jumps: int) -> dict[str, list[int]]:
    """Frames asked for: forward, backward, and anywhere; each begins with a frame that does not count."""
    rng = random.Random(4)
    start = n_frames // 3
    return {
        "forward": list(range(start, start + n_steps + 1)),
        "backward": list(range(start + n_steps, start - 1, -1)),
        "jump": [rng.randrange(n_frames) for _ in range(n_jumps + 1)],
    }


class Told(NamedTuple):
    """What a reader said of the frames that it got to."""

    secs: list[float]
    numbers: list[int]
    digests: list[str]


class NoAnswerError(Exception):
    """A reader gave no answer; the message says why."""


def ask(python: str, reader: str, path: Path, arguments: list[str], limit_secs: float) -> Told:
    """Let a reader read frames in a process of its own."""
    own = str(Path(__file__).parents[1]) if python == sys.executable else ""
    try:
        done = subprocess.run(
            [python, str(PEER), reader, str(path), str(limit_secs), *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=path.parent,
            env={**os.environ, "PYTHONPATH": own},
            timeout=2 * limit_secs + START_SECS,
        )
    except subprocess.TimeoutExpired as error:
        raise NoAnswerError(f"no answer within {2 * limit_secs + START_SECS:g} s") from error
    if done.returncode:
        raise NoAnswerError((done.stderr.strip().splitlines() or ["it failed"])[-1][:90])
    told = json.loads(done.stdout.split("RESULT")[1])
    return Told(told["secs"], told["numbers"], told["digests"])


def in_order(python: str, reader: str, path: Path, frames: set[int], limit_secs: float) -> dict[int, str]:
    """Digests of frames when nobody jumps, as far as the limit allows."""
    wanted = sorted(frames)
    alone = "plain_luma" if reader == "dustrack_imgui" else reader
    told = ask(python, alone, path, ["--in-order", *map(str, wanted)], limit_secs)
    return dict(zip(wanted, told.digests, strict=False))


def measure(
    python: str, reader: str, path: Path, walks: dict[str, list[int]], limit_secs: float
) -> tuple[str, bool]:
    """One line of the table, and whether every frame in it was right."""
    cells, few = [], []
    right: list[bool] = []
    try:
        truth = in_order(
            python, reader, path, {frame for walk in walks.values() for frame in walk}, limit_secs
        )
        for name, asked in walks.items():
            told = ask(python, reader, path, list(map(str, asked)), limit_secs)
            got = len(told.numbers)
            cells.append(f"{1e3 * statistics.median(told.secs[1:] or told.secs):8.2f}")
            if got < len(asked):
                few.append(f"{name}: {got} of {len(asked)} frames in {limit_secs:g} s")
            right += [
                number == frame and truth.get(frame, digest) == digest
                for frame, number, digest in zip(asked, told.numbers, told.digests, strict=False)
            ]
    except NoAnswerError as failure:
        return str(failure), False
    exact = "exact" if all(right) else f"{right.count(False)} of {len(right)} wrong"
    return " ".join([*cells, ", ".join([exact, *few])]), all(right)


def absolute(python: str) -> str:
    """The path of an interpreter from any folder; not resolved, since a link tells it its environment."""
    return str(Path(python).absolute())


def main() -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="short files")
    parser.add_argument(
        "--limit-secs", type=float, default=4.0, help="longest walk of a reader through a file"
    )
    parser.add_argument("--dustrack-python", help="interpreter of an environment with DUSTrack 1.3.2")
    parser.add_argument("--peers-python", help="interpreter of an environment with decord and torchcodec")
    options = parser.parse_args()
    readers = [(sys.executable, "dustrack_imgui"), (sys.executable, "opencv")]
    if options.dustrack_python:
        readers.append((absolute(options.dustrack_python), "dustrack"))
    if options.peers_python:
        readers += [(absolute(options.peers_python), name) for name in ("decord", "torchcodec")]
    n_steps, n_jumps = (20, 6) if options.quick else (30, 12)
    is_exact = True
    for kind in KINDS:
        n_frames = kind.n_frames // 3 if options.quick else kind.n_frames
        with tempfile.TemporaryDirectory() as folder:
            path = make_file(kind, Path(folder), n_frames)
            print(f"\n{kind.title}: ms a frame\n  {'':<16}{'forward':>8}{'backward':>9}{'jump':>8}   frames")
            for python, reader in readers:
                line, is_right = measure(
                    python, reader, path, walk(n_frames, n_steps, n_jumps), options.limit_secs
                )
                print(f"  {reader:<16}{line}", flush=True)
                is_exact &= is_right or reader != "dustrack_imgui"
    return 0 if is_exact else 1


if __name__ == "__main__":
    sys.exit(main())
