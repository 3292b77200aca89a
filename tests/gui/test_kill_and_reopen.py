"""The program is killed in the middle of work; the next start brings the work back, by real keys."""

from __future__ import annotations

import contextlib
import itertools
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
PATIENCE_SECS = 2.0


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
        self.hands.focus()

    def segments(self) -> list[Path]:
        """Journal segments of this process."""
        return sorted(self.journals.glob(f"*-{self.process.pid}/journal-*.jsonl"))

    def journal(self) -> str:
        """Everything journaled so far."""
        return "".join(path.read_text() for path in self.segments())

    def count(self, command: str) -> int:
        """How often a command was applied."""
        return self.journal().count(f'"{command}"')

    def insist(self, key: str, condition: Callable[[], bool], what: str) -> None:
        """Press a key until it takes effect; a window whose picture is not there yet refuses some."""
        give_up = time.monotonic() + START_SECS
        while not condition():
            assert time.monotonic() < give_up, f"waited in vain for {what}"
            self.hands.key(key)
            again = time.monotonic() + PATIENCE_SECS
            while not condition() and time.monotonic() < again:
                time.sleep(0.02)

    def point(self, x: int, y: int, label: str) -> None:
        """Place a label at a screen position."""
        chosen, placed = self.count(f"label.digit_{label}"), self.count("point.place")
        self.hands.move(x, y)
        self.insist(label, lambda: self.count(f"label.digit_{label}") > chosen, "the label to be chosen")
        self.insist("t", lambda: self.count("point.place") > placed, "the edit to be journaled")

    def quit(self) -> None:
        """Close the window, saving what is not saved yet."""
        ended = self.has_ended
        for key in itertools.cycle(("ctrl+q", "Return")):
            if ended():
                break
            with contextlib.suppress(subprocess.CalledProcessError):
                self.hands.key(key)
            give_up = time.monotonic() + PATIENCE_SECS
            while not ended() and time.monotonic() < give_up:
                time.sleep(0.02)
        assert self.process.wait(30) == 0

    def has_ended(self) -> bool:
        """Whether the process is gone."""
        return self.process.poll() is not None


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
    before = first.count("frame.next")
    first.hands.key("Right")
    wait_for(lambda: first.count("frame.next") > before, "the next frame")
    first.point(760, 330, "1")
    first.process.kill()
    first.process.wait()
    assert not saved.exists()

    second = Program(video, state)
    programs.append(second)
    second.start()
    restored = state / "dustrack-imgui" / "dismissed"
    second.insist("Return", restored.is_dir, "the work to be restored")
    second.insist("s", saved.exists, "the layer to be saved")
    second.quit()
    points = json.loads(saved.read_text())
    assert {label: list(at) for label, at in points.items()} == {"0": ["0"], "1": ["1"]}

    third = Program(video, state)
    programs.append(third)
    third.start()
    third.insist("ctrl+q", third.has_ended, "the window to close: nothing is offered again or asked")
    assert third.process.wait() == 0
