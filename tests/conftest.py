"""Fixtures that every room's tests may use; for hypothesis, a slow machine is no failure."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from dustrack_imgui.demo.clips import write_phantom

from .clips import PHANTOM, write_colour_clip

settings.register_profile("shared-cores", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared-cores")


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of real clips and golden files that lies beside the project."""
    folder = Path(__file__).parents[1].parent / "shared"
    assert folder.is_dir(), f"the shared test data is missing: {folder}"
    return folder


@pytest.fixture
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is cached, such as the indexes of videos, goes to a folder of this run."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(scope="session")
def phantom_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The phantom of `clips`, made once; tests get copies."""
    path = tmp_path_factory.mktemp("phantom") / "v.mp4"
    write_phantom(PHANTOM, path)
    return path


@pytest.fixture
def video(phantom_file: Path, tmp_path: Path) -> Path:
    """40 frames of 240x180 moving speckle, grey though coded with colour: `v.mp4`, alone in its folder."""
    return Path(shutil.copy(phantom_file, tmp_path))


@pytest.fixture
def colour_video(tmp_path: Path) -> Path:
    """12 frames of 97x65 in colour at uneven times, without loss: `c.mkv`."""
    return write_colour_clip(tmp_path / "c.mkv")
