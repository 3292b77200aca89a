"""A built wheel, alone in an empty environment and far from the checkout, is the whole program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from dustrack_imgui import __version__

REPOSITORY = Path(__file__).parents[2]

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(REPOSITORY)]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of executables of a new environment that holds the wheel and what it asks for."""
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, with_pip=True)
    folder = environment / ("Scripts" if os.name == "nt" else "bin")
    install = [folder / "python", "-m", "pip", "install", "--quiet", "--no-input", wheel]
    subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
    return folder


def run(*command: object, folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a program in `folder` with nothing of the checkout on its path; empty changes remove variables."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    environment = {name: value for name, value in (clean | changes).items() if value}
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_the_wheel_carries_fonts_icons_kernels_and_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        entry_points = next(name for name in names if name.endswith("entry_points.txt"))
        assert b"dustrack-imgui = dustrack_imgui.cli:main" in archive.read(entry_points)
    assert {
        "dustrack_imgui/assets/fonts/DustrackSans-Regular.ttf",
        "dustrack_imgui/assets/fonts/DustrackSans-LICENSE.txt",
        "dustrack_imgui/assets/icons/dustrack.ico",
        "dustrack_imgui/kernels/README.md",
        "dustrack_imgui/py.typed",
    } <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "assets/", "kernels/"))]


def test_version_and_resources_are_those_of_the_installation(scripts: Path, tmp_path: Path) -> None:
    shown = run(scripts / "dustrack-imgui", "--version", folder=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert __version__ in shown.stdout
    code = "from dustrack_imgui.resources import *; print(font_path(), icon_path('.ico'), kernels_dir())"
    found = run(scripts / "python", "-c", code, folder=tmp_path)
    assert found.returncode == 0, found.stderr
    assert found.stdout.count("site-packages") == 3


def test_demo_clips_are_made_from_the_installation(scripts: Path, tmp_path: Path) -> None:
    code = "import pathlib, dustrack_imgui.demo.clips as demo; demo.demo_clips(pathlib.Path('.'))"
    made = run(scripts / "python", "-W", "error", "-c", code, folder=tmp_path)
    assert made.returncode == 0, made.stderr
    assert {path.name for path in tmp_path.iterdir()} == {
        "heart_cine.dcm",
        "speckle_phantom.mp4",
        "speckle_phantom_truth.json",
    }


def test_the_doctor_opens_a_window_of_the_installation(scripts: Path, tmp_path: Path) -> None:
    shown = run(scripts / "dustrack-imgui", "doctor", "--json", folder=tmp_path)
    assert shown.returncode == 0, shown.stderr
    window = next(check for check in json.loads(shown.stdout) if check["name"] == "Window")
    assert window["verdict"] == "ok"


def test_the_demo_runs_from_the_installation(scripts: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    own = {f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("CACHE", "STATE", "CONFIG")}
    done = run(scripts / "dustrack-imgui", "demo", "--output", output, folder=tmp_path, DISPLAY="", **own)
    assert done.returncode == 0, done.stdout + done.stderr
    left = {path.suffix: path.stat().st_size for path in output.rglob("*") if path.is_file()}
    assert {".json", ".png", ".mp4"} <= left.keys()
    assert min(left[suffix] for suffix in (".json", ".png", ".mp4")) > 500
