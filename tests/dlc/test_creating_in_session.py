"""A session makes a project with DeepLabCut itself, and goes on in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from dustrack_imgui.gui import DUSTrack
from dustrack_imgui.scripting.errors import RefusedError

WAIT_SECS = 600.0


@pytest.fixture
def begun(tmp_path: Path, make_blob_clip, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[DUSTrack, Any]]:
    for name, value in {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1", "MPLBACKEND": "Agg"}.items():
        monkeypatch.setenv(name, value)
    blobs = make_blob_clip(tmp_path / "blobs.mp4")
    made = DUSTrack(blobs.path, "hand", window=False, state_folder=tmp_path / "state", timeout_secs=WAIT_SECS)
    yield made, blobs
    made.close()


def test_deeplabcut_makes_the_folders_and_the_session_goes_on_inside(begun, tmp_path):
    session, blobs = begun
    session.ann.add_label("1")
    for frame in (2, 20):
        for label in (0, 1):
            session.ann.add(blobs.xy[frame, label].tolist(), str(label), frame)
    before = {path.name for path in blobs.path.parent.iterdir()}
    project = session.create_dlc_project(name="blobs", path=tmp_path, experimenter="pn")
    root = project.facts.root
    assert root.parent == tmp_path
    assert root.name.startswith("blobs-pn-")
    config = YAML(typ="safe", pure=True).load((root / "config.yaml").read_text())
    assert config["bodyparts"] == ["point0", "point1"]
    assert config["multianimalproject"] is False
    assert [Path(video).name for video in config["video_sets"]] == [blobs.path.name]
    assert project.label_names
    inside = root / "videos" / blobs.path.name
    assert session.state.video.path == inside
    assert json.loads(session.state.layer.path.read_text())["0"].keys() == {"2", "20"}
    assert session.state.layer.path.parent == inside.parent
    assert {path.name for path in blobs.path.parent.iterdir()} - {root.name} == before
    assert list((root / "dustrack-jobs").rglob("log.txt")), "the log is kept in the project"
    with pytest.raises(RefusedError, match="in the project blobs already"):
        session.create_dlc_project()
