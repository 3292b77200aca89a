"""Sessions that tests of several files begin with."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from dustrack_imgui.app import dlc_creation

from ..dlc_stand_ins import scaffold
from .creating import TODAY, Bench


@pytest.fixture
def creating(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Bench]]:
    """Opens a clip, with these labels beside it, in a session that makes projects."""
    monkeypatch.setattr(dlc_creation, "run_process", partial(scaffold, day=TODAY))
    golden = Path(__file__).parents[1] / "golden" / "data" / "tiny.mp4"
    benches: list[Bench] = []

    def make(labels: dict | None = None) -> Bench:
        video = Path(shutil.copy(golden, tmp_path / "clip.mp4"))
        if labels is not None:
            (tmp_path / "clip_annotations_iteration-0.json").write_text(json.dumps(labels))
        benches.append(Bench(tmp_path, video))
        return benches[-1]

    yield make
    for bench in benches:
        bench.engine.close()
        bench.readers.close()
