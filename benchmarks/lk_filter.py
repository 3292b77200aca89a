"""Times the moving-average filter beside DUSTrack 1.3.2 and beside a plain window-by-window OpenCV loop.

    python benchmarks/lk_filter.py [--quick] [--dustrack-python PYTHON] [--cases muscle large]

All read the same file, decoding included, and use the same tracker settings. `muscle` is a real clip with 4
points and W = 30; `large` the same picture at 1024x768 with 8 points and W = 100. DUSTrack runs in an
environment of its own (`pip install dustrack==1.3.2`), with its index of the video made before the clock
starts. Each runs once on all cores and once on one. On a busy machine the CPU times say more.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.tracking import Backend, compute_sigmoid_weights, lk_moving_average_filter
from dustrack_imgui.tracking.backends.native import NativeBackend, best_instructions, is_built
from dustrack_imgui.tracking.backends.opencv import OpenCVBackend
from dustrack_imgui.tracking.filter_plan import plan_filter
from dustrack_imgui.tracking.frames import DEFAULT_MEMORY_BYTES
from dustrack_imgui.video import open_video

SHARED = Path(__file__).parents[1].parent / "shared"
CLIP = SHARED / "data/gastrocnemius/p6_passive_ROM_01_push_01_crop.mp4"
LABELS = SHARED / "golden/p6_passive_ROM_01_push_01_crop_annotations_noisy.json"
LK = {
    "winSize": (45, 45),
    "maxLevel": 2,
    "criteria": (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 10, 0.03),
}
DUSTRACK = """
import json, sys, time
from dustrack import VideoAnnotation
from dustrack.lk_filter import lk_moving_average_filter
from datanavigator import VideoReader
video, labels, frames = sys.argv[1], sys.argv[2], int(sys.argv[3])
secs = (frames + 0.2) / VideoReader(video).get_avg_fps()
annotation = VideoAnnotation(labels, video)
wall, cpu = time.perf_counter(), time.process_time()
done = lk_moving_average_filter(annotation, window_size=secs, use_parallel=True, save_raw=False)
spent = time.perf_counter() - wall, time.process_time() - cpu
table = [[done.data[label][frame] for label in sorted(done.data, key=int)] for frame in range(done.n_frames)]
print("RESULT" + json.dumps([*spent, table]))
"""

Points = NDArray[np.float64]


class Case(NamedTuple):
    """A clip with labels on all its frames, and how long the window is."""

    title: str
    clip: Path
    labels: Path
    positions: Points
    window_frames: int


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


def ours(case: Case, backend: Backend) -> Timing:
    """Filter as the program does, from the file."""
    with open_video(case.clip) as reader:
        time.sleep(1.0)  # what a reader does once, when a file is opened, is not the filter's
        return timed(
            lambda: (
                lk_moving_average_filter(
                    reader, case.positions, window_frames=case.window_frames, backend=backend
                ).positions
            )
        )


def follow(pictures: list[NDArray[np.uint8]], points: Points) -> Points:
    """Track points from picture to picture."""
    path = [points.astype(np.float32)]
    for previous, following in pairwise(pictures):
        moved, _, _ = cv2.calcOpticalFlowPyrLK(previous, following, path[-1], None, **LK)
        path.append(moved)
    return np.array(path, dtype=np.float64)


def window_by_window(case: Case) -> Points:
    """Filter by tracking each window alone, the straightforward way."""
    with open_video(case.clip) as reader:
        pictures = list(reader.luma_frames(0, len(case.positions)))
    weights = compute_sigmoid_weights(case.window_frames)[0][:, np.newaxis, np.newaxis]
    total, count = np.zeros_like(case.positions), np.zeros((len(case.positions), 1, 1))
    for start in range(len(pictures) - case.window_frames + 1):
        window = slice(start, start + case.window_frames)
        forward = follow(pictures[window], case.positions[start])
        reverse = follow(pictures[window][::-1], case.positions[window][-1])[::-1]
        total[window] += weights * forward + (1 - weights) * reverse
        count[window] += 1
    return total / count


def dustrack(case: Case, python: str) -> Timing:
    """Filter with DUSTrack in its own environment."""
    command = [python, "-c", DUSTRACK, str(case.clip), str(case.labels), str(case.window_frames)]
    for earlier in case.clip.parent.glob("*_lkmovavg_*.json"):
        earlier.unlink()  # it would be handed back as it is
    windowless = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "MPLBACKEND": "Agg"}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=case.clip.parent, env=windowless
    )
    if done.returncode:
        raise SystemExit(f"DUSTrack failed:\n{done.stderr[-2000:]}")
    wall_secs, cpu_secs, table = json.loads(done.stdout.split("RESULT")[1])
    return Timing(wall_secs, cpu_secs, np.array(table))


def compare(case: Case, python: str | None) -> None:
    """Print one line for each way."""
    n_frames, n_labels = case.positions.shape[:2]
    cores = len(os.sched_getaffinity(0))
    print(f"\n{case.title}: {n_frames} frames, {n_labels} points, W = {case.window_frames}, {cores} core(s)")
    print(f"  {'':<26}{'clock':>8} {'CPU':>9}   {'times the first, clock / CPU':<30} differs by")
    ways: list[tuple[str, Callable[[], Timing]]] = [
        ("OpenCV, all windows at once", lambda: ours(case, OpenCVBackend()))
    ]
    if is_built():
        ways.insert(0, (f"compiled, {best_instructions()}", lambda: ours(case, NativeBackend())))
    ways.append(("OpenCV, window by window", lambda: timed(lambda: window_by_window(case))))
    if python is not None:
        ways.append(("DUSTrack 1.3.2", lambda: dustrack(case, python)))
    first: Timing | None = None
    for name, way in ways:
        spent = way()
        first = first or spent
        apart = np.abs(spent.result - first.result).max()
        ratio = f"{spent.wall_secs / first.wall_secs:6.1f}x / {spent.cpu_secs / first.cpu_secs:5.1f}x"
        print(
            f"  {name:<26}{spent.wall_secs:7.2f}s {spent.cpu_secs:8.2f}s   {ratio:<30} {apart:.1e} px",
            flush=True,
        )


class InMemory(list[NDArray[np.uint8]]):
    """Decoded frames as a video."""

    def luma_frames(self, start: int, stop: int) -> Iterator[NDArray[np.uint8]]:
        """Yield what is there already."""
        return iter(self[start:stop])


def filtered_in_memory(decoded: InMemory, case: Case, threads: int) -> Points:
    """Filter what is decoded already."""
    return lk_moving_average_filter(
        decoded, case.positions, window_frames=case.window_frames, threads=threads
    ).positions


def parts(case: Case) -> None:
    """Print what decoding and tracking cost alone, and how tracking is cut for more cores than these."""
    with open_video(case.clip) as reader:
        time.sleep(1.0)
        wall, cpu = time.perf_counter(), time.process_time()
        decoded = InMemory(reader.luma_frames(0, len(reader)))
        spent = Timing(time.perf_counter() - wall, time.process_time() - cpu, case.positions)
    print(f"  {'decoding alone':<26}{spent.wall_secs:7.2f}s {spent.cpu_secs:8.2f}s")
    for threads in (2, 4, 8):
        plan = plan_filter(
            n_frames=len(case.positions),
            n_labels=case.positions.shape[1],
            window_frames=case.window_frames,
            frame_bytes=decoded[0].nbytes,
            memory_bytes=DEFAULT_MEMORY_BYTES,
            threads=threads,
            chunk_frames=None,
        )
        n_spans = max(len(list(plan.spans(*chunk))) for chunk in plan.chunks())
        spent = timed(partial(filtered_in_memory, decoded, case, threads))
        print(
            f"  {f'tracking alone, {threads} thr.':<26}{spent.wall_secs:7.2f}s {spent.cpu_secs:8.2f}s   "
            f"cut for {2 * n_spans} cores: {plan.n_frame_pairs} calls"
        )


def muscle(folder: Path, *, is_quick: bool) -> Case:
    """The real clip as it is."""
    clip = folder / CLIP.name
    clip.write_bytes(CLIP.read_bytes())
    tracks = json.loads(LABELS.read_text())
    positions = np.array([[tracks[label][str(frame)] for label in sorted(tracks)] for frame in range(394)])
    n_frames = 120 if is_quick else 394
    shown = cut(clip, n_frames, None) if is_quick else clip
    return with_labels("muscle, 728x580", shown, positions[:n_frames], 30)


def large(folder: Path, *, is_quick: bool) -> Case:
    """The same pictures in a size of their own, with twice the points."""
    n_frames, window_frames = (90, 50) if is_quick else (160, 100)
    clip = folder / "large.mp4"
    clip.write_bytes(CLIP.read_bytes())
    tracks = json.loads(LABELS.read_text())
    four = np.array([[tracks[label][str(frame)] for label in sorted(tracks)] for frame in range(n_frames)])
    positions = np.concatenate([four, four + np.array([12.0, 30.0])], axis=1) * (1024 / 728, 768 / 580)
    return with_labels("large, 1024x768", cut(clip, n_frames, (1024, 768)), positions, window_frames)


def cut(clip: Path, n_frames: int, size_px: tuple[int, int] | None) -> Path:
    """Encode the first frames anew, at a size."""
    made = clip.with_name(f"{clip.stem}_{n_frames}.mp4")
    with av.open(str(clip)) as source, av.open(str(made), "w") as target:
        original = source.streams.video[0]
        stream = target.add_stream("libx264", rate=61, options={"crf": "18", "g": "250"})
        stream.width, stream.height = size_px or (original.width, original.height)
        stream.pix_fmt = "yuv420p"
        for number, frame in enumerate(source.decode(video=0)):
            if number == n_frames:
                break
            shown = frame.reformat(stream.width, stream.height, "yuv420p")
            shown.pts, shown.time_base = number, Fraction(1, 61)
            target.mux(stream.encode(shown))
        target.mux(stream.encode(None))
    return made


def with_labels(title: str, clip: Path, positions: Points, window_frames: int) -> Case:
    """Write the labels as DUSTrack reads them."""
    labels = clip.with_name(f"{clip.stem}_annotations_noisy.json")
    tracks = {
        str(label): {str(frame): list(xy) for frame, xy in enumerate(positions[:, label].tolist())}
        for label in range(positions.shape[1])
    }
    labels.write_text(json.dumps(tracks))
    return Case(title, clip, labels, positions, window_frames)


def main() -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer frames, all cores only")
    parser.add_argument("--dustrack-python", help="interpreter of an environment with DUSTrack 1.3.2")
    parser.add_argument("--cases", nargs="+", choices=["muscle", "large"], default=["muscle", "large"])
    options = parser.parse_args()
    for path in (CLIP, LABELS):
        if not path.is_file():
            print(f"This file is missing: {path}", file=sys.stderr)
            return 1
    all_cores = os.sched_getaffinity(0)
    for name in options.cases:
        with tempfile.TemporaryDirectory() as folder:
            case = {"muscle": muscle, "large": large}[name](Path(folder), is_quick=options.quick)
            for cores in [all_cores] if options.quick else [all_cores, {min(all_cores)}]:
                os.sched_setaffinity(0, cores)
                cv2.setNumThreads(len(cores))
                compare(case, options.dustrack_python)
            os.sched_setaffinity(0, all_cores)
            parts(case)
    return 0


if __name__ == "__main__":
    sys.exit(main())
