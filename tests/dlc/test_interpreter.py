"""Which Python runs DeepLabCut: chosen, our own, or found on the disk; and what is remembered of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from dustrack_imgui.dlc import interpreter
from dustrack_imgui.dlc.interpreter import DlcPythonError, Interpreter, dlc_python, probe, save_python
from dustrack_imgui.dlc.python_environments import environment_at, environments_with_deeplabcut
from dustrack_imgui.jobs.gpu import GpuDevice

TOLD = {
    "python": "3.11.7",
    "deeplabcut": "3.0.2",
    "torch": "2.14.1",
    "cuda": "13.0",
    "devices": [{"device": "cuda:0", "name": "GPU X", "total_bytes": 16, "free_bytes": 8}],
    "hooks": {"snapshots": True, "videos": False},
}


@pytest.fixture(autouse=True)
def _own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings and cache of the test's own, and no choice made outside."""
    monkeypatch.delenv(interpreter.VARIABLE, raising=False)
    monkeypatch.setattr(interpreter, "config_dir", lambda: tmp_path / "settings")
    monkeypatch.setattr(interpreter, "cache_dir", lambda: tmp_path / "cache")


def make_environment(folder: Path, version: str | None) -> Path:
    """An environment as far as the search looks at it; return its interpreter."""
    if os.name == "nt":
        packages, python = folder / "Lib" / "site-packages", folder / "Scripts" / "python.exe"
    else:
        packages, python = folder / "lib" / "python3.11" / "site-packages", folder / "bin" / "python"
    packages.mkdir(parents=True)
    python.parent.mkdir()
    python.touch(0o755)
    if version is not None:
        (packages / "deeplabcut").mkdir()
        (packages / "deeplabcut" / "__init__.py").touch()
        (packages / f"deeplabcut-{version}.dist-info").mkdir()
    return python


def test_a_choice_wins_in_the_order_variable_argument_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pythons = [str(make_environment(tmp_path / name, "3.0.2")) for name in "abc"]
    assert dlc_python(pythons[0]) == Interpreter(pythons[0], "chosen")
    save_python(pythons[1])
    assert dlc_python().python == pythons[1]
    assert dlc_python(pythons[0]).python == pythons[0]
    monkeypatch.setenv(interpreter.VARIABLE, pythons[2])
    assert dlc_python(pythons[0]).python == pythons[2]
    monkeypatch.delenv(interpreter.VARIABLE)
    save_python(None)
    assert dlc_python(pythons[0]).python == pythons[0]


def test_the_folder_of_an_environment_stands_for_its_python(tmp_path: Path) -> None:
    python = make_environment(tmp_path / "env", None)
    assert dlc_python(str(tmp_path / "env")).python == str(python)


def test_a_link_into_an_environment_stays_one(tmp_path: Path) -> None:
    link = tmp_path / "python"
    link.symlink_to(sys.executable)
    assert dlc_python(str(link)).python == str(link)


@pytest.mark.parametrize("name", ["nowhere/python", "no-such-program-at-all"])
def test_a_choice_that_is_not_there_is_refused_with_the_way_out(tmp_path: Path, name: str) -> None:
    with pytest.raises(DlcPythonError) as caught:
        dlc_python(str(tmp_path / name))
    assert name in caught.value.cause
    assert "--dlc-python" in caught.value.hint
    with pytest.raises(DlcPythonError):
        save_python(str(tmp_path / name))


def test_our_own_python_comes_first_when_it_has_deeplabcut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreter.importlib.util, "find_spec", lambda name: object())
    assert dlc_python() == Interpreter(sys.executable, "own")


def test_else_the_newest_that_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = tmp_path / "home"
    make_environment(home / "miniconda3" / "envs" / "old", "2.3.11")
    newest = make_environment(home / "work" / ".venv", "3.10.0")
    make_environment(home / ".virtualenvs" / "dlc", "3.9.1")
    make_environment(home / "other", None)
    elsewhere = make_environment(tmp_path / "far" / "env", "3.0.2")
    (home / ".conda").mkdir()
    (home / ".conda" / "environments.txt").write_text(f"{tmp_path / 'far' / 'env'}\n/gone\n")
    monkeypatch.setattr("sys.prefix", str(tmp_path / "ours" / "env"))
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    found = [one for one in environments_with_deeplabcut(home) if tmp_path in one.folder.parents]
    assert [one.version for one in found] == ["3.10.0", "3.9.1", "3.0.2", "2.3.11"]
    assert (found[0].python, found[2].python) == (newest, elsewhere)
    monkeypatch.setattr(interpreter.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(interpreter, "environments_with_deeplabcut", lambda: found)
    assert dlc_python() == Interpreter(str(newest), "found")


def test_none_at_all_is_said_with_the_way_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreter.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(interpreter, "environments_with_deeplabcut", list)
    with pytest.raises(DlcPythonError) as caught:
        dlc_python()
    assert caught.value.title == "DeepLabCut is missing"
    assert "pip install" in caught.value.hint


def test_what_an_interpreter_has_is_asked_once_until_it_changes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    python = make_environment(tmp_path / "env", "3.0.2")
    asked: list[str | None] = []

    def answer(request: Any, **_: object) -> list[object]:
        asked.append(request.python)
        return [{"op": "versions", "value": TOLD}]

    monkeypatch.setattr(interpreter, "run_process", answer)
    versions = probe(str(python))
    assert (versions.deeplabcut, versions.cuda, versions.missing_hooks) == ("3.0.2", "13.0", ("videos",))
    assert versions.devices == (GpuDevice("cuda:0", "GPU X", 16, 8),)
    assert probe(str(python)) == versions
    assert asked == [str(python)]
    environment = environment_at(tmp_path / "env")
    assert environment is not None
    os.utime(python, (1, 1))
    probe(str(python))
    probe(str(python), is_fresh=True)
    assert len(asked) == 3


def test_a_spoilt_memory_only_costs_asking_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    python = make_environment(tmp_path / "env", "3.0.2")
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "dlc-versions.json").write_text('{"torn')
    monkeypatch.setattr(interpreter, "run_process", lambda request, **_: [{"op": "versions", "value": TOLD}])
    assert probe(str(python)).torch == "2.14.1"
