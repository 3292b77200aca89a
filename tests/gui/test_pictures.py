"""The pictures of the documentation: every panel and dialog, at two scales and in two themes."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

from dustrack_imgui.demo.clips import phantom_clip

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "docs" / "make_pictures.py"
SETS = {"dark": (1, (1280, 800)), "light": (2, (1600, 1000))}
LIMIT_SECS = 900
LEAST_SPREAD = 4.0
pytestmark = pytest.mark.timeout(LIMIT_SECS + 60)


@pytest.fixture(scope="module")
def picturing() -> Iterator[Callable[[str], ModuleType]]:
    """Modules of the folder that belongs to the script."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SCRIPT.parent))
        yield lambda name: importlib.import_module(f"picturing.{name}")


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> dict[str, Path]:
    phantom_clip()
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
def test_every_panel_and_dialog_has_its_own_picture(theme, folders, picturing):
    found = pictures(folders[theme])
    assert set(found) == set(picturing("gallery").GALLERY)
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


def test_a_small_picture_keeps_size_and_colours(tmp_path, folders, picturing):
    path = tmp_path / "small.png"
    with Image.open(folders["dark"] / "desk.png") as picture:
        whole = picture.convert("RGB")
    picturing("few_colours").save_small(whole, path, 150_000)
    assert path.stat().st_size <= 150_000
    with Image.open(path) as small:
        assert small.size == whole.size
        difference = np.asarray(small.convert("RGB")).astype(int) - np.asarray(whole)
    assert np.abs(difference).mean() < 8
    colours, counts = np.unique(np.asarray(whole).reshape(-1, 3), axis=0, return_counts=True)
    panel = colours[counts.argmax()]
    is_panel = (np.asarray(whole) == panel).all(axis=2)
    assert (difference[is_panel] == 0).all(), "panels keep their colour"
