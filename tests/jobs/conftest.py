"""A desk for process jobs, at which nothing may run on after a test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def desks() -> ModuleType:
    """The module of the desk."""
    path = Path(__file__).parent / "desk.py"
    spec = util.spec_from_file_location("dustrack_test_desk", path)
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def desk(desks: ModuleType, tmp_path: Path) -> Iterator[object]:
    """A desk whose jobs stop when asked."""
    desk = desks.Desk(tmp_path / "jobs")
    yield desk
    desk.close()
