"""The toy command table of the store's tests, and a program that is killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest

Kill = Callable[[str, int], int]
HERE = Path(__file__).parent
TOY = HERE.parent / "store" / "toy.py"


def _load(path: Path, name: str) -> ModuleType:
    spec = util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def toy() -> ModuleType:
    """Module of toy commands and sessions."""
    return _load(TOY, "dustrack_toy")


@pytest.fixture(scope="session")
def desks() -> ModuleType:
    """The module of the desk at which process jobs are tested."""
    return _load(HERE.parent / "jobs" / "desk.py", "dustrack_test_desk")


@pytest.fixture(scope="session")
def victim() -> ModuleType:
    """The program that is killed, as a module."""
    return _load(HERE / "victim.py", "dustrack_victim")


@pytest.fixture
def kill(tmp_path: Path) -> Kill:
    """Run a task of the victim until it said a number of lines, kill it, return the last number it said."""

    def run(task: str, lines: int) -> int:
        command = [sys.executable, str(HERE / "victim.py"), task, str(tmp_path), str(TOY)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            said = [process.stdout.readline() for _ in range(lines)]
            process.kill()
            said += process.stdout.read().splitlines(keepends=True)
        return int([line for line in said if line.endswith("\n")][-1])

    return run
