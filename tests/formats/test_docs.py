"""Every example of docs/formats.md is a file that loads."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dustrack_imgui.formats import dlc_table, dlc_write
from dustrack_imgui.formats.annotation_json import load_annotation
from dustrack_imgui.formats.dlc_table import read_dlc_table
from dustrack_imgui.formats.intervals import load_intervals
from dustrack_imgui.formats.recovery_sidecar import load_recovery
from dustrack_imgui.formats.tidy_csv import load_tidy
from dustrack_imgui.formats.trackermap import load_trackermap
from dustrack_imgui.formats.video_toc import load_toc, toc_path

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
SECTIONS = {section.split("\n", 1)[0]: section for section in PAGE.split("\n## ")[1:]}


def load_index(path: Path) -> Any:
    video = path.with_name("clip.mp4")
    video.touch()
    path.rename(toc_path(video))
    return load_toc(video)


LOADERS: dict[str, Callable[[Path], Any]] = {
    "Annotations": load_annotation,
    "Dropped points": load_recovery,
    "Intervals": load_intervals,
    "Labels of DeepLabCut": read_dlc_table,
    "Predictions of DeepLabCut": read_dlc_table,
    "Names of body parts": load_trackermap,
    "Index of a video": load_index,
    "Tidy CSV": load_tidy,
}


@pytest.mark.parametrize("title", LOADERS)
def test_the_example_loads(title: str, tmp_path: Path) -> None:
    example = re.search(r"```\w*\n(.*?)\n```", SECTIONS[title], re.DOTALL)
    assert example is not None
    path = tmp_path / "example"
    path.write_text(example[1], encoding="utf-8")
    result = LOADERS[title](path)
    assert getattr(result, "warnings", ()) == ()
    if title == "Index of a video":
        assert result is None, "the example is of another video"
    else:
        assert result is not None


def test_every_function_that_the_page_names_exists() -> None:
    lines = [line for line in re.sub(r"\n(?!\n)", " ", PAGE).split("\n") if "Python: " in line]
    assert len(lines) >= 10
    for line in lines:
        names = re.findall(r"`(\w+)`", line.split("Python: ")[1])
        modules = [
            importlib.import_module(f"dustrack_imgui.{room}.{name}")
            for room, name in re.findall(r"`(formats|dlc)/(\w+)\.py`", line)
        ]
        assert modules or "read_dlc_table" in names
        modules += [dlc_table, dlc_write]
        assert [name for name in names if not any(hasattr(module, name) for module in modules)] == []
