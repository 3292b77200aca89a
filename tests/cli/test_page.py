"""What docs/command-line.md shows runs as it stands there."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dustrack_imgui.batch.exchange.exporting import FORMATS
from dustrack_imgui.tools import TOOLS

PAGE = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text(encoding="utf-8")


@pytest.fixture
def desk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the page talks of: `clip.mp4` with three labelled frames."""
    (folder / "v.mp4").rename(folder / "clip.mp4")
    points = json.loads((folder / "v_annotations_truth.json").read_text())
    (folder / "v_annotations_truth.json").unlink()
    thin = {label: {frame: own[frame] for frame in ("0", "10", "23")} for label, own in points.items()}
    (folder / "clip_annotations_pn.json").write_text(json.dumps(thin))
    monkeypatch.chdir(folder)
    return folder


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_every_command_of_the_page_runs(run: Callable[..., Any], desk: Path) -> None:
    commands = [shlex.split(line) for block in blocks("sh") for line in block.splitlines()]
    assert {command[1] for command in commands} >= TOOLS.keys() - {"demo", "doctor"}
    for command in commands:
        full = [*command[1:], "--force"] if command[1] in ("index",) else command[1:]
        fast = [one if one != "fast" else "ultrafast" for one in full]
        ran = run(*fast)
        assert (ran.code, ran.err) == (0, ""), command
        if "--json" in command:
            assert "warnings" in ran.json


def test_the_python_of_the_page_runs(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = blocks("python")
    exec(compile(example, "command-line.md", "exec"), {})
    assert "ok: clip.mp4 -> clip_mono.mp4" in capsys.readouterr().out


def test_every_subcommand_and_format_stands_on_the_page() -> None:
    for name in TOOLS:
        assert f"| `{name} " in PAGE, name
    for name in FORMATS:
        assert f"| `{name}` |" in PAGE, name
