"""Writes pictures of the window: every panel and dialog, or the steps of the tutorial.

One process makes one scale and one theme, as Dear PyGui wants one context a process::

    python docs/make_pictures.py --out DIR [--walk tutorial] [--scale 2] [--theme light]

The real window is driven by commands; on Linux it stands on a virtual screen of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import dearpygui.dearpygui as dpg
import numpy as np
from PIL import Image

from dustrack_imgui.app.application import Application, Options
from dustrack_imgui.demo.clips import DemoClip, phantom_clip
from dustrack_imgui.demo.project import write_project
from dustrack_imgui.demo.screen import virtual_screen
from dustrack_imgui.formats.annotation_json import load_annotation
from dustrack_imgui.formats.names import annotation_path, moving_average_path
from dustrack_imgui.model.dlc_job import DlcJob, JobEnd, JobLine, SavedSnapshot
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.preflight import CheckedLayer, Preflight
from dustrack_imgui.model.session import Interface, Session, VideoState
from dustrack_imgui.model.status import DirtyLayer, RecoveryOffer

SIZE_PX = (1280, 800)
WAIT_SECS = 600.0
GREY_CHROMA = 20
N_COLOURS = 96
JITTER_PX = 0.7
JUMP_PX = 30.0
SMOOTHED_FRAMES = 25
HAND_STEP = 30
FRAME = 120

DIALOGS = {
    "palette": ("dialog.open_palette", {}),
    "shortcuts": ("dialog.open_shortcuts", {}),
    "key_editor": ("dialog.open_keys", {}),
    "menu": ("menu.open_first", {}),
    "go_to_frame": ("dialog.ask_frame", {}),
    "interval": ("dialog.ask_interval", {}),
    "open_video": ("dialog.ask_video", {}),
    "save_as": ("dialog.ask_save_as", {}),
    "new_layer": ("dialog.ask_new_layer", {}),
    "duplicate_layer": ("dialog.ask_duplicate_layer", {}),
    "rename_layer": ("dialog.ask_rename_layer", {}),
    "remove_layer": ("dialog.ask_remove_layer", {}),
    "delete_layer": ("dialog.ask_delete_layer", {}),
    "discard": ("dialog.ask_discard", {}),
    "name_label": ("dialog.ask_label_name", {}),
    "delete_label": ("dialog.ask_delete_label", {}),
    "batch": ("batch.open", {}),
    "unsaved": ("app.quit", {}),
    "notice": ("layer.report_incomplete", {}),
    "likelihood": ("likelihood.ask_threshold", {}),
    "preflight": (
        "dlc.preflight_told",
        {
            "found": Preflight(
                Path("clip-x-2026-03-14"),
                (
                    CheckedLayer(
                        "speckle_phantom.mp4",
                        "hand",
                        added=12,
                        moved=3,
                        n_incomplete=7,
                        shown=((30, ("2",)), (60, ("0", "2")), (90, ("1",))),
                        strays=(("12", 4),),
                    ),
                ),
            )
        },
    ),
    "recovery": (
        "recovery.offer",
        {
            "offer": RecoveryOffer(
                "session",
                "2026-03-14 15:09",
                38,
                (DirtyLayer("speckle_phantom.mp4", "hand", 12, 1, 25),),
            )
        },
    ),
}
PANELS = {
    "history": ("window.toggle_history", {}),
    "blips": ("blips.toggle_panel", {}),
    "loupe": ("image.toggle_loupe", {}),
    "developer_panel": ("window.toggle_developer_panel", {}),
}
PROJECT_DIALOGS = {
    "likelihood": "likelihood.ask_threshold",
    "train": "dlc.train",
    "evaluation": "dlc.evaluation",
    "analyse": "dlc.analyse",
}
GALLERY = (
    "welcome",
    "desk",
    *PANELS,
    *DIALOGS,
    "create_project",
    "project",
    *PROJECT_DIALOGS,
    "training",
    "preflight",
)
TRAINING_ID = 9_001
TUTORIAL = ("opened", "first_frame", "last_frame", "tracked", "smoothed", "compared", "saved")


class Camera:
    """Runs the window and takes its picture."""

    def __init__(self, application: Application, folder: Path, *, max_bytes: int) -> None:
        self.application = application
        self._folder = folder
        self._max_bytes = max_bytes

    @property
    def session(self) -> Session:
        """The session as it is now."""
        return self.application.session

    @property
    def state(self) -> VideoState:
        """The video on screen."""
        assert self.session.active is not None
        return self.session.active

    def ask(self, command: str, **arguments: object) -> None:
        """Apply a command and draw its effect."""
        self.application.ask(command, **arguments)
        self.turn(1)

    def turn(self, count: int) -> None:
        """Draw some frames."""
        for _ in range(count):
            self.application.turn()

    def wait(self, what: str, condition: Callable[[], bool]) -> None:
        """Draw until something has happened.

        Raises
        ------
        TimeoutError
            When it does not, with what the window says.
        """
        give_up = time.perf_counter() + WAIT_SECS
        while not condition():
            if time.perf_counter() > give_up:
                raise TimeoutError(f"no {what}; the window says: {self.session.message.text}")
            self.application.turn()

    def go_to(self, frame: int) -> None:
        """Show a frame and wait for its picture."""
        self.ask("frame.go_to", frame=frame)
        self.wait(f"frame {frame}", lambda: self.application.image.visible_frame == frame)

    def open(self, video: Path) -> None:
        """Open the video and wait for its picture."""
        self.ask("app.open_video", path=str(video))
        self.wait("video", lambda: self.session.active is not None)
        self.wait("picture", lambda: self.application.image.visible_frame == self.state.view.frame)

    def place(self, label: str, xy_image: tuple[float, float]) -> None:
        """Place a label on the current frame."""
        self.ask("label.select", label=label)
        self.ask("point.place", xy_image=xy_image, exact_frame=self.state.view.frame)

    def run_job(self, command: str) -> None:
        """Run a command that tracks and wait for its result."""
        before = self.session.history.undo
        self.ask(command)
        self.wait(command, lambda: self.session.history.undo != before and not self.session.jobs)

    def take(self, name: str) -> None:
        """Write the picture, in so few colours that it is small enough."""
        self.turn(4)
        app = self.application
        self.wait("rest", lambda: app.image.is_settled and app.timeline.is_settled and app.desk.is_settled)
        raw = self._folder / f".{name}.png"
        raw.unlink(missing_ok=True)
        dpg.output_frame_buffer(str(raw))
        self.wait("picture on disk", lambda: _is_complete(raw))
        path = self._folder / f"{name}.png"
        if self._max_bytes:
            with Image.open(raw) as picture:
                _save_small(picture.convert("RGB"), path, self._max_bytes)
            raw.unlink()
        else:
            raw.replace(path)


def _is_complete(path: Path) -> bool:
    return path.is_file() and path.read_bytes().endswith(b"IEND\xaeB`\x82")


def _save_small(picture: Image.Image, path: Path, max_bytes: int) -> None:
    """Write with few greys, which speckle needs most of, and the other colours as they are."""
    packed = np.asarray(picture.convert("RGBA")).view(np.uint32)[..., 0]
    unique, numbers = np.unique(packed, return_inverse=True)
    rgb = unique.view(np.uint8).reshape(-1, 4)[:, :3]
    is_grey = np.ptp(rgb, axis=1) <= GREY_CHROMA
    for n_greys in (128, 64, 32, 24, 16):
        palette, places = [], np.empty(len(unique), np.uint8)
        for chosen, count in ((is_grey, n_greys), (~is_grey, N_COLOURS)):
            if chosen.any():
                few = Image.fromarray(rgb[chosen][np.newaxis]).quantize(
                    count, method=Image.Quantize.MEDIANCUT
                )
                places[chosen] = np.asarray(few)[0] + len(palette) // 3
                palette += few.getpalette() or []
        small = Image.fromarray(places[numbers].reshape(packed.shape))
        small.putpalette(palette)
        small.save(path, optimize=True)
        if path.stat().st_size <= max_bytes:
            return


def write_layers(video: Path, truth: Tracks) -> None:
    """Put three layers beside the video: every `HAND_STEP` frames exact, noisy with jumps, and smoothed."""
    noise = np.random.default_rng(7)
    hand: dict[str, dict[str, list[float]]] = {}
    noisy: dict[str, dict[str, list[float]]] = {}
    smooth: dict[str, dict[str, list[float]]] = {}
    kernel = np.ones(SMOOTHED_FRAMES) / SMOOTHED_FRAMES
    for number, (label, track) in enumerate(truth.items()):
        frames, exact = track.frames(), track.xy()
        rough = exact + noise.normal(scale=JITTER_PX, size=exact.shape)
        padded = np.pad(rough, ((SMOOTHED_FRAMES // 2,) * 2, (0, 0)), mode="edge")
        even = np.stack([np.convolve(padded[:, axis], kernel, mode="valid") for axis in (0, 1)], axis=1)
        rough[40 + 37 * number] += JUMP_PX
        hand[label] = _points(frames[::HAND_STEP], exact[::HAND_STEP])
        noisy[label] = _points(frames, rough)
        smooth[label] = _points(frames, even)
    tracked = annotation_path(video, "lk")
    found = {
        annotation_path(video, "hand"): hand,
        tracked: noisy,
        moving_average_path(tracked, SMOOTHED_FRAMES / 50): smooth,
    }
    for path, layer in found.items():
        path.write_text(json.dumps(layer), encoding="utf-8")


def _points(frames: np.ndarray, xy: np.ndarray) -> dict[str, list[float]]:
    return {str(frame): [float(x), float(y)] for frame, (x, y) in zip(frames, xy, strict=True)}


def gallery(camera: Camera, video: Path, truth: Tracks) -> None:
    """Every panel and dialog."""
    write_layers(video, truth)
    camera.turn(10)
    camera.take("welcome")
    camera.open(video)
    camera.ask("layer.select", layer="hand")
    camera.ask("layer.select_overlay", layer="lk_lkmovavg_0.500")
    camera.ask("label.select", label="1")
    camera.go_to(FRAME)
    camera.ask("interval.set", first=FRAME - 30, last=FRAME + 30)
    camera.ask("frame.toggle_of_interest")
    camera.ask("interval.set", first=200, last=240)
    camera.ask("interval.keep", name="release")
    camera.ask("interval.set", first=FRAME - 30, last=FRAME + 30)
    camera.ask("interval.keep", name="push")
    camera.take("desk")
    for label in ("1", "4"):
        x, y = truth[label].xy_at(FRAME) or (0.0, 0.0)
        camera.place(label, (x + 3.0, y - 2.0))
    camera.ask("point.remove")
    for name, (command, arguments) in PANELS.items():
        camera.ask(command, **arguments)
        if name == "blips":
            camera.ask("layer.select", layer="lk")
            camera.ask("blips.configure", threshold_factor=15.0)
            camera.ask("blips.detect")
            camera.wait("blips", lambda: not camera.session.jobs)
        camera.take(name)
        camera.ask(command, **arguments)
    camera.ask("layer.select", layer="hand")
    for name, (command, arguments) in DIALOGS.items():
        camera.ask(command, **arguments)
        camera.wait(name, lambda: camera.session.dialog is not None)
        camera.take(name)
        camera.ask("dialog.dismiss")
    project(camera, video, truth)


def project(camera: Camera, video: Path, truth: Tracks) -> None:
    """What there is in a project: likelihoods, and the dialogs of DeepLabCut."""
    camera.wait("look for a project", lambda: camera.state.video.path in camera.session.dlc.looked_at)
    camera.ask("dlc.create_project")
    camera.wait("create_project", lambda: camera.session.dialog is not None)
    camera.turn(20)
    camera.take("create_project")
    camera.ask("dialog.dismiss")
    frame_size = (camera.state.video.width_px, camera.state.video.height_px)
    clip = write_project(video.parent, video, truth, size_px=frame_size)
    camera.ask("app.open_video", path=str(clip))
    camera.wait("project", lambda: camera.state.video.path == clip)
    camera.wait("look at the project", lambda: camera.session.dlc.project_of(clip) is not None)
    camera.ask("label.select", label="1")
    camera.go_to(FRAME + 55)
    camera.take("project")
    for name, command in PROJECT_DIALOGS.items():
        camera.ask(command)
        camera.wait(name, lambda: camera.session.dialog is not None)
        camera.turn(20)
        camera.take(name)
        camera.ask("dialog.dismiss")
    job = training_job(clip.parents[1])
    camera.ask("dlc.jobs_changed", jobs=(job,))
    camera.ask("dlc.show_job", job=TRAINING_ID)
    camera.take("training")
    camera.ask("dlc.jobs_changed", jobs=(replace(job, end=JobEnd.CANCELLED),))
    camera.ask("dlc.toggle_panel")
    camera.ask("layer.select", layer="iteration-0")
    camera.ask("point.place", xy_image=(200.0, 150.0), exact_frame=camera.state.view.frame)
    camera.ask("dlc.train")
    camera.wait("train", lambda: camera.session.dialog is not None)
    camera.ask("dlc.ask_round")
    camera.wait("preflight", lambda: camera.session.dlc.preflight is not None)
    camera.take("preflight")


def training_job(root: Path) -> DlcJob:
    """A training half way through, as the worker would tell of it."""
    job = DlcJob(TRAINING_ID, "train", root, "Training phantom-x", folder=root / "dustrack-jobs" / "train")
    for number, name in enumerate(("extracting frames", "create_training_dataset", "train")):
        job = job.with_phase(name, number, 5)
    for epoch in range(1, 97):
        job = job.with_point("train_loss", epoch, 0.02 * 0.97**epoch + 0.001 * (epoch % 5))
        if epoch % 8 == 0:
            job = job.with_point("test_loss", epoch, 0.024 * 0.972**epoch)
            job = job.with_point("test_rmse", epoch, 1.6 + 9 * 0.96**epoch)
    lines = [
        JobLine(f"Epoch {epoch}/200 (lr=0.0005), train loss 0.00{99 - epoch}") for epoch in range(85, 97)
    ]
    job = job.with_snapshot(SavedSnapshot("snapshot-050", 50)).with_lines(lines)
    return replace(job, done=96, total=200, unit="epochs", rate=0.8, remaining_secs=130.0)


def tutorial(camera: Camera, video: Path, truth: Tracks) -> None:
    """From an empty layer to smoothed tracks, step by step."""
    camera.open(video)
    camera.take("opened")
    last = camera.state.video.n_frames - 1
    for name, frame in (("first_frame", 0), ("last_frame", last)):
        camera.go_to(frame)
        for label, track in truth.items():
            xy = track.xy_at(frame)
            if xy is not None:
                camera.place(label, xy)
        camera.take(name)
    camera.ask("interval.set", first=0, last=last)
    camera.run_job("interval.interpolate_all")
    camera.ask("label.select", label="1")
    camera.go_to(FRAME)
    camera.take("tracked")
    tracked = camera.state.view.layer
    camera.run_job("filter.reduce_jitter")
    smoothed = next(one.name for one in camera.state.data.layers if "lkmovavg" in one.name)
    camera.ask("layer.select", layer=smoothed)
    camera.ask("layer.select_overlay", layer=None)
    camera.take("smoothed")
    camera.ask("layer.select_overlay", layer=tracked)
    camera.ask("traces.zoom", factor=6.0, anchor_frame=float(FRAME))
    camera.take("compared")
    camera.ask("layer.save_all")
    camera.wait("saving", lambda: not any(map(camera.state.is_dirty, camera.state.data.layers)))
    camera.take("saved")


WALKS = {"gallery": gallery, "tutorial": tutorial}


def make(
    out: Path, *, walk: str, size_px: tuple[int, int], scale: float, is_dark: bool, max_bytes: int
) -> None:
    """Write the pictures of a walk into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        clip: DemoClip = phantom_clip()
        assert clip.truth is not None
        truth = load_annotation(clip.truth).tracks
        os.environ["HOME"] = os.environ["USERPROFILE"] = folder
        video = Path(shutil.copy(clip.video, folder))
        own_screen = virtual_screen(*size_px) if sys.platform.startswith("linux") else nullcontext()
        with own_screen:
            application = Application(
                Options(
                    size_px=size_px,
                    state_folder=Path(folder) / "state",
                    has_vsync=False,
                    waits_for_input=False,
                    session=Session(interface=Interface(scale=scale, is_dark=is_dark)),
                )
            )
            try:
                WALKS[walk](Camera(application, out, max_bytes=max_bytes), video, truth)
            finally:
                application.close()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--walk", choices=WALKS, default="gallery")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--size", type=int, nargs=2, metavar=("WIDTH", "HEIGHT"), help="in pixels")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    parser.add_argument("--max-kb", type=int, default=150, help="0 keeps all colours, which is quickest")
    asked = parser.parse_args()
    is_dark, max_bytes = asked.theme == "dark", asked.max_kb * 1000
    width, height = asked.size or (round(side * asked.scale) for side in SIZE_PX)
    make(
        asked.out,
        walk=asked.walk,
        size_px=(width, height),
        scale=asked.scale,
        is_dark=is_dark,
        max_bytes=max_bytes,
    )


if __name__ == "__main__":
    main()
