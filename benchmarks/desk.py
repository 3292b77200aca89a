"""Our own time a frame in the real window, everything but the render call, beside DUSTrack 1.3.2.

Run it under a display: ``xvfb-run -a python benchmarks/desk.py``. With ``--dustrack-python`` naming
the interpreter of an environment with DUSTrack 1.3.2, its step forward and back is measured in the same run.
``GALLIUM_NOOP=1`` takes Mesa's software rasteriser out of the picture; the render call is left out anyway.
Not with ``--long``: that driver never frees what it is given, so memory grows there whatever we do.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))

from dustrack_imgui.app.application import Application, Options

SIZE_PX = (728, 580)
STAGES = ("input", "commands", "systems", "views")

DUSTRACK = """
import json, sys, time
import matplotlib; matplotlib.use("QtAgg")
import numpy as np, dustrack
from matplotlib.backends.qt_compat import QtWidgets
tracker = dustrack.DUSTrack(sys.argv[1], [f"layer{n}" for n in range(3)])
def show():
    tracker.update(); tracker.figure.canvas.draw_idle(); QtWidgets.QApplication.processEvents()
def timed(delta):
    secs = []
    for _ in range(60):
        began = time.perf_counter()
        tracker._current_idx += delta
        show()
        secs.append(time.perf_counter() - began)
    return float(np.median(secs) * 1e3)
tracker._current_idx = 1000; show()
print(json.dumps({"forward": timed(1), "back": timed(-1)}))
"""


def make_clip(folder: Path, n_frames: int) -> Path:
    """A speckled clip of any length: 500 encoded frames, repeated by copying packets."""
    part, clip = folder / "part.mp4", folder / f"clip{n_frames}.mp4"
    source = f"nullsrc=s={SIZE_PX[0]}x{SIZE_PX[1]}:r=60,geq=lum='random(1)*120+X/8':cb=128:cr=128,boxblur=2"
    command = ["ffmpeg", "-y", "-loglevel", "error"]
    encode = ["-frames:v", "500", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "35", "-g", "250"]
    if not part.exists():
        subprocess.run([*command, "-f", "lavfi", "-i", source, *encode, str(part)], check=True)
    loops = str(-(-n_frames // 500) - 1)
    subprocess.run([*command, "-stream_loop", loops, "-i", str(part), "-c", "copy", str(clip)], check=True)
    return clip


def write_layers(clip: Path, n_frames: int, n_labels: int) -> None:
    """Three full layers of smooth tracks."""
    frames = np.arange(n_frames)
    for number in range(3):
        layer = {}
        for label in range(n_labels):
            x = 100 + 20 * label + 30 * np.sin(frames / 90 + label) + number
            y = 80 + 18 * label + 20 * np.cos(frames / 70 + label) + number
            layer[str(label)] = {
                str(f): [float(a), float(b)] for f, (a, b) in enumerate(zip(x, y, strict=True))
            }
        clip.with_name(f"{clip.stem}_annotations_layer{number}.json").write_text(json.dumps(layer, indent=4))


class Desk:
    """The application with its stages timed."""

    def __init__(self, clip: Path, state: Path, *, overlay: bool = True) -> None:
        self.application = Application(
            Options(
                (clip,),
                "layer0",
                size_px=(1440, 900),
                state_folder=state,
                has_vsync=False,
                waits_for_input=False,
            )
        )
        self.turn_until(lambda: self.application.session.active is not None)
        if overlay:
            self.application.ask("layer.select_overlay", layer="layer1")
        self.turn_for(2.0)

    def turn_until(self, condition: Callable[[], bool]) -> None:
        """Run the loop until something holds."""
        while not condition():
            self.application.turn()

    def turn_for(self, secs: float) -> None:
        """Run the loop for a while."""
        end = time.perf_counter() + secs
        self.turn_until(lambda: time.perf_counter() > end)

    def measure(self, act: Callable[[int], None], n_turns: int) -> tuple[float, float]:
        """Median and p99 of our own time a turn, in ms, while `act` does something in each."""
        own = []
        stages = self.application.stages
        for number in range(n_turns):
            stages.clear()
            began = time.perf_counter()
            act(number)
            acted = time.perf_counter() - began
            self.application.turn()
            own.append(acted * 1e3 + sum(median for name, median, _ in stages.summary() if name in STAGES))
        median, high = np.percentile(own, (50, 99))
        return float(median), float(high)


def run(desk: Desk, n_turns: int) -> dict[str, tuple[float, float]]:
    """Step both ways, play, zoom traces, edit."""
    ask = desk.application.ask
    ask("frame.go_to", frame=1000)
    desk.turn_for(2.0)
    results = {"step forward": desk.measure(lambda _: ask("frame.next"), n_turns)}
    results["step back"] = desk.measure(lambda _: ask("frame.previous"), n_turns)
    ask("play.toggle")
    results["play"] = desk.measure(lambda _: None, n_turns)
    ask("play.stop")
    results["zoom traces"] = desk.measure(
        lambda n: ask("traces.zoom", factor=1.02 if n % 100 < 50 else 1 / 1.02, anchor_frame=1000.0), n_turns
    )
    ask("frame.go_to", frame=1000)
    desk.turn_for(1.0)
    results["edit"] = desk.measure(
        lambda n: ask("point.place", xy_image=(100.0 + n % 50, 90.0), exact_frame=1000), n_turns
    )
    return results


def resident_mib() -> float:
    """Memory that the process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 2**20


def run_long(desk: Desk, n_turns: int) -> None:
    """Step back and forth for many turns; memory must not grow once the caches are full."""
    ask = desk.application.ask
    ask("frame.go_to", frame=0)
    fifth = n_turns // 5
    for number in range(n_turns):
        ask("frame.next" if number // 2500 % 2 == 0 else "frame.previous")
        desk.application.turn()
        if number % fifth == fifth - 1:
            print(f"  memory after {number + 1} frames: {resident_mib():.0f} MiB", flush=True)


def swap_videos(clip: Path, folder: Path) -> None:
    """Time from the key that swaps to the turn that shows the other video's own picture."""
    other = Path(shutil.copy(clip, folder / "other.mp4"))
    options = Options((clip, other), size_px=(1440, 900), state_folder=folder / "swap", has_vsync=False)
    application = Application(replace(options, waits_for_input=False))
    while len(application.session.videos) < 2 or application.session.queue:
        application.turn()
    end = time.perf_counter() + 3.0
    while time.perf_counter() < end:
        application.turn()
    spent = []
    for number in range(30):
        began = time.perf_counter()
        application.ask("video.next" if number % 2 == 0 else "video.previous")
        state = application.session.active
        assert state is not None
        application.turn()
        while application.image.visible_frame != state.view.frame:
            application.turn()
        spent.append((time.perf_counter() - began) * 1e3)
        for _ in range(20):
            application.turn()
    median, high = np.percentile(spent, (50, 95))
    print(f"  swap to a parked video: median {median:.0f} ms, p95 {high:.0f} ms, render calls included")
    application.close()


def main() -> None:
    """Measure both sizes; one process a size, as Dear PyGui wants it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--dustrack-python", help="interpreter of an environment with DUSTrack 1.3.2")
    parser.add_argument("--quick", action="store_true", help="fewer turns, the small size only")
    parser.add_argument(
        "--long", action="store_true", help="50,000 frames: does memory grow? and video swaps"
    )
    parser.add_argument("--colour", action="store_true", help="1080p colour at 60 Hz, and nothing else")
    parser.add_argument("--filter", action="store_true", help="steps while a filter runs, and nothing else")
    parser.add_argument("--colour-clip", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--case", nargs=2, type=int, metavar=("FRAMES", "LABELS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    n_turns = 100 if options.quick else 400
    if options.case:
        measure_case(*options.case, n_turns, options.dustrack_python)
        return
    if options.colour_clip:
        measure_colour_clip(options.colour_clip)
        return
    if options.long or options.colour or options.filter:
        (measure_long if options.long else measure_colour if options.colour else measure_beside_filter)()
        return
    cases = [(3_000, 4)] if options.quick else [(3_000, 4), (100_000, 20)]
    for frames, labels in cases:
        command = [sys.executable, __file__, "--case", str(frames), str(labels)]
        command += ["--quick"] if options.quick else []
        if options.dustrack_python and frames == 3_000:
            command += ["--dustrack-python", options.dustrack_python]
        subprocess.run(command, check=True)
    for case in ("--colour", "--filter"):
        environment = {**os.environ, "GALLIUM_NOOP": "1"}
        subprocess.run([sys.executable, __file__, case], env=environment, check=True)


def make_colour_clip(folder: Path, n_frames: int = 600) -> Path:
    """A colour clip of 1920x1080 at 60 frames a second, moving and easy to decode."""
    clip = folder / "colour.mp4"
    source = "testsrc2=s=1920x1080:r=60"
    encode = ["-frames:v", str(n_frames), "-c:v", "libx264", "-preset", "ultrafast", "-tune", "fastdecode"]
    command = ["ffmpeg", "-y", "-loglevel", "error", "-f", "lavfi", "-i", source, *encode, "-g", "60"]
    subprocess.run([*command, "-pix_fmt", "yuv420p", str(clip)], check=True)
    return clip


def turns_at_60_hz(
    desk: Desk, secs: float, act: Callable[[], None] = lambda: None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """CPU time of the main thread and running time of every turn, in ms, one turn every 1/60 s."""
    cpu, wall = [], []
    end = time.perf_counter() + secs
    while (began := time.perf_counter()) < end:
        cpu_before = time.thread_time()
        act()
        desk.application.turn()
        cpu.append((time.thread_time() - cpu_before) * 1e3)
        wall.append((time.perf_counter() - began) * 1e3)
        time.sleep(max(0.0, 1 / 60 - (time.perf_counter() - began)))
    return np.array(cpu), np.array(wall)


def tell_turns(what: str, times_ms: NDArray[np.float64], limit_ms: float) -> None:
    """One line: median, p99, and whether that is within a limit."""
    median, high = np.percentile(times_ms, (50, 99))
    verdict = "within" if high <= limit_ms else "above"
    print(f"  {what:<44} median {median:6.2f}   p99 {high:6.2f} ms, {verdict} {limit_ms:g}")


WAYS_TO_THE_SCREEN: tuple[tuple[str, dict[str, str]], ...] = (
    ("bytes, Mesa's no-op driver, which does not copy them", {"GALLIUM_NOOP": "1"}),
    ("bytes, Mesa's rasteriser, which copies and draws", {"GALLIUM_NOOP": ""}),
    ("floats by Dear PyGui, no-op driver", {"GALLIUM_NOOP": "1", "DUSTRACK_FLOAT_TEXTURES": "1"}),
)


def measure_colour() -> None:
    """CPU time of the main thread while 1080p colour plays at 60 Hz, in each way to the screen."""
    with tempfile.TemporaryDirectory() as name:
        clip = make_colour_clip(Path(name))
        for words, variables in WAYS_TO_THE_SCREEN:
            print(f"\n1920x1080 colour at 60 Hz, main thread, render call included: {words}", flush=True)
            environment = {key: value for key, value in {**os.environ, **variables}.items() if value}
            command = [sys.executable, __file__, "--colour-clip", str(clip)]
            subprocess.run(command, env=environment, check=True)


def measure_colour_clip(clip: Path) -> None:
    """One way to the screen, in this process."""
    with tempfile.TemporaryDirectory() as name:
        desk = Desk(clip, Path(name) / "state", overlay=False)
        desk.turn_for(3.0)
        ask = desk.application.ask
        ask("play.toggle")
        shown: set[int] = set()
        cpu, _ = turns_at_60_hz(desk, 6.0, lambda: shown.add(desk.application.image.visible_frame or 0))
        ask("play.stop")
        tell_turns("play: CPU time a turn", cpu, 16.7)
        print(f"  frames shown in 6 s: {len(shown)}")
        ask("frame.go_to", frame=200)
        desk.turn_for(3.0)
        cpu, _ = turns_at_60_hz(desk, 3.0, lambda: ask("frame.next"))
        tell_turns("step forward 60 times a second: CPU time", cpu, 16.7)
        desk.application.close()


def measure_beside_filter() -> None:
    """Turns while steps are taken and a filter runs on the same cores."""
    with tempfile.TemporaryDirectory() as name:
        clip = make_clip(Path(name), 3_000)
        write_layers(clip, 3_000, 4)
        desk = Desk(clip, Path(name) / "state")
        print(f"\nSteps while the moving-average filter runs, {os.cpu_count()} cores")
        ask = desk.application.ask
        ask("frame.go_to", frame=1000)
        desk.turn_for(2.0)
        _, alone = turns_at_60_hz(desk, 4.0, lambda: ask("frame.next"))
        tell_turns("without: running time a turn", alone, 33.0)
        ask("frame.go_to", frame=1000)
        ask("filter.reduce_jitter")
        desk.turn_until(lambda: any(job.fraction for job in desk.application.session.jobs))
        cpu, beside = turns_at_60_hz(desk, 8.0, lambda: ask("frame.next"))
        is_running = bool(desk.application.session.jobs)
        tell_turns("beside: running time a turn", beside, 33.0)
        tell_turns("beside: CPU time of the main thread", cpu, 16.7)
        print(f"  the filter was {'still' if is_running else 'no longer'} running at the end")
        desk.application.close()


def measure_long() -> None:
    """Growth and swaps, each in a process of its own as Dear PyGui wants it."""
    if os.environ.get("DUSTRACK_DESK_SWAP"):
        with tempfile.TemporaryDirectory() as name:
            swap_videos(make_clip(Path(name), 3_000), Path(name))
        return
    environment = {**os.environ, "DUSTRACK_DESK_SWAP": "1"}
    subprocess.run([sys.executable, __file__, "--long"], env=environment, check=True)
    with tempfile.TemporaryDirectory() as name:
        clip = make_clip(Path(name), 3_000)
        write_layers(clip, 3_000, 4)
        desk = Desk(clip, Path(name) / "state")
        run_long(desk, 50_000)
        desk.application.close()


def measure_case(n_frames: int, n_labels: int, n_turns: int, dustrack_python: str | None) -> None:
    """One size in this process."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clip = make_clip(folder, n_frames)
        write_layers(clip, n_frames, n_labels)
        desk = Desk(clip, folder / "state")
        print(f"\n{n_frames} frames, 3 layers x {n_labels} labels, {SIZE_PX[0]}x{SIZE_PX[1]}: own ms a frame")
        results = run(desk, n_turns)
        for what, (median, high) in results.items():
            print(f"  {what:<14} median {median:6.2f}   p99 {high:6.2f}")
        print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
        desk.application.close()
        if dustrack_python:
            compare(dustrack_python, clip, results)


def compare(python: str, clip: Path, ours: dict[str, tuple[float, float]]) -> None:
    """DUSTrack's step on the same clip and layers."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [python, "-c", DUSTRACK, str(clip)], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        print("  DUSTrack could not be driven:", done.stderr.strip().splitlines()[-1])
        return
    theirs = json.loads(done.stdout.strip().splitlines()[-1])
    for way, name in (("forward", "step forward"), ("back", "step back")):
        ratio = theirs[way] / ours[name][0]
        print(f"  DUSTrack 1.3.2 {name}: {theirs[way]:.1f} ms, {ratio:.0f} x ours (its drawing is in it)")


if __name__ == "__main__":
    main()
