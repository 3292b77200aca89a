"""Whole sessions by real keys and mouse through the X server: the demo, and a real muscle clip."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from dustrack_imgui.app.application import TITLE, Application, Options
from dustrack_imgui.demo.hands import Hands
from dustrack_imgui.demo.script import Script

# A fascicle of the clip at both ends of the movement, by eye.
FIRST = {"0": (395.0, 175.0), "1": (455.0, 225.0)}
LAST = {"0": (400.0, 178.0), "1": (460.0, 228.0)}


def test_the_demo_leaves_its_results(tmp_path):
    output = tmp_path / "demo-output"
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    command = [sys.executable, "-m", "dustrack_imgui", "demo", "--output", str(output)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    figures = json.loads((output / "figures.json").read_text())
    assert figures["error_px"]["LK-RSTC"]["median"] < 0.5
    assert len(json.loads((output / "speckle_phantom_annotations_demo.json").read_text())["0"]) == 300
    with Image.open(output / "dustrack-imgui.png") as picture:
        assert picture.size == (1440, 900)
        assert np.asarray(picture.convert("L")).std() > 20
    with av.open(str(output / "speckle_phantom_labelled.mp4")) as video:
        assert sum(1 for _ in video.decode(video=0)) > 60
    heart = json.loads((output / "heart_cine_annotations_demo.json").read_text())
    assert {label: len(points) for label, points in heart.items()} == {"0": 30, "1": 30}
    for name in ("demo.json", "0.500.json", "dustrack-imgui.png", "labelled.mp4"):
        assert name in done.stdout


@pytest.mark.timeout(240)
def test_a_real_muscle_clip_from_first_label_to_smoothed_file(shared_dir, tmp_path):
    source = shared_dir / "data" / "gastrocnemius" / "p6_passive_ROM_01_push_01_crop.mp4"
    video = Path(shutil.copy(source, tmp_path))
    application = Application(
        Options((video,), "mine", size_px=(1440, 900), state_folder=tmp_path / "state", has_vsync=False)
    )
    script = Script(application, Hands(TITLE))
    failures: list[BaseException] = []

    def work() -> None:
        try:
            script.wait_for_video(video.name)
            script.hands.focus()
            script.place(FIRST)
            script.go_to_end(last=True)
            script.place(LAST)
            script.select_everything()
            script.run_job("ctrl+a", "interpolating")
            script.undo_and_redo()
            script.run_job("ctrl+j", "reducing jitter")
            script.save_all()
            script.quit()
        except BaseException as error:  # noqa: BLE001 - raised again on the main thread
            failures.append(error)
        finally:
            application.call_soon(application.stop)

    threading.Thread(target=work, daemon=True).start()
    application.run()
    if failures:
        raise failures[0]
    by_hand = json.loads((tmp_path / f"{video.stem}_annotations_mine.json").read_text())
    smooth = json.loads((tmp_path / f"{video.stem}_annotations_mine_lkmovavg_0.500.json").read_text())
    assert {x: len(y) for x, y in by_hand.items()} == {"0": 394, "1": 394}
    assert by_hand["0"]["0"] == pytest.approx(FIRST["0"], abs=0.6)
    assert by_hand["1"]["393"] == pytest.approx(LAST["1"], abs=0.6)
    step = {
        name: np.abs(np.diff([file["0"][str(i)] for i in range(394)], axis=0)).mean()
        for name, file in (("hand", by_hand), ("smooth", smooth))
    }
    assert 0 < step["smooth"] < 1.2 * step["hand"]
