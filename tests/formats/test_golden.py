"""Annotation files and the count of unsaved edits, against DUSTrack's answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dustrack_imgui.formats.annotation_json import dump_annotation, parse_annotation
from dustrack_imgui.formats.errors import AnnotationError
from dustrack_imgui.formats.layer_diff import layer_diff
from dustrack_imgui.model.track import Track

DATA = Path(__file__).parents[1] / "golden" / "data"
FILES: dict[str, dict[str, Any]] = json.loads((DATA / "annotation_files.json").read_text("utf-8"))
DIFFERENCES: list[dict[str, Any]] = json.loads((DATA / "differences.json").read_text("utf-8"))
PATH = Path("v_annotations_a.json")


@pytest.mark.parametrize("name", FILES)
def test_files_are_read_and_written_as_dustrack_does(name: str) -> None:
    case = FILES[name]
    tracks = parse_annotation(case["input"].encode(), PATH).tracks
    assert list(tracks) == case["labels"]
    found = {
        label: {str(f): xy for f, xy in zip(track.frames().tolist(), track.xy().tolist(), strict=True)}
        for label, track in tracks.items()
    }
    assert found == case["points"]
    assert dump_annotation(tracks) == case["output"].encode()


@pytest.mark.parametrize("case", DIFFERENCES, ids=range(len(DIFFERENCES)))
def test_unsaved_edits_are_counted_as_dustrack_counts_them(case: dict[str, Any]) -> None:
    now = {
        label: Track.from_points([int(frame) for frame in points], list(points.values()))
        for label, points in case["points"].items()
    }
    try:
        saved = parse_annotation(case["disk"].encode(), PATH).tracks
    except AnnotationError:
        assert case["disk"] == "not json"
        saved = {}
    diff = layer_diff(now, saved)
    expected = tuple(len(case[kind]) for kind in ("added", "removed", "modified"))
    assert (diff.added, diff.removed, diff.moved) == expected
