"""What `dustrack-imgui doctor` tells: versions, display, renderer, GPU, tracking, DeepLabCut and folders."""

from __future__ import annotations

import dataclasses
import importlib
import importlib.util
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from dustrack_imgui import resources
from dustrack_imgui.app.settings import load_interface, settings_path
from dustrack_imgui.dlc import interpreter
from dustrack_imgui.jobs import JobCancelledError, JobFailedError
from dustrack_imgui.model.tracker import BACKENDS
from dustrack_imgui.tracking.backends.choice import decided_outside
from dustrack_imgui.version import __version__
from dustrack_imgui.video.memory import default_budget_bytes, ram_bytes

Verdict = Literal["ok", "absent", "broken"]

GIB = 1 << 30
PROBE_SECS = 60
DLC_PROBE_SECS = 180
LIBRARIES = {
    "numpy": "NumPy",
    "cv2": "OpenCV",
    "av": "PyAV",
    "pandas": "pandas",
    "tables": "PyTables",
    "pydicom": "pydicom",
}
DISTRIBUTIONS = {"cv2": "opencv-python-headless"}
CUDA_PROBE = """
import json, cupy
runtime = cupy.cuda.runtime
props = runtime.getDeviceProperties(0)
print(json.dumps({"name": props["name"].decode(), "count": runtime.getDeviceCount(),
                  "memory": props["totalGlobalMem"], "driver": runtime.driverGetVersion()}))
"""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report.

    ``absent`` is an optional part that is not there; ``broken`` keeps the window from opening. `advice` says
    what to do about either.
    """

    name: str
    verdict: Verdict
    value: str
    advice: str = ""


def report() -> list[Check]:
    """Every check, in the order shown. Takes a few seconds: it opens a small window and asks CuPy."""
    return [
        Check("dustrack-imgui", "ok", __version__),
        Check("Python", "ok", f"{platform.python_version()} ({sys.executable})"),
        Check("System", "ok", platform.platform()),
        *(_library(module, title) for module, title in LIBRARIES.items()),
        _dear_pygui(),
        _carried_files(),
        _display(os.environ),
        _window(os.environ),
        _cuda(),
        _video_devices(),
        _tracking(),
        _deeplabcut(),
        _memory(),
        *(
            _folder(title, folder)
            for title, folder in (
                ("Cache", resources.cache_dir()),
                ("State", resources.state_dir()),
                ("Settings", resources.config_dir()),
            )
        ),
    ]


def run(as_json: bool = False) -> int:
    """Print the report.

    Returns
    -------
    int
        0 if the window could open, else 1, with one line on standard error that says why it could not.
    """
    checks = report()
    if as_json:
        print(json.dumps([dataclasses.asdict(check) for check in checks], indent=2))
    else:
        print(as_text(checks))
    broken = [check for check in checks if check.verdict == "broken"]
    if not broken:
        return 0
    reason = "; ".join(f"{check.name}: {check.value}" for check in broken)
    print(f"dustrack-imgui cannot open its window. {reason}", file=sys.stderr)
    return 1


def as_text(checks: list[Check]) -> str:
    """The report as an aligned table; advice stands below its line."""
    marks = {"ok": "ok", "absent": "--", "broken": "!!"}
    width = max(len(check.name) for check in checks)
    lines = []
    for check in checks:
        lines.append(f"{marks[check.verdict]}  {check.name:{width}}  {check.value}")
        if check.advice:
            lines.append(f"    {'':{width}}  -> {check.advice}")
    return "\n".join(lines)


def _library(module: str, title: str) -> Check:
    """A library that every command needs; imported, since an installed one may lack a system library."""
    try:
        loaded = importlib.import_module(module)
    except ImportError as error:
        advice = f"pip install --force-reinstall {DISTRIBUTIONS.get(module, module)}"
        return Check(title, "broken", f"cannot be imported: {error}", advice)
    version = str(getattr(loaded, "__version__", "?"))
    if module == "av":
        codec = ".".join(map(str, loaded.library_versions["libavcodec"]))
        version += f" (FFmpeg {getattr(loaded, 'ffmpeg_version_info', '?')}, libavcodec {codec})"
    return Check(title, "ok", version)


def _dear_pygui() -> Check:
    version = _version("dearpygui")
    if version is None:
        return Check("Dear PyGui", "broken", "not installed", "pip install dearpygui")
    return Check("Dear PyGui", "ok", version)


def _carried_files() -> Check:
    try:
        font, kernels = resources.font_path(), resources.kernels_dir()
    except resources.ResourceMissingError as error:
        return Check("Own files", "broken", str(error))
    return Check("Own files", "ok", f"{font.parent.parent}, {kernels}")


def _display(environment: Mapping[str, str]) -> Check:
    """Which window system there is; on Linux only X11 (or XWayland) will do."""
    if sys.platform in ("win32", "darwin"):
        return Check("Display", "ok", "Windows desktop" if sys.platform == "win32" else "macOS desktop")
    display, wayland = environment.get("DISPLAY"), environment.get("WAYLAND_DISPLAY")
    if display:
        return Check("Display", "ok", f"X11 {display}" + (f" (XWayland on {wayland})" if wayland else ""))
    if wayland:
        return Check("Display", "broken", f"Wayland {wayland} without XWayland", "install and start XWayland")
    advice = "log in to a desktop, use ssh -X, or put `xvfb-run -a` before the command"
    return Check("Display", "broken", "none: DISPLAY is not set", advice)


def _window(environment: Mapping[str, str]) -> Check:
    """Open a window in a process of its own, which the toolkit aborts without a display or OpenGL 3."""
    if _display(environment).verdict == "broken":
        return Check("Window", "absent", "not tried, there is no display")
    command = [sys.executable, "-m", "dustrack_imgui.app.window_probe"]
    answer = _ask(command, environment)
    if isinstance(answer, dict):
        return Check("Window", "ok", f"opens, drawn by {answer['renderer']}")
    advice = "see that a program like xclock opens; on Debian: apt-get install libgl1 libgl1-mesa-dri"
    return Check("Window", "broken", f"does not open: {answer}", advice)


def _cuda() -> Check:
    if importlib.util.find_spec("cupy") is None:
        advice = "for an NVIDIA GPU: pip install 'dustrack-imgui[cuda12]' (or [cuda13])"
        return Check("CUDA", "absent", "tracking on the CPU: CuPy is not installed", advice)
    answer = _ask([sys.executable, "-c", CUDA_PROBE], os.environ)
    if not isinstance(answer, dict):
        return Check(
            "CUDA", "absent", f"tracking on the CPU: {answer}", "check the NVIDIA driver with nvidia-smi"
        )
    memory_gib = int(answer["memory"]) / GIB
    driver = f"{int(answer['driver']) // 1000}.{int(answer['driver']) % 1000 // 10}"
    return Check(
        "CUDA",
        "ok",
        f"{answer['name']}, {memory_gib:.1f} GiB, driver for CUDA {driver}, {answer['count']} device(s)",
    )


def _video_devices() -> Check:
    """What this FFmpeg could decode video with beside the processor; each video tries it before use."""
    from dustrack_imgui.video.hardware import offered_devices

    offered = offered_devices()
    if not offered:
        return Check("Video devices", "absent", "none in this FFmpeg: videos are decoded in software")
    return Check(
        "Video devices", "ok", f"{', '.join(offered)} (off at first; each video tries them before use)"
    )


def _tracking() -> Check:
    """Which backend tracks, tried out in a process of its own, since a broken driver may take it along."""
    chosen = load_interface(settings_path()).backend
    trial = [sys.executable, "-m", "dustrack_imgui.tracking.backends.trial", chosen]
    answer = _ask(trial, os.environ)
    if not isinstance(answer, dict) or "how" not in answer:
        return Check("Tracking", "absent", f"the trial failed: {answer}", 'track with backend="opencv"')
    how = f"{answer['how']}, within {answer['difference_px']:.1g} px of OpenCV"
    if decided_outside():
        how += f" ({decided_outside()} in the environment)"
    elif chosen != BACKENDS[0]:
        how += f" (“{chosen}” is chosen in the window)"
    return Check("Tracking", "ok", how, " ".join(answer["notices"]))


def _deeplabcut() -> Check:
    """Which Python runs DeepLabCut, and whether it does: the worker itself is started there and asked."""
    give_up = threading.Event()
    timer = threading.Timer(DLC_PROBE_SECS, give_up.set)
    timer.start()
    try:
        found = interpreter.dlc_python()
        versions = interpreter.probe(found.python, cancel=give_up)
    except interpreter.DlcPythonError as error:
        return Check("DeepLabCut", "absent", error.cause, error.hint)
    except JobFailedError as error:
        return Check("DeepLabCut", "absent", f"{error.title}: {error.cause}", error.hint)
    except JobCancelledError:
        return Check("DeepLabCut", "absent", f"no answer within {DLC_PROBE_SECS} s: {found.python}")
    finally:
        timer.cancel()
    cards = ", ".join(f"{card.name} ({card.total_bytes / GIB:.1f} GiB)" for card in versions.devices)
    value = f"{versions.deeplabcut}, PyTorch {versions.torch}, {cards or 'on the CPU'} ({found.python})"
    return Check("DeepLabCut", "ok", value)


def _memory() -> Check:
    available = _available_bytes()
    free = "" if available is None else f", {available / GIB:.1f} GiB available"
    budget = f"decoded frames may take {default_budget_bytes() / GIB:.1f} GiB"
    return Check("Memory", "ok", f"{ram_bytes() / GIB:.1f} GiB{free}; {budget}")


def _available_bytes() -> int | None:
    """Memory that programs could still get, where Linux tells."""
    table = Path("/proc/meminfo")
    if not table.is_file():
        return None
    for line in table.read_text(encoding="ascii").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return None


def _folder(title: str, folder: Path) -> Check:
    """A folder of ours: where, and how much room there is. It is made only when first used."""
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free_gib = shutil.disk_usage(existing).free / GIB
    if not os.access(existing, os.W_OK):
        advice = f"allow writing to {existing}, or set XDG_{title.upper()}_HOME"
        return Check(f"{title} folder", "absent", f"{folder} (not writable)", advice)
    return Check(f"{title} folder", "ok", f"{folder} ({free_gib:.1f} GiB free)")


def _version(distribution: str) -> str | None:
    """Version of an installed distribution, or None; nothing is imported."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def _ask(command: list[str], environment: Mapping[str, str]) -> dict[str, Any] | str:
    """Run a probe and read the JSON of its last line; else the reason why there is none, as one line."""
    try:
        done = subprocess.run(
            command, env=dict(environment), capture_output=True, text=True, timeout=PROBE_SECS, check=False
        )
    except subprocess.TimeoutExpired:
        return f"no answer within {PROBE_SECS} s"
    except OSError as error:
        return f"the probe does not start: {error}"
    if done.returncode == 0 and done.stdout.strip():
        answer = json.loads(done.stdout.strip().splitlines()[-1])
        assert isinstance(answer, dict)
        return answer
    said = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    if done.returncode == -signal.SIGABRT:
        return "the toolkit aborted, as it does when the display does not answer or has no OpenGL 3"
    ending = f"exit code {done.returncode}"
    return f"{said[-1]} ({ending})" if said else ending
