"""A folder with a small video and its annotation, and the program run within this process."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dustrack_imgui.cli import main
from dustrack_imgui.demo.clips import truth_json, write_phantom
from dustrack_imgui.demo.phantom import Phantom

PHANTOM = Phantom(width_px=160, height_px=128, frame_count=24, interface_px=60.0)


@dataclass(frozen=True)
class Ran:
    """What a run of the program said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _own_cache(own_cache: None) -> None:
    """Every test here has it."""


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("phantom") / "v.mp4"
    write_phantom(PHANTOM, path)
    return path


@pytest.fixture
def folder(_made: Path, tmp_path: Path) -> Path:
    """A folder that holds `v.mp4` (24 frames) and its truth, `v_annotations_truth.json`, and nothing else."""
    home = tmp_path / "data"
    home.mkdir()
    shutil.copy(_made, home)
    points = {label: one for label, one in json.loads(truth_json(PHANTOM)).items() if len(one) == 24}
    (home / "v_annotations_truth.json").write_text(json.dumps(points, indent=4))
    return home


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program with arguments; wrong usage gives its exit code too."""

    def ran(*arguments: object) -> Ran:
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return ran
