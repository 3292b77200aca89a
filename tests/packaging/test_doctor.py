"""The doctor tells whether the window could open, what is missing, and survives a dead display."""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

import pytest

from dustrack_imgui import doctor
from dustrack_imgui.dlc.interpreter import Versions
from dustrack_imgui.jobs import JobCancelledError, JobFailedError
from dustrack_imgui.jobs.gpu import GpuDevice
from dustrack_imgui.model.session import Interface


def by_name(checks: list[doctor.Check]) -> dict[str, doctor.Check]:
    return {check.name: check for check in checks}


@pytest.fixture(autouse=True)
def versions(monkeypatch: pytest.MonkeyPatch) -> Versions:
    """What DeepLabCut's worker answers; tests of the worker start it in earnest."""
    card = GpuDevice("cuda:0", "GPU X", 16 << 30, 8 << 30)
    versions = Versions("3.11.7", "3.0.2", "2.14.1", "13.0", (card,), ())
    monkeypatch.setattr(doctor.interpreter, "probe", lambda python, **_: versions)
    monkeypatch.setattr(doctor.interpreter, "saved_python", lambda: None)
    monkeypatch.delenv("DUSTRACK_DLC_PYTHON", raising=False)
    return versions


def without_probes(monkeypatch: pytest.MonkeyPatch, answer: dict[str, object] | str) -> None:
    monkeypatch.setattr(doctor, "_ask", lambda command, environment: answer)


def test_with_a_display_the_window_opens_and_the_renderer_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert os.environ.get("DISPLAY"), "this test needs a display; run it through .ci/with_display.sh"
    assert doctor.run(as_json=True) == 0
    shown = {line["name"]: line for line in json.loads(capsys.readouterr().out)}
    assert shown["Window"]["verdict"] == "ok"
    assert "drawn by" in shown["Window"]["value"]
    assert {
        "Python",
        "NumPy",
        "OpenCV",
        "PyAV",
        "pandas",
        "PyTables",
        "pydicom",
        "Dear PyGui",
    } <= shown.keys()
    assert "FFmpeg" in shown["PyAV"]["value"]


@pytest.mark.skipif(sys.platform != "linux", reason="only X11 can be without a display")
def test_without_a_display_it_exits_1_with_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert doctor.run() == 1
    shown = capsys.readouterr()
    assert shown.err == "dustrack-imgui cannot open its window. Display: none: DISPLAY is not set\n"
    assert "!!  Display" in shown.out
    assert "xvfb-run" in shown.out


@pytest.mark.skipif(sys.platform != "linux", reason="only X11 can be without a display")
def test_a_display_that_does_not_answer_aborts_the_probe_but_not_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4077")
    window = by_name(doctor.report())["Window"]
    assert window.verdict == "broken"
    assert "display does not answer" in window.value


def test_wayland_alone_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    display = by_name(doctor.report())["Display"]
    assert display.verdict == "broken"
    assert "XWayland" in display.advice


def test_missing_optional_parts_are_told_with_the_way_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    without_probes(monkeypatch, {"renderer": "test"})
    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(doctor.interpreter, "environments_with_deeplabcut", list)
    checks = by_name(doctor.report())
    assert (checks["CUDA"].verdict, checks["DeepLabCut"].verdict) == ("absent", "absent")
    assert "dustrack-imgui[cuda12]" in checks["CUDA"].advice
    assert "dustrack-imgui[dlc]" in checks["DeepLabCut"].advice


def test_the_python_that_runs_deeplabcut_is_named_with_what_it_has(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without_probes(monkeypatch, {"renderer": "test"})
    monkeypatch.setenv("DUSTRACK_DLC_PYTHON", sys.executable)
    deeplabcut = by_name(doctor.report())["DeepLabCut"]
    assert deeplabcut.verdict == "ok"
    assert deeplabcut.value == f"3.0.2, PyTorch 2.14.1, GPU X (16.0 GiB) ({sys.executable})"
    monkeypatch.setenv("DUSTRACK_DLC_PYTHON", str(tmp_path / "lost"))
    lost = by_name(doctor.report())["DeepLabCut"]
    assert lost.verdict == "absent"
    assert str(tmp_path / "lost") in lost.value
    assert "--dlc-python" in lost.advice


def test_a_deeplabcut_that_does_not_start_is_told_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(python: str, **_: object) -> Versions:
        raise JobFailedError("DeepLabCut is too old", "This is DeepLabCut 2.3.", "Update it.", "")

    without_probes(monkeypatch, {"renderer": "test"})
    monkeypatch.setattr(doctor.interpreter, "probe", refuse)
    deeplabcut = by_name(doctor.report())["DeepLabCut"]
    assert (deeplabcut.verdict, deeplabcut.advice) == ("absent", "Update it.")
    assert deeplabcut.value == "DeepLabCut is too old: This is DeepLabCut 2.3."


def test_a_deeplabcut_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(python: str, *, cancel: threading.Event) -> Versions:
        assert cancel.wait(60)
        raise JobCancelledError("given up")

    without_probes(monkeypatch, {"renderer": "test"})
    monkeypatch.setattr(doctor, "DLC_PROBE_SECS", 0.1)
    monkeypatch.setattr(doctor.interpreter, "probe", hang)
    assert "no answer" in by_name(doctor.report())["DeepLabCut"].value


def test_cupy_without_a_driver_gives_its_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "cupy.py"
    fake.write_text("raise RuntimeError('cudaErrorInsufficientDriver: the driver is too old')")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.delenv("DISPLAY", raising=False)
    checks = by_name(doctor.report())
    assert checks["CUDA"].verdict == "absent"
    assert "cudaErrorInsufficientDriver" in checks["CUDA"].value
    assert checks["Tracking"].verdict == "ok"
    assert " on the CPU, within " in checks["Tracking"].value
    assert "cudaErrorInsufficientDriver" in checks["Tracking"].advice


@pytest.mark.parametrize(
    ("environment", "chosen", "ending"),
    [
        (None, "auto", "of OpenCV"),
        (None, "opencv", "(“opencv” is chosen in the window)"),
        ("native", "opencv", "(DUSTRACK_BACKEND=native in the environment)"),
    ],
)
def test_who_chose_the_tracker_is_told(
    monkeypatch: pytest.MonkeyPatch, environment: str | None, chosen: str, ending: str
) -> None:
    asked: list[list[str]] = []

    def ask(command: list[str], environment: object) -> dict[str, object]:
        asked.append(command)
        return {"how": "imagined", "difference_px": 0.0, "notices": []}

    monkeypatch.delenv("DUSTRACK_BACKEND", raising=False)
    if environment is not None:
        monkeypatch.setenv("DUSTRACK_BACKEND", environment)
    monkeypatch.setattr(doctor, "_ask", ask)
    monkeypatch.setattr(doctor, "load_interface", lambda path: Interface(backend=chosen))
    assert doctor._tracking().value.endswith(ending)
    assert asked[0][-1] == chosen


def test_a_cuda_device_is_named_with_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    device = {"renderer": "test", "name": "GPU X", "count": 2, "memory": 16 << 30, "driver": 12040}
    without_probes(monkeypatch, device)
    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda name: object())
    cuda = by_name(doctor.report())["CUDA"]
    assert (cuda.verdict, cuda.value) == ("ok", "GPU X, 16.0 GiB, driver for CUDA 12.4, 2 device(s)")


def test_devices_that_decode_video_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dustrack_imgui.video.hardware.offered_devices", lambda: ("cuda", "vaapi"))
    assert doctor._video_devices().value.startswith("cuda, vaapi")
    monkeypatch.setattr("dustrack_imgui.video.hardware.offered_devices", tuple)
    assert doctor._video_devices().verdict == "absent"


def test_a_library_that_does_not_import_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    without_probes(monkeypatch, {"renderer": "test"})
    monkeypatch.setattr(doctor, "LIBRARIES", {"module_that_is_not_there": "Lost"})
    lost = by_name(doctor.report())["Lost"]
    assert lost.verdict == "broken"
    assert "cannot be imported" in lost.value


def test_a_probe_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PROBE_SECS", 0.2)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(doctor, "CUDA_PROBE", "import time; time.sleep(60)")
    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda name: object())
    assert "no answer within" in by_name(doctor.report())["CUDA"].value


def test_a_read_only_folder_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    without_probes(monkeypatch, {"renderer": "test"})
    monkeypatch.setattr(doctor.os, "access", lambda path, mode: False)
    monkeypatch.setattr(doctor.resources, "cache_dir", lambda: tmp_path / "not" / "yet" / "made")
    cache = by_name(doctor.report())["Cache folder"]
    assert cache.verdict == "absent"
    assert f"allow writing to {tmp_path}" in cache.advice
