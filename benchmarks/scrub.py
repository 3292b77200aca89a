"""How fast frames come when scrubbing, beside OpenCV and a plain PyAV seek-and-decode on the same file.

    python benchmarks/scrub.py [--quick] [--workdir FOLDER] [--video FILE]

Makes one H.264 file of speckle (800x600, 250-frame GOPs, B-frames, >= 5,000 frames) with the ffmpeg program,
keeps it in the work folder, and prints medians and 95th percentiles. Steps are paced at 60 a second, as a
held key is, from the moment the frame jumped to is there; random jumps go only to frames that are not cached,
and the cache may hold a quarter of the video. Exits with 1 when an aim is missed.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scrub_readers import OpenCv, Ours, PlainPyAv, Reader
from speckle import GOP, make_video

TICK_SECS = 1 / 60
PAUSE_SECS = 0.4
AIM_STEP_MS, AIM_JUMP_RATIO, AIM_REVERSE_FPS = 4.0, 1.2, 60.0


@dataclass(frozen=True)
class Plan:
    """How much of everything."""

    n_frames: int
    n_walks: int
    n_steps: int
    n_jumps: int


FULL = Plan(n_frames=5000, n_walks=4, n_steps=180, n_jumps=40)
QUICK = Plan(n_frames=2000, n_walks=2, n_steps=60, n_jumps=8)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--quick", action="store_true", help="a short file and few repeats, to see that it runs"
    )
    parser.add_argument(
        "--workdir", type=Path, default=Path(tempfile.gettempdir()) / "dustrack-imgui-benchmarks"
    )
    parser.add_argument("--video", type=Path, help="measure this file instead")
    options = parser.parse_args()
    plan = QUICK if options.quick else FULL
    options.workdir.mkdir(parents=True, exist_ok=True)
    path = options.video or make_video(options.workdir / f"speckle_{plan.n_frames}.mp4", plan.n_frames)
    with tempfile.TemporaryDirectory() as cache:
        return 0 if measure(path, Path(cache), plan) else 1


def paced(reader: Reader, frames: Iterable[int], tick_secs: float) -> list[float]:
    """Milliseconds from asking to having, one request a tick."""
    times = []
    next_tick = time.perf_counter()
    for frame in frames:
        time.sleep(max(0.0, next_tick - time.perf_counter()))
        started = time.perf_counter()
        reader.show(frame)
        times.append(1000 * (time.perf_counter() - started))
        next_tick = max(next_tick + tick_secs, time.perf_counter() if tick_secs > TICK_SECS else 0.0)
    return times


def steps(reader: Reader, plan: Plan, direction: int, n_frames: int) -> list[float]:
    """Walks from random places; the clock runs from the first step, without a pause after the jump."""
    rng = random.Random(direction)
    times: list[float] = []
    n_steps = plan.n_steps if isinstance(reader, Ours) else plan.n_steps // 6  # the others take minutes
    for _ in range(plan.n_walks):
        start = rng.randrange(plan.n_steps + 1, n_frames - plan.n_steps - 1)
        reader.show(start)
        times += paced(reader, (start + direction * (i + 1) for i in range(n_steps)), TICK_SECS)
    return times


def near_jumps(reader: Reader, plan: Plan, n_frames: int) -> list[float]:
    """Thirty frames on or back, twice a second, from random places."""
    rng = random.Random(30)
    times: list[float] = []
    for _ in range(plan.n_walks):
        frame = rng.randrange(300, n_frames - 300)
        reader.show(frame)
        time.sleep(PAUSE_SECS)
        jumps = [frame := frame + rng.choice((-30, 30)) for _ in range(6)]
        times += paced(reader, jumps, PAUSE_SECS)
    return times


def random_jumps(ours: Ours, readers: list[Reader], plan: Plan, n_frames: int) -> dict[str, list[float]]:
    """Clicks where nothing is cached; the readers take turns, so the machine's moods fall on all alike."""
    rng = random.Random(2)
    times: dict[str, list[float]] = {reader.name: [] for reader in readers}
    for _ in range(plan.n_jumps):
        frame = rng.randrange(n_frames)
        while any(first <= frame <= last for first, last in ours.reader.cached_ranges()):
            frame = rng.randrange(n_frames)
        for reader in readers:
            started = time.perf_counter()
            reader.show(frame)
            times[reader.name].append(1000 * (time.perf_counter() - started))
            reader.settle()
    return times


def reverse_fps(reader: Reader, plan: Plan, n_frames: int) -> float:
    """Backward as fast as pictures come, cold start included."""
    n = min(n_frames - 1, 3 * GOP) if isinstance(reader, Ours) else min(40, plan.n_steps)
    start = n_frames - 2
    started = time.perf_counter()
    for i in range(n):
        reader.show(start - i)
    return n / (time.perf_counter() - started)


def timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - started)


def opened(kind: type[Ours] | type[OpenCv] | type[PlainPyAv], path: Path, cache: Path) -> float:
    """Milliseconds from nothing to the first picture."""
    made: list[Reader] = []

    def open_and_show() -> None:
        made.append(kind(path, cache))
        made[0].show(0)

    milliseconds = timed(open_and_show)
    made[0].close()
    return milliseconds


def measure(path: Path, cache: Path, plan: Plan) -> bool:
    """Run everything and print the table; True when all aims are met."""
    path.read_bytes()  # all start from a warm page cache
    Ours.budget_frames = plan.n_frames // 4
    kinds = (Ours, OpenCv, PlainPyAv)
    rows: dict[str, dict[str, str]] = {}
    first = {kind.name: opened(kind, path, cache) for kind in kinds}
    again = {kind.name: opened(kind, path, cache) for kind in kinds}
    rows["first open, ms"] = {name: f"{ms:.0f}" for name, ms in first.items()}
    rows["cached open, ms"] = {name: f"{ms:.0f}" for name, ms in again.items()}
    readers: list[Reader] = [kind(path, cache) for kind in kinds]
    ours = readers[0]
    assert isinstance(ours, Ours)
    n_frames = len(ours.reader)
    print(f"{path.name}: {n_frames} frames, {ours.reader.meta.width}x{ours.reader.meta.height}, ", end="")
    print(f"longest GOP {ours.reader.meta.max_gop}; median / 95th percentile in ms", flush=True)

    def row(title: str, run: Callable[[Reader], list[float]]) -> dict[str, tuple[float, float]]:
        figures = {}
        for reader in readers:
            figures[reader.name] = summary(run(reader))
            ours.settle()
        rows[title] = {name: f"{median:.2f} / {p95:.2f}" for name, (median, p95) in figures.items()}
        return figures

    jumps = {name: summary(times) for name, times in random_jumps(ours, readers, plan, n_frames).items()}
    rows["random jump"] = {name: f"{median:.1f} / {p95:.1f}" for name, (median, p95) in jumps.items()}
    forward = row("step forward at 60/s", lambda reader: steps(reader, plan, 1, n_frames))
    backward = row("step backward at 60/s", lambda reader: steps(reader, plan, -1, n_frames))
    row("jump of 30 either way", lambda reader: near_jumps(reader, plan, n_frames))
    reverse = {}
    for reader in readers:
        reader.show(0)
        reader.settle()
        reverse[reader.name] = reverse_fps(reader, plan, n_frames)
    rows["reverse playback, fps"] = {name: f"{fps:.0f}" for name, fps in reverse.items()}
    for reader in readers:
        reader.close()
    print_table(rows, [kind.name for kind in kinds])
    ratio = jumps[Ours.name][0] / jumps[PlainPyAv.name][0]
    aims = [
        (
            f"step forward p95 {forward[Ours.name][1]:.2f} ms (aim <= {AIM_STEP_MS:g})",
            forward[Ours.name][1] <= AIM_STEP_MS,
        ),
        (
            f"step backward p95 {backward[Ours.name][1]:.2f} ms (aim <= {AIM_STEP_MS:g})",
            backward[Ours.name][1] <= AIM_STEP_MS,
        ),
        (
            f"random jump {ratio:.2f} x decoding from its key frame (aim <= {AIM_JUMP_RATIO:g})",
            ratio <= AIM_JUMP_RATIO,
        ),
        (
            f"reverse playback {reverse[Ours.name]:.0f} fps (aim >= {AIM_REVERSE_FPS:g})",
            reverse[Ours.name] >= AIM_REVERSE_FPS,
        ),
    ]
    for sentence, is_met in aims:
        print(f"{'met   ' if is_met else 'MISSED'} {sentence}")
    return all(is_met for _, is_met in aims)


def summary(times: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return float(np.median(times)), float(np.percentile(times, 95))


def print_table(rows: dict[str, dict[str, str]], names: list[str]) -> None:
    """One line a row."""
    print(f"{'':26}" + "".join(f"{name:>22}" for name in names))
    for title, cells in rows.items():
        print(f"{title:26}" + "".join(f"{cells[name]:>22}" for name in names))


if __name__ == "__main__":
    raise SystemExit(main())
