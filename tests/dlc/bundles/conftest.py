"""Layers from plain dicts, and a project with a model whose snapshot is only some bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import pytest

from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track

Points = Mapping[str, Mapping[int, tuple[float, float]]]

CONFIG = """\
# our own remark
Task: legs
scorer: x
date: Nov22
multianimalproject: false
project_path: {root}
engine: pytorch
video_sets:
  {root}/videos/leg.mp4:
    crop: 0, 128, 0, 96
bodyparts: {parts}
TrainingFraction:
- 0.95
iteration: 0
lab_code: 17  # kept
"""
TRAIN = """\
# Config schema version. Do not edit manually.
config_version: 0
metadata:
  project_path: /elsewhere/legs
  pose_config_path: /elsewhere/legs/dlc-models-pytorch/pytorch_config.yaml
  bodyparts:
  - toe
  - heel
  unique_bodyparts: []
  individuals:
  - individual_1
net_type: resnet_50
method: bu
runner:
  optimizer:
    params:
      lr: 1e-05
multi_step:
- - 0.005
  - 10000
detector:
resume_training_from: /elsewhere/snapshot-010.pt
"""
TEST = """\
dataset: /elsewhere/legs
num_joints: 2
all_joints_names:
- toe
- heel
"""


def weights() -> bytes:
    """What a snapshot looks like from outside: an archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("archive/data", b"weights, as it were" * 1000)
    return content.getvalue()


class MakeTracks(Protocol):
    """Turns label -> frame -> (x, y) into tracks."""

    def __call__(self, points: Points, source: Source = Source.FILE) -> Tracks: ...


@pytest.fixture(scope="session")
def make_tracks() -> MakeTracks:
    def make(points: Points, source: Source = Source.FILE) -> Tracks:
        return MappingProxyType(
            {
                label: Track.from_points(list(own), list(own.values()) or [(0.0, 0.0)][:0], source)
                for label, own in points.items()
            }
        )

    return make


def make_project(root: Path, parts: str = "[point0]") -> Path:
    """A project without a model."""
    for name in ("videos", "labeled-data"):
        (root / name).mkdir(parents=True)
    (root / "config.yaml").write_text(CONFIG.format(root=root, parts=parts), encoding="utf-8")
    return root


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "legs-x-2026-11-22")


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """A snapshot where a project has it, with what belongs to it."""
    root = make_project(tmp_path / "old" / "legs-x-2025-01-01", "[toe, heel]")
    model = root / "dlc-models-pytorch" / "iteration-2" / "legsJan1-trainset95shuffle1"
    for name in ("train", "test"):
        (model / name).mkdir(parents=True)
    (model / "train" / "pytorch_config.yaml").write_text(TRAIN, encoding="utf-8")
    (model / "test" / "pose_cfg.yaml").write_text(TEST, encoding="utf-8")
    path = model / "train" / "snapshot-best-150.pt"
    path.write_bytes(weights())
    return path


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle as DUSTrack writes it."""
    folder = tmp_path / "bundles" / "gastroc"
    folder.mkdir(parents=True)
    (folder / "snapshot-150.pt").write_bytes(weights())
    (folder / "pytorch_config.yaml").write_text(TRAIN, encoding="utf-8")
    (folder / "pose_cfg.yaml").write_text(TEST, encoding="utf-8")
    (folder / "description.txt").write_text("fascicle ends, 5 MHz\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def sound_archive() -> bytes:
    """A bundle as an archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("snapshot-150.pt", weights())
        archive.writestr("pytorch_config.yaml", TRAIN)
        archive.writestr("pose_cfg.yaml", TEST)
        archive.writestr("description.txt", "fascicle ends")
    return content.getvalue()
