"""The trial that `doctor` runs."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from dustrack_imgui.tracking.backends import trial
from dustrack_imgui.tracking.backends.choice import prefer
from dustrack_imgui.tracking.backends.native import is_built

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
    found = trial.try_out("cuda")
    assert found.how == "CUDA on Fake GPU 0, Fake GPU 1"
    assert found.is_as_wished
    assert found.notices == ()


def test_what_kept_a_gpu_from_being_used_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no kernel image")

    fake_cupy.install(monkeypatch)
    monkeypatch.setattr(fake_cupy.RawModule, "compile", fail)
    for name, is_as_wished in (("auto", True), ("cuda", False)):
        found = trial.try_out(name)
        assert found.how.endswith("on the CPU")
        assert found.is_as_wished is is_as_wished
        assert found.notices == ("Fake GPU 0 failed, tracking goes on with the CPU: no kernel image",)


@pytest.mark.parametrize(("environment", "how"), [(None, "OpenCV on the CPU"), ("native", "compiled code")])
def test_the_program_tries_what_the_window_would(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], environment: str | None, how: str
) -> None:
    monkeypatch.delenv("DUSTRACK_BACKEND", raising=False)
    if environment is not None:
        monkeypatch.setenv("DUSTRACK_BACKEND", environment)
    try:
        trial.main(["opencv"])
    finally:
        prefer("auto")
    found = json.loads(capsys.readouterr().out)["how"]
    assert found.startswith(how if environment is None or is_built() else "OpenCV")
