"""The demo: the window on the demo clips, or a scripted session on a screen of its own."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.app.application import TITLE, Application, Options
from dustrack_imgui.app.launch import launch, set_up_logging
from dustrack_imgui.demo.clips import DemoClip, demo_clips
from dustrack_imgui.demo.hands import Hands
from dustrack_imgui.demo.screen import virtual_screen
from dustrack_imgui.demo.script import Script, ScriptError, Xy
from dustrack_imgui.drawing import render
from dustrack_imgui.formats.annotation_json import load_annotation
from dustrack_imgui.formats.names import annotation_path, moving_average_path
from dustrack_imgui.model.layer import Layer, LayerKind, Tracks
from dustrack_imgui.model.track import Track
from dustrack_imgui.video import open_video

SCREEN_PX = (1440, 900)
LAYER = "demo"
LABELS = ("0", "1", "2", "3", "4", "5")
VIDEO_FRAMES = 150
PICTURE, HEART_PICTURE = "dustrack-imgui.png", "dustrack-imgui-heart.png"
# The septal hinge of the mitral valve, and the septum above it, by eye.
HEART_FIRST: Mapping[str, Xy] = {"0": (153.0, 132.0), "1": (150.0, 97.0)}
HEART_LAST: Mapping[str, Xy] = {"0": (158.0, 125.0), "1": (156.0, 97.0)}


@dataclass(frozen=True)
class Accuracy:
    """Distance of a layer from the truth over all frames and labels, in image pixels."""

    layer: str
    median_px: float
    p95_px: float


def run_demo(output: Path, *, is_scripted: bool, is_debugging: bool = False) -> int:
    """Open the window on the demo clips, or play the scripted session; return the exit code."""
    print("Demo clips: ", end="", flush=True)
    clips = demo_clips()
    print(", ".join(str(clip.video) for clip in clips))
    has_display = not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY"))
    if has_display and not is_scripted:
        videos = [clip.video for clip in clips]
        return launch(videos, is_debugging=is_debugging)
    set_up_logging(is_debugging=is_debugging)
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="dustrack-demo-") as folder:
        phantom, heart = (_copied(clip, Path(folder)) for clip in clips)
        with virtual_screen(*SCREEN_PX):
            script = _play(phantom, heart, output, Path(folder))
        _report(phantom, heart, output, script)
    return 0


def _copied(clip: DemoClip, folder: Path) -> DemoClip:
    video = Path(shutil.copy(clip.video, folder))
    truth = None if clip.truth is None else Path(shutil.copy(clip.truth, folder))
    return DemoClip(clip.name, video, truth)


def _play(phantom: DemoClip, heart: DemoClip, output: Path, folder: Path) -> Script:
    application = Application(
        Options(
            (phantom.video, heart.video),
            LAYER,
            size_px=SCREEN_PX,
            state_folder=folder / "state",
            has_vsync=False,
        )
    )
    script = Script(application, Hands(TITLE))
    failures: list[BaseException] = []

    def work() -> None:
        try:
            _work_on_phantom(script, phantom)
            _take_picture(script, output / PICTURE)
            _work_on_heart(script)
            _take_picture(script, output / HEART_PICTURE)
            script.quit()
        except BaseException as error:  # noqa: BLE001 - handed to the main thread below
            failures.append(error)
        finally:
            application.call_soon(application.stop)

    thread = threading.Thread(target=work, name="demo", daemon=True)
    thread.start()
    application.run()
    thread.join(10)
    if failures:
        raise ScriptError(str(failures[0])) from failures[0]
    return script


def _work_on_phantom(script: Script, clip: DemoClip) -> None:
    assert clip.truth is not None
    truth = load_annotation(clip.truth).tracks
    with script.step("open the videos"):
        script.wait("opening both videos", lambda: len(script.session.videos) == 2)
        script.hands.focus()
        if script.session.active_index != 0:
            script.press("alt+Left", "showing the phantom", lambda: script.session.active_index == 0)
        script.wait_for_video(clip.video.name)
    last = script.state.video.n_frames - 1
    with script.step("label the first frame"):
        script.go_to_end(last=False)
        script.place(_at(truth, 0))
    with script.step("label the last frame"):
        script.go_to_end(last=True)
        script.place(_at(truth, last))
    with script.step("interpolate with LK-RSTC"):
        script.select_everything()
        script.run_job("ctrl+a", "interpolating")
    with script.step("correct one frame"):
        label, frame = _worst(script.state.layer.tracks, truth)
        script.go_to(frame)
        xy = truth[label].xy_at(frame)
        assert xy is not None
        script.drag_to(label, xy)
    with script.step("undo and redo"):
        script.undo_and_redo()
    with script.step("reduce jitter"):
        script.run_job("ctrl+j", "reducing jitter")
    with script.step("save"):
        script.save_all()


def _work_on_heart(script: Script) -> None:
    with script.step("track in the heart clip"):
        script.press("alt+Right", "switching to the heart", lambda: script.session.active_index == 1)
        script.wait_for_picture()
        script.go_to_end(last=False)
        script.place(HEART_FIRST)
        script.go_to_end(last=True)
        script.place(HEART_LAST)
        script.select_everything()
        script.run_job("ctrl+a", "interpolating")
        script.save_all()


def _take_picture(script: Script, path: Path) -> None:
    with script.step("take pictures"):
        path.unlink(missing_ok=True)
        script.wait_for_picture()
        script.wait_some_frames()
        script.application.screenshot(path)
        script.wait("the picture", lambda: path.exists() and path.stat().st_size > 0)
        script.wait_some_frames()


def _worst(tracks: Tracks, truth: Tracks) -> tuple[str, int]:
    """Label and frame that lie farthest from the truth."""
    worst = ("", 0, -1.0)
    for label, track in tracks.items():
        frames, distance = _distances(track, truth[label])
        at = int(distance.argmax())
        if distance[at] > worst[2]:
            worst = (label, int(frames[at]), float(distance[at]))
    return worst[0], worst[1]


def _distances(track: Track, truth: Track) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    frames = np.intersect1d(track.frames(), truth.frames())
    length = int(frames.max()) + 1
    difference = track.array(length)[frames] - truth.array(length)[frames]
    return frames, np.hypot(difference[:, 0], difference[:, 1])


def _at(truth: Tracks, frame: int) -> dict[str, Xy]:
    found = {label: truth[label].xy_at(frame) for label in LABELS if label in truth}
    return {label: xy for label, xy in found.items() if xy is not None}


def _report(clip: DemoClip, heart: DemoClip, output: Path, script: Script) -> None:
    assert clip.truth is not None
    heart_layer = annotation_path(heart.video, LAYER)
    shutil.copy(heart_layer, output)
    by_hand = annotation_path(clip.video, LAYER)
    smooth = moving_average_path(by_hand, 0.5)
    for path in (by_hand, smooth):
        shutil.copy(path, output)
    labelled = output / f"{clip.video.stem}_labelled.mp4"
    with script.step("write the labelled video"), open_video(clip.video) as reader:
        shown = Layer(LAYER, load_annotation(smooth).tracks, smooth, LayerKind.DENSE)
        render(reader, shown, 0, min(VIDEO_FRAMES, len(reader)) - 1, labelled, overwrite=True)
    truth = load_annotation(clip.truth).tracks
    accuracies = [_accuracy(name, path, truth) for name, path in (("LK-RSTC", by_hand), ("smoothed", smooth))]
    print("\nSteps")
    for name, secs in script.times_secs.items():
        print(f"  {name:<28}{secs:8.2f} s")
    print("\nDistance from the truth (phantom, all frames and labels)")
    for one in accuracies:
        print(f"  {one.layer:<28}median {one.median_px:.3f} px, p95 {one.p95_px:.3f} px")
    print("\nResults")
    names = (by_hand.name, smooth.name, heart_layer.name, PICTURE, HEART_PICTURE, labelled.name)
    for name in names:
        print(f"  {output / name}")
    figures = {
        "seconds": script.times_secs,
        "error_px": {one.layer: {"median": one.median_px, "p95": one.p95_px} for one in accuracies},
    }
    (output / "figures.json").write_text(json.dumps(figures, indent=2))


def _accuracy(name: str, path: Path, truth: Tracks) -> Accuracy:
    distances = [_distances(track, truth[label])[1] for label, track in load_annotation(path).tracks.items()]
    median, p95 = np.percentile(np.concatenate(distances), (50, 95))
    return Accuracy(name, float(median), float(p95))
