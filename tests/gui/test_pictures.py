"""The pictures of the documentation: every panel and dialog, at two scales and in two themes."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "docs" / "make_pictures.py"
SETS = {"dark": (1, (1280, 800)), "light": (2, (1600, 1000))}
LIMIT_SECS = 900
LEAST_SPREAD = 4.0
pytestmark = pytest.mark.timeout(LIMIT_SECS + 60)


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_pictures", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def folders(tmp_path_factory, maker) -> dict[str, Path]:
    maker.phantom_clip()
    out = tmp_path_factory.mktemp("pictures")
    running = {}
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for theme, (scale, size) in SETS.items():
        command = [sys.executable, str(SCRIPT), "--max-kb", "0", "--theme", theme, "--out", str(out / theme)]
        command += ["--scale", str(scale), "--size", *map(str, size)]
        running[theme] = subprocess.Popen(
            command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
        )
    try:
        told = {theme: process.communicate(timeout=LIMIT_SECS)[1] for theme, process in running.items()}
    finally:
        for process in running.values():
            process.kill()
    assert {theme: process.returncode for theme, process in running.items()} == dict.fromkeys(SETS, 0), told
    return {theme: out / theme for theme in SETS}


def pictures(folder: Path) -> dict[str, np.ndarray]:
    found = {}
    for path in sorted(folder.glob("*.png")):
        with Image.open(path) as picture:
            found[path.stem] = np.asarray(picture.convert("RGB"))
    return found


@pytest.mark.parametrize("theme", SETS)
def test_every_panel_and_dialog_has_its_own_picture(theme, folders, maker):
    found = pictures(folders[theme])
    assert set(found) == set(maker.GALLERY)
    width, height = SETS[theme][1]
    for name, picture in found.items():
        assert picture.shape == (height, width, 3), name
        assert picture.std() > LEAST_SPREAD, f"{name} is blank"
    same = [pair for pair in combinations(found, 2) if np.array_equal(found[pair[0]], found[pair[1]])]
    assert same == []


def test_the_themes_differ(folders):
    for name in ("desk", "welcome", "palette"):
        dark, light = (pictures_mean(folders[theme] / f"{name}.png") for theme in SETS)
        assert light > dark, name


def pictures_mean(path: Path) -> float:
    with Image.open(path) as picture:
        return float(np.asarray(picture.convert("L")).mean())


def test_a_small_picture_keeps_size_and_colours(tmp_path, folders, maker):
    path = tmp_path / "small.png"
    with Image.open(folders["dark"] / "desk.png") as picture:
        whole = picture.convert("RGB")
    maker._save_small(whole, path, 150_000)
    assert path.stat().st_size <= 150_000
    with Image.open(path) as small:
        assert small.size == whole.size
        difference = np.asarray(small.convert("RGB")).astype(int) - np.asarray(whole)
    assert np.abs(difference).mean() < 8
