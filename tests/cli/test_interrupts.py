"""Ctrl+C, a polite kill, and a reader that went away: no torn file, no traceback, the terminal as it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dustrack_imgui.batch.console import ProgressBar

Run = Callable[..., Any]


def send(number: signal.Signals) -> None:
    """Send a signal to this process, as a terminal does; Windows can only raise it in the calling thread."""
    if os.name == "nt":
        signal.raise_signal(number)
    else:
        os.kill(os.getpid(), number)


@pytest.fixture
def long_work(folder: Path) -> dict[str, list[object]]:
    truth, sparse = folder / "v_annotations_truth.json", folder / "sparse.json"
    sparse.write_text(json.dumps({"0": {"0": [50.0, 50.0], "23": [52.0, 50.0]}}))
    return {
        "smooth": ["smooth", truth, "--window", 0.2],
        "interpolate": ["interpolate", sparse, "--video", folder / "v.mp4"],
        "render": ["render", truth],
        "convert-mono": ["convert-mono", folder],
        "extract-frames": ["extract-frames", folder / "v.mp4", "--every", 1, "-o", folder / "frames"],
    }


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("name", ["smooth", "interpolate", "render", "convert-mono", "extract-frames"])
def test_the_first_signal_ends_the_work_cleanly(
    run: Run,
    folder: Path,
    long_work: dict[str, list[object]],
    name: str,
    number: signal.Signals,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = sorted(folder.iterdir())
    handlers = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    sent: list[float] = []

    def interrupt(_: ProgressBar, share: float) -> None:
        if share > 0.2 and not sent:
            sent.append(share)
            send(number)
            time.sleep(0.2)  # work in other threads waits for the main thread to hear it

    monkeypatch.setattr(ProgressBar, "update", interrupt)
    ran = run(*long_work[name])
    assert sent
    assert (ran.code, ran.err) == (1, "dustrack-imgui: interrupted\n")
    left = [path for path in folder.iterdir() if path not in before]
    assert [path.name for path in left] == (["frames"] if name == "extract-frames" else [])
    assert not [path for path in folder.rglob("*") if ".tmp" in path.name]
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == handlers


def test_the_second_signal_ends_at_once_and_cleanly_too(
    run: Run, folder: Path, long_work: dict[str, list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(folder.iterdir())

    def interrupt(_: ProgressBar, share: float) -> None:
        send(signal.SIGINT)
        send(signal.SIGINT)

    monkeypatch.setattr(ProgressBar, "update", interrupt)
    ran = run(*long_work["render"])
    assert (ran.code, ran.err) == (1, "dustrack-imgui: interrupted\n")
    assert sorted(folder.iterdir()) == before


def test_debug_shows_the_traceback_and_nothing_else_does(run: Run, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="no such file"):
        run("info", tmp_path / "gone.mp4", "--debug")
    assert "Traceback" not in run("info", tmp_path / "gone.mp4").err


def test_a_reader_that_goes_away_is_no_error_worth_a_traceback(folder: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "dustrack_imgui", "info", str(folder / "v_annotations_truth.json")]
    done = subprocess.run(
        command,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


def test_names_that_the_terminal_cannot_show_do_not_stop_the_work(folder: Path) -> None:
    odd = folder / "vidéo_annotations_ü.json"
    (folder / "v_annotations_truth.json").rename(odd)
    command = [sys.executable, "-m", "dustrack_imgui", "info", str(odd)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        command, capture_output=True, check=False, cwd=Path(__file__).parents[2], env=environment
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"vid\\xe9o_annotations" in done.stdout
