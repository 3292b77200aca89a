"""What the window does without until it is on screen, and has before anybody asks for it: counted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
WAIT_SECS = 300
PROGRAM = """
import json, os, sys, time
from pathlib import Path

import dearpygui.dearpygui as dpg

from dustrack_imgui.app.application import Application, Options

video, state = Path(sys.argv[1]), Path(sys.argv[2])
options = Options((video,), size_px=(1280, 800), state_folder=state, has_vsync=False, waits_for_input=False)
application = Application(options)
told = {"drawn": sorted(sys.modules), "items": len(dpg.get_all_items())}
give_up = time.monotonic() + 240


def until(condition):
    while not condition():
        assert time.monotonic() < give_up, application.session.message.text
        application.turn()


until(lambda: application.image.visible_frame == 0)
until(lambda: application.is_warm and application.image.is_settled)
warm = set(sys.modules)
told["warm"] = sorted(warm)
told["items when warm"] = len(dpg.get_all_items())
for command in ("dialog.open_palette", "dialog.dismiss", "dialog.open_keys", "dialog.dismiss", "frame.next"):
    application.ask(command)
    application.turn()
until(lambda: application.image.visible_frame == 1 and application.image.is_settled)
application.ask("point.place", xy_image=(40.0, 50.0))
application.turn()
told["points"] = application.session.active.layer.count()
told["first use"] = sorted(set(sys.modules) - warm)
told["items after use"] = len(dpg.get_all_items())
application.close()
print("TOLD" + json.dumps(told))
"""
QUITTING = """
import sys
from pathlib import Path

from dustrack_imgui.app.application import Application, Options

video, state, n_turns = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
application = Application(Options((video,), state_folder=state, has_vsync=False, waits_for_input=False))
for _ in range(n_turns):
    application.turn()
application.close()
"""
NEVER = ("pandas", "tables", "h5py", "torch", "deeplabcut", "cupy", "tkinter", "pydicom", "scipy")
LATER = (
    *("av", "cv2", "PIL", "yaml", "ruamel.yaml", "numpy.ma", "numpy.random"),
    *("urllib.request", "ssl", "subprocess", "multiprocessing"),
)
MODULES_AT_START = 320
"""Ours; there were 290, a tenth is room to grow. The whole program has more than twice as many."""
ITEMS_AT_START = 1900
"""Items of Dear PyGui; there were 1,730, and 4,300 with all dialogs."""


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory, shared_dir: Path) -> Path:
    """A clip in a folder of its own."""
    clip = tmp_path_factory.mktemp("start") / "clip.mp4"
    clip.write_bytes((shared_dir / "data" / "phantom_easy" / "phantom_easy.mp4").read_bytes())
    return clip


@pytest.fixture(scope="module")
def told(video: Path) -> dict[str, Any]:
    """What a new process told that opened the window on a clip."""
    done = run(PROGRAM, video)
    assert "TOLD" in done.stdout, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout.split("TOLD")[1])
    return answer


def run(program: str, video: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a new process, on a video and with a state folder of its own."""
    folder = video.parent
    return subprocess.run(
        [sys.executable, "-c", program, str(video), str(folder / "state"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "GALLIUM_NOOP": "1", "XDG_CACHE_HOME": str(folder / "cache")},
        timeout=WAIT_SECS,
    )


def test_the_window_is_drawn_without_decoders_jobs_and_dialogs(told: dict[str, Any]) -> None:
    loaded = set(told["drawn"])
    assert not loaded.intersection(NEVER + LATER)
    ours = {name for name in loaded if name.startswith("dustrack_imgui.")}
    assert not ours.intersection(
        f"dustrack_imgui.{name}"
        for name in ("jobs", "tracking", "video.reader", "views.dialog_table", "batch")
    )
    assert len(ours) <= MODULES_AT_START


def test_dialogs_are_built_after_the_window_is_on_screen_and_before_they_are_opened(
    told: dict[str, Any],
) -> None:
    assert told["items"] <= ITEMS_AT_START < told["items when warm"]
    assert told["items after use"] < told["items when warm"] + 100, "a first use builds next to nothing"


def test_a_first_key_press_imports_nothing(told: dict[str, Any]) -> None:
    assert told["points"] == 1
    assert told["first use"] == []


def test_what_nobody_asked_for_is_never_loaded(told: dict[str, Any]) -> None:
    assert not set(told["warm"]).intersection(NEVER)


@pytest.mark.parametrize("n_turns", [0, 1, 2])
def test_a_window_may_be_closed_while_all_of_this_is_under_way(video: Path, n_turns: int) -> None:
    done = run(QUITTING, video, str(n_turns))
    assert (done.returncode, done.stderr) == (0, "")
