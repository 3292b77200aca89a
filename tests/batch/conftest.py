"""The truth of the phantom as an annotation."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from dustrack_imgui.demo.clips import truth_json

from ..clips import PHANTOM

settings.register_profile("batch", deadline=None, max_examples=30)
settings.load_profile("batch")


@pytest.fixture(autouse=True)
def _own_cache(own_cache: None) -> None:
    """Every test here has it."""


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    """The exact positions of the phantom's labels: `v_annotations_truth.json`."""
    path = tmp_path / "v_annotations_truth.json"
    path.write_text(truth_json(PHANTOM), encoding="ascii")
    return path
