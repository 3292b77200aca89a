"""Frame times of the window while DeepLabCut trains beside it, and without, in one run.

Run it under a display: ``xvfb-run -a python benchmarks/training_beside.py``. A project of two blobs is made
with DeepLabCut itself; a network of half a million weights trains on the CPU while the window plays the video
and a point is placed every second. A frame is everything between two rests of the loop, the render call
included; "own" is the processor time of the loop's thread in it, which other programs do not lengthen.
The aim is a p99 of at most 50 ms on 2 cores. ``GALLIUM_NOOP=1`` takes Mesa's software rasteriser out of it.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from dustrack_imgui.app.application import Application, Options
from dustrack_imgui.dlc.rounds import dlc_request, plan_creation
from dustrack_imgui.jobs import run_process

SIZE_PX = (640, 480)
N_FRAMES = 300
HEAD = "model.heads.bodypart"
TINY = {
    "model.backbone.model_name": "test_resnet",
    "model.backbone_output_channels": 96,
    f"{HEAD}.heatmap_config.channels": [96, 2],
    f"{HEAD}.locref_config.channels": [96, 4],
    "data.train.crop_sampling": {"height": 224, "width": 224, "max_shift": 0.4, "method": "hybrid"},
}


def positions() -> np.ndarray:
    """Where two blobs are, `(frames, 2, 2)` in pixels."""
    turn = np.arange(N_FRAMES) / N_FRAMES * 2 * np.pi
    width, height = SIZE_PX
    first = [width * (0.35 + 0.18 * np.cos(turn)), height * (0.40 + 0.22 * np.sin(turn))]
    second = [width * (0.70 + 0.15 * np.cos(2 * turn)), height * (0.60 + 0.20 * np.sin(turn + 2))]
    return np.stack([np.stack(first, -1), np.stack(second, -1)], 1)


def write_clip(path: Path) -> None:
    """Two blobs on speckle."""
    noise = np.random.default_rng(0)
    ground = noise.integers(30, 90, (SIZE_PX[1], SIZE_PX[0], 3), dtype=np.uint8)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 30, SIZE_PX)
    for points in positions():
        picture = ground.copy()
        for (x, y), radius in zip(points, (9, 14), strict=True):
            cv2.circle(picture, (round(x), round(y)), radius, (220, 220, 220), -1)
        writer.write(picture)
    writer.release()


def make_project(folder: Path) -> Path:
    """A project with labels on every tenth frame."""
    video = folder / "blobs.mp4"
    write_clip(video)
    steps = plan_creation(
        name="blob_bench", experimenter="x", folder=folder, videos=[video], body_parts=("point0", "point1")
    )
    (made,) = run_process(dlc_request(folder, steps, "create", python=sys.executable))
    root = Path(made["value"]["config"]).parent  # type: ignore[index]
    xy = positions().tolist()
    layer = {str(n): {str(frame): xy[frame][n] for frame in range(0, N_FRAMES, 10)} for n in (0, 1)}
    (root / "videos" / "blobs_annotations_iteration-0.json").write_text(json.dumps(layer))
    return root


class Frame(NamedTuple):
    """What the job did meanwhile, how long the frame took, and how much of that was work of ours."""

    phase: str
    secs: float
    own_secs: float


class Desk:
    """The window, whose frames are timed."""

    def __init__(self, root: Path, state: Path) -> None:
        self.application = Application(
            Options(
                (root / "videos" / "blobs.mp4",),
                size_px=(1440, 900),
                state_folder=state,
                has_vsync=False,
                waits_for_input=False,
            )
        )
        self.frames: list[Frame] = []
        rest = self.application.pacing.rest
        own_began = time.thread_time()

        def timed_rest(*, is_active: bool, frame_started_secs: float) -> None:
            nonlocal own_began
            own = time.thread_time() - own_began
            self.frames.append(Frame(self.phase, time.perf_counter() - frame_started_secs, own))
            rest(is_active=is_active, frame_started_secs=frame_started_secs)
            own_began = time.thread_time()

        self.application.pacing.rest = timed_rest  # type: ignore[method-assign]

    @property
    def phase(self) -> str:
        """What the job does now; "" when none runs."""
        running = self.application.session.dlc.running
        return running[-1].phase if running else ""

    def turn_until(self, condition: Callable[[], bool], *, places: bool = False) -> None:
        """Run the loop until something holds; place a point every second if asked for."""
        due = time.perf_counter() + 1.0
        while not condition():
            self.application.turn()
            now = time.perf_counter()
            if places and now > due:
                due = now + 1.0
                frame = self.application.session.active.view.frame  # type: ignore[union-attr]
                self.application.ask("point.place", xy_image=(100.0, 90.0), exact_frame=frame)

    def turn_for(self, secs: float) -> None:
        """Run the loop for a while, placing points."""
        end = time.perf_counter() + secs
        self.turn_until(lambda: time.perf_counter() > end, places=True)


def told(words: str, frames: list[Frame]) -> None:
    """Print a line of figures."""
    if frames:
        median, high, worst = np.percentile([frame.secs * 1e3 for frame in frames], (50, 99, 100))
        own_median, own_high = np.percentile([frame.own_secs * 1e3 for frame in frames], (50, 99))
        print(
            f"{words:<28}{len(frames):>7}{median:>9.1f}{high:>9.1f}{worst:>9.1f}{own_median:>9.1f}{own_high:>9.1f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--alone-secs", type=float, default=15.0)
    arguments = parser.parse_args()
    for name, value in (("HF_HUB_OFFLINE", "1"), ("MPLBACKEND", "Agg")):
        os.environ.setdefault(name, value)
    with redirect_stdout(io.StringIO()), tempfile.TemporaryDirectory() as name:  # the worker's log is echoed
        folder = Path(name).resolve()
        desk = Desk(make_project(folder), folder / "state")
        application = desk.application
        desk.turn_until(lambda: bool(application.session.videos and application.session.dlc.projects))
        for choice, value in (
            ("updates", tuple(TINY.items())),
            ("is_pretrained", False),
            ("device", "cpu"),
            ("epochs", arguments.epochs),
            ("batch_size", 8),
        ):
            application.ask("dlc.set_training", name=choice, value=value)
        application.ask("play.toggle_loop")
        application.ask("play.toggle")
        desk.turn_for(2.0)
        desk.frames.clear()
        desk.turn_for(arguments.alone_secs)
        alone = list(desk.frames)
        application.ask("layer.save")
        desk.turn_for(1.0)
        desk.frames.clear()
        application.ask("dlc.start_round")
        desk.turn_until(lambda: bool(application.session.dlc.running))
        desk.turn_until(lambda: not application.session.dlc.running, places=True)
        job = application.session.dlc.job
        frames = list(desk.frames)
        application.close()
    heads = ("frames", "median", "p99", "worst", "own", "own p99")
    print(f"{'ms':<28}{heads[0]:>7}{''.join(f'{head:>9}' for head in heads[1:])}")
    told("the window alone", alone)
    told("beside a whole round", [frame for frame in frames if frame.phase])
    for phase in dict.fromkeys(frame.phase for frame in frames if frame.phase):
        told(f"  {phase}", [frame for frame in frames if frame.phase == phase])
    assert job is not None
    print(
        f"{os.cpu_count()} cores; the job ended: {job.end.value if job.end else ''}; {' '.join(job.outcome)}"
    )


if __name__ == "__main__":
    main()
