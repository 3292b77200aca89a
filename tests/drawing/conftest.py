"""The truth of the phantom as a layer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dustrack_imgui.demo.clips import truth_json
from dustrack_imgui.formats.annotation_json import parse_annotation
from dustrack_imgui.model.layer import Layer

from ..clips import PHANTOM


@pytest.fixture(autouse=True)
def _own_cache(own_cache: None) -> None:
    """Every test here has it."""


@pytest.fixture
def layer(tmp_path: Path) -> Layer:
    """The truth of the phantom as the layer `truth`, which has no file yet."""
    tracks = parse_annotation(truth_json(PHANTOM).encode(), tmp_path).tracks
    assert json.loads(truth_json(PHANTOM))["0"]["0"] == list(tracks["0"].xy_at(0) or ())
    return Layer("truth", tracks, tmp_path / "v_annotations_truth.json")
