"""Which Python runs DeepLabCut, and what that Python has to offer."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dustrack_imgui.dlc.python_environments import environments_with_deeplabcut, python_of, site_packages
from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.jobs import Patience, ProcessRequest, run_process
from dustrack_imgui.jobs.gpu import GpuDevice
from dustrack_imgui.resources import cache_dir, config_dir

SETTING = "dlc.json"
VARIABLE = "DUSTRACK_DLC_PYTHON"
WORKER = "dustrack_imgui.dlc.worker.steps:run"
PROBE_PATIENCE = Patience(grace_secs=0.2)
"""The process leaves nothing behind, and hears nothing while it imports."""

Origin = Literal["chosen", "own", "found"]


class DlcPythonError(RuntimeError):
    """There is no Python to run DeepLabCut with."""

    def __init__(self, title: str, cause: str, hint: str) -> None:
        super().__init__(f"{title}: {cause} {hint}")
        self.title = title
        self.cause = cause
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Interpreter:
    """The Python for DeepLabCut.

    Attributes
    ----------
    python
        Path of the program.
    origin
        Whether the user chose it, it runs this program too, or it was found on the disk.
    """

    python: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Versions:
    """What an interpreter has: versions of Python, DeepLabCut, PyTorch and CUDA, and the graphics cards.

    ``cuda`` is empty when PyTorch sees no card. ``missing_hooks`` names what of DeepLabCut was not where it
    is in the version that this was made for; some progress will not be shown then.
    """

    python: str
    deeplabcut: str
    torch: str
    cuda: str
    devices: tuple[GpuDevice, ...]
    missing_hooks: tuple[str, ...]


def dlc_python(setting: str | None = None) -> Interpreter:
    """Return the Python that runs DeepLabCut.

    The environment variable ``DUSTRACK_DLC_PYTHON`` (which ``--dlc-python`` sets) wins over ``setting``, and
    that over what `save_python` has remembered; then comes our own Python if DeepLabCut is installed there,
    then the newest DeepLabCut in a conda or virtual environment beside ours or below the home folder. Nothing
    is imported or run; `probe` tells whether it works.

    Raises
    ------
    DlcPythonError
        If the one that was chosen is missing, or there is none at all.
    """
    chosen = os.environ.get(VARIABLE) or setting or saved_python()
    if chosen:
        return Interpreter(_program(chosen), "chosen")
    if importlib.util.find_spec("deeplabcut") is not None:
        return Interpreter(sys.executable, "own")
    found = environments_with_deeplabcut()
    if found:
        return Interpreter(str(found[0].python), "found")
    raise DlcPythonError(
        "DeepLabCut is missing",
        "It is neither installed beside this program nor in an environment that could be found.",
        "Install it (pip install 'dustrack-imgui[dlc]'), or choose the Python that has it (menu DeepLabCut).",
    )


def saved_python() -> str | None:
    """Return the Python that the user chose once and for all; None when there is no such choice."""
    python = _read(config_dir() / SETTING).get("python")
    return python if isinstance(python, str) and python else None


def save_python(python: str | None) -> None:
    """Remember the user's choice; None forgets it.

    Raises
    ------
    DlcPythonError
        If there is no such program.
    WriteError
        If the settings cannot be written.
    """
    path = config_dir() / SETTING
    path.parent.mkdir(parents=True, exist_ok=True)
    chosen = None if python is None else _program(python)
    write_atomically(path, json.dumps({"python": chosen}).encode("ascii"))


def probe(python: str, *, cancel: threading.Event | None = None, is_fresh: bool = False) -> Versions:
    """Start the worker in an interpreter and ask for its versions.

    Takes 7 to 25 s, as importing DeepLabCut does; what it said is remembered until the interpreter or its
    packages change. ``is_fresh`` asks again in any case.

    Raises
    ------
    JobFailedError
        If it does not work; title, cause and hint say why.
    JobCancelledError
        If ``cancel`` was set.
    """
    cache = cache_dir() / "dlc-versions.json"
    stamp = _stamp(python)
    known = {} if is_fresh else _read(cache)
    if known.get(python, {}).get("stamp") == stamp:
        return _versions(known[python]["versions"])
    with tempfile.TemporaryDirectory(prefix="dustrack-", ignore_cleanup_errors=True) as folder:
        request = ProcessRequest(WORKER, ({"op": "versions"},), Path(folder), "versions", python=python)
        results = run_process(request, title="Looking at DeepLabCut", cancel=cancel, patience=PROBE_PATIENCE)
    told = _value(results)
    versions = _versions(told)
    cache.parent.mkdir(parents=True, exist_ok=True)
    entries = {**_read(cache), python: {"stamp": stamp, "versions": told}}
    write_atomically(cache, json.dumps(entries, indent=1).encode("ascii"))
    return versions


def _program(chosen: str) -> str:
    """The program that a path, the folder of an environment, or a name on the search path stands for."""
    path = Path(chosen).expanduser()
    if path.is_dir():
        path = python_of(path) or path / "python"
    if path.is_file():
        return os.path.abspath(path)  # noqa: PTH100 - a link into an environment must stay one
    found = shutil.which(chosen)
    if found is None:
        raise DlcPythonError(
            "The Python for DeepLabCut is missing",
            f"There is no such program or environment: {chosen}.",
            f"Choose another in the menu DeepLabCut, by --dlc-python, or by {VARIABLE}.",
        )
    return found


def _stamp(python: str) -> list[float]:
    """Changes when the interpreter or what is installed in it does."""
    folder = Path(python).parent
    if folder.name in ("bin", "Scripts"):
        folder = folder.parent
    return [path.stat().st_mtime for path in (Path(python), *site_packages(folder)) if path.exists()]


def _read(path: Path) -> dict[str, Any]:
    """What a file of ours remembers; nothing when it is missing or spoilt, and asking anew is no loss."""
    try:
        entries = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return entries if isinstance(entries, dict) else {}


def _value(results: list[object]) -> dict[str, Any]:
    """What the one step said."""
    for result in results:
        if isinstance(result, Mapping) and isinstance(result.get("value"), dict):
            return dict(result["value"])
    raise DlcPythonError("DeepLabCut did not answer", "The worker ended without its versions.", "Try again.")


def _versions(told: Mapping[str, Any]) -> Versions:
    return Versions(
        python=str(told.get("python", "")),
        deeplabcut=str(told.get("deeplabcut", "")),
        torch=str(told.get("torch", "")),
        cuda=str(told.get("cuda") or ""),
        devices=tuple(
            GpuDevice(
                str(device.get("device", f"cuda:{number}")),
                str(device["name"]),
                int(device["total_bytes"]),
                int(device["free_bytes"]),
            )
            for number, device in enumerate(told.get("devices") or ())
        ),
        missing_hooks=tuple(name for name, is_there in (told.get("hooks") or {}).items() if not is_there),
    )
