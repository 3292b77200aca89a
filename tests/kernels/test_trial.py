"""The trial that `doctor` runs."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from dustrack_imgui.tracking.backends import trial

from . import fake_cupy


def test_it_runs_as_a_program_and_agrees_with_opencv() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dustrack_imgui.tracking.backends.trial"],
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    assert answer["how"]
    assert answer["difference_px"] < 0.005


def test_a_gpu_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_cupy.install(monkeypatch, n_devices=2)
    answer = trial.try_out()
    assert answer["how"] == "CUDA on Fake GPU 0, Fake GPU 1"
    assert answer["notices"] == []


def test_what_kept_a_gpu_from_being_used_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no kernel image")

    fake_cupy.install(monkeypatch)
    monkeypatch.setattr(fake_cupy.RawModule, "compile", fail)
    answer = trial.try_out()
    assert str(answer["how"]).endswith("on the CPU")
    assert answer["notices"] == ["Fake GPU 0 failed, tracking goes on with the CPU: no kernel image"]
