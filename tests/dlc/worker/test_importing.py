"""The modules of the worker load where nothing is installed: its Python need not have this program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dustrack_imgui.dlc.worker as worker
import dustrack_imgui.jobs.child as child

_PROGRAM = """
import importlib, importlib.util, sys
spec = importlib.util.spec_from_file_location("start", sys.argv[1])
start = importlib.util.module_from_spec(spec)
spec.loader.exec_module(start)
start.make_importable()
for name in sys.argv[2:]:
    importlib.import_module("dustrack_imgui.dlc." + name)
"""


def test_every_module_loads_with_the_standard_library_alone() -> None:
    folder = Path(worker.__file__).parent
    names = ["split", *(f"worker.{path.stem}" for path in folder.glob("*.py") if path.stem != "__init__")]
    start = Path(child.__file__).with_name("start.py")
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _PROGRAM, str(start), *names],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(names) > 20
