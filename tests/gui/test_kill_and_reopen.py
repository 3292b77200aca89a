"""The program is killed in the middle of work; the next start brings the work back, by real keys."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dustrack_imgui.app.application import TITLE
from dustrack_imgui.demo.hands import Hands

START_SECS = 60.0


class Program:
    """The installed program in a process of its own."""

    def __init__(self, video: Path, state: Path) -> None:
        environment = {**os.environ, "XDG_STATE_HOME": str(state), "XDG_CACHE_HOME": str(state / "cache")}
        command = [sys.executable, "-m", "dustrack_imgui", str(video), "--layer", "work"]
        self.process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        self.hands = Hands(TITLE)
        self.journals = state / "dustrack-imgui" / "sessions"

    def start(self) -> None:
        """Wait until the video is open: its snapshot is the second of the journal."""
        wait_for(lambda: bool(self.segments()[1:]), "the video to open")
        time.sleep(1.0)
        self.hands.focus()

    def segments(self) -> list[Path]:
        """Journal segments of this process."""
        return sorted(self.journals.glob(f"*-{self.process.pid}/journal-*.jsonl"))

    def journal(self) -> str:
        """Everything journaled so far."""
        return "".join(path.read_text() for path in self.segments())

    def point(self, x: int, y: int, label: str) -> None:
        """Place a label at a screen position."""
        before = self.journal().count("point.place")
        self.hands.move(x, y)
        self.hands.key(label)
        time.sleep(0.3)
        self.hands.key("t")
        wait_for(lambda: self.journal().count("point.place") > before, "the edit to be journaled")


def wait_for(condition: Callable[[], bool], what: str) -> None:
    give_up = time.monotonic() + START_SECS
    while not condition():
        assert time.monotonic() < give_up, f"waited in vain for {what}"
        time.sleep(0.02)


@pytest.fixture
def programs() -> Iterator[list[Program]]:
    started: list[Program] = []
    yield started
    for program in started:
        program.process.kill()
        program.process.communicate()


def test_work_survives_kill_nine(programs, shared_dir, tmp_path):
    video = Path(
        shutil.copy(shared_dir / "data" / "phantom_easy" / "phantom_easy.mp4", tmp_path / "clip.mp4")
    )
    saved = tmp_path / "clip_annotations_work.json"
    state = tmp_path / "state"
    first = Program(video, state)
    programs.append(first)
    first.start()
    first.point(700, 300, "0")
    first.hands.key("Right")
    first.point(760, 330, "1")
    first.process.kill()
    first.process.wait()
    assert not saved.exists()

    second = Program(video, state)
    programs.append(second)
    second.start()
    second.hands.key("Return")
    wait_for(lambda: (state / "dustrack-imgui" / "dismissed").is_dir(), "the work to be restored")
    time.sleep(0.5)
    second.hands.key("s")
    wait_for(saved.exists, "the layer to be saved")
    second.hands.key("ctrl+q")
    assert second.process.wait(30) == 0
    points = json.loads(saved.read_text())
    assert {label: list(at) for label, at in points.items()} == {"0": ["0"], "1": ["1"]}

    third = Program(video, state)
    programs.append(third)
    third.start()
    third.hands.key("ctrl+q")
    assert third.process.wait(30) == 0, "nothing is offered again, so nothing is asked"
