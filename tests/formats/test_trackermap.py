"""Names of body parts: one a line, as people type them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dustrack_imgui.formats.errors import ReadError, TrackerMapError
from dustrack_imgui.formats.trackermap import load_trackermap, save_trackermap

GOLDEN: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "golden" / "data" / "names.json").read_text("utf-8")
)["trackermap"]


@pytest.mark.parametrize("case", GOLDEN, ids=range(len(GOLDEN)))
def test_maps_are_read_like_dustrack_reads_them(case: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "dlc_trackermap.txt"
    path.write_bytes(case["text"].encode("utf-8"))
    found = load_trackermap(path)
    if case["map"] is None:
        assert (dict(found.names), len(found.warnings)) == ({}, 1)
    else:
        expected = {**case["map"], **({"point2": "a - b"} if "point2" in case["map"] else {})}
        assert dict(found.names) == expected
        assert found.warnings == ()


def test_names_come_back(tmp_path: Path) -> None:
    names = {"point0": "Muskel – oben", "point10": "a - b", "nose": "鼻"}
    save_trackermap(tmp_path / "dlc_trackermap.txt", names)
    assert dict(load_trackermap(tmp_path / "dlc_trackermap.txt").names) == names


def test_lines_that_name_nothing_are_left_out_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "dlc_trackermap.txt"
    path.write_text("point0 - a\n - b\npoint0 - c\npoint1 -\n\n  \n", encoding="utf-8")
    found = load_trackermap(path)
    assert dict(found.names) == {"point0": "a"}
    assert len(found.warnings) == 3


@pytest.mark.parametrize(("part", "name"), [("a - b", "c"), ("a", "b\nc"), ("", "c"), ("a", ""), (" a", "b")])
def test_names_that_no_line_can_hold_are_refused(part: str, name: str, tmp_path: Path) -> None:
    with pytest.raises(TrackerMapError):
        save_trackermap(tmp_path / "dlc_trackermap.txt", {part: name})
    assert list(tmp_path.iterdir()) == []


def test_other_encodings_and_missing_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "dlc_trackermap.txt"
    with pytest.raises(ReadError):
        load_trackermap(path)
    path.write_bytes("point0 - Gelenkkapsel-Größe".encode("latin-1"))
    with pytest.raises(TrackerMapError, match="UTF-8"):
        load_trackermap(path)
