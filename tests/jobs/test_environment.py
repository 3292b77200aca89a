"""The variables that a job's process gets."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import dustrack_imgui
from dustrack_imgui.jobs import environment
from dustrack_imgui.jobs.environment import child_environment

PACKAGE = Path(dustrack_imgui.__file__).parent
NEEDED = [*(PACKAGE / "jobs" / "child").glob("*.py"), *(PACKAGE / "dlc" / "worker").glob("*.py")]


def test_what_leads_to_our_own_modules_is_taken_away() -> None:
    base = {"PYTHONPATH": "a", "PYTHONHOME": "b", "VIRTUAL_ENV": "c", "PATH": "p", "HOME": "h"}
    variables = child_environment("python", {}, base=base)
    assert not {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"} & variables.keys()
    assert (variables["PATH"], variables["HOME"]) == ("p", "h")


def test_threads_leave_a_core_to_the_window_unless_somebody_decided_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(environment, "_usable_cores", lambda: 8)
    assert child_environment("python", {}, base={})["OMP_NUM_THREADS"] == "7"
    assert child_environment("python", {}, base={"OMP_NUM_THREADS": "3"})["OMP_NUM_THREADS"] == "3"
    both = child_environment("python", {"OMP_NUM_THREADS": "1"}, base={"OMP_NUM_THREADS": "3"})
    assert both["OMP_NUM_THREADS"] == "1"
    monkeypatch.setattr(environment, "_usable_cores", lambda: 1)
    assert child_environment("python", {}, base={})["MKL_NUM_THREADS"] == "1"


def test_a_conda_environment_on_windows_finds_its_dlls(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(environment.sys, "platform", "win32")
    monkeypatch.setattr(environment, "_usable_cores", lambda: 2)
    (tmp_path / "conda-meta").mkdir()
    path = child_environment(str(tmp_path / "python.exe"), {}, base={"PATH": "rest"})["PATH"]
    folders = path.split(environment.os.pathsep)
    assert folders[-1] == "rest"
    assert str(tmp_path / "Library" / "bin") in folders


@pytest.mark.parametrize("path", NEEDED, ids=lambda path: path.stem)
def test_the_childs_modules_load_nothing_at_once_but_the_standard_library(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 10))
    imported = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            imported |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").partition(".")[0])
    assert imported <= sys.stdlib_module_names | {"dustrack_imgui"}
