"""Projects as DeepLabCut lays them out, made without it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from dustrack_imgui.dlc.facts import ProjectFacts, read_project

CONFIG = """\
# Project definitions (do not edit)
Task: blob
scorer: ann
date: Nov22
multianimalproject: false
identity:

# Project path (change when moving around)
project_path: {root}

# Default DeepLabCut engine to use for shuffle creation (either pytorch or tensorflow)
engine: {engine}

# Annotation data set configuration (and individual video cropping parameters)
video_sets:
{videos}
bodyparts:
{parts}
skeleton: []
pcutoff: 0.6

# Training,Evaluation and Analysis configuration
TrainingFraction:
- 0.8
iteration: 0
snapshotindex: all
batch_size: 8   # frames at once
my_own: kept
"""

Points = Mapping[str, Mapping[int, tuple[float, float]]]


class ProjectMaker:
    """A project in the making.

    Attributes
    ----------
    root
        Its folder.
    """

    def __init__(self, root: Path, engine: str = "pytorch") -> None:
        self.root = root
        self._engine = engine
        self._videos: dict[str, str] = {}
        self.parts: tuple[str, ...] = ("point0", "point1")
        for name in ("videos", "labeled-data", "training-datasets"):
            (root / name).mkdir(parents=True)
        self.write()

    @property
    def models(self) -> Path:
        """Folder of the models."""
        return self.root / ("dlc-models-pytorch" if self._engine == "pytorch" else "dlc-models")

    @property
    def facts(self) -> ProjectFacts:
        """What can be read of it."""
        return read_project(self.root)

    def write(self) -> None:
        """Write the configuration."""
        lines = [f"  {name}:\n    crop: {crop}" for name, crop in self._videos.items()]
        text = CONFIG.format(
            root=self.root,
            engine=self._engine,
            videos="\n".join(lines) or "  {}",
            parts="\n".join(f"- {part}" for part in self.parts),
        )
        (self.root / "config.yaml").write_text(text, encoding="utf-8")

    def add_video(self, video: Path, crop: str = "0, 128, 0, 96", *, named: str | None = None) -> Path:
        """Name a video that lies in the project, maybe under the path that it had elsewhere."""
        self._videos[named or str(video)] = crop
        self.write()
        return video

    def label(self, video: Path, layer: str, points: Points) -> Path:
        """Write an annotation file."""
        path = video.with_name(f"{video.stem}_annotations_{layer}.json")
        plain = {name: {str(frame): list(xy) for frame, xy in of.items()} for name, of in points.items()}
        path.write_text(json.dumps(plain), encoding="utf-8")
        return path

    def train(self, iteration: int, *names: str, rows: list[dict[str, Any]] | None = None) -> Path:
        """Put whole snapshots into an iteration, and return its folder of training."""
        train = self.models / f"iteration-{iteration}" / "blobNov22-trainset80shuffle1" / "train"
        train.mkdir(parents=True, exist_ok=True)
        for name in names:
            if name.endswith(".pt"):
                with zipfile.ZipFile(train / name, "w") as archive:
                    archive.writestr("data.pkl", b"")
            else:
                (train / name).write_bytes(b"index")
        if rows is not None:
            (train / "dustrack-evaluation.json").write_text(json.dumps({"rows": rows}))
        return train


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., ProjectMaker]:
    """Make a project in a folder of its own; the engine may be TensorFlow."""
    return lambda name="blob-ann-2026-11-22", engine="pytorch": ProjectMaker(tmp_path / name, engine)


@pytest.fixture
def project(make_project: Callable[..., ProjectMaker], make_blob_clip: Callable[[Path], Any]) -> ProjectMaker:
    """A project with one video, `videos/clip.mp4`: 40 frames of 128x96, body parts point0 and point1."""
    made = make_project()
    make_blob_clip(made.root / "videos" / "clip.mp4")
    made.add_video(made.root / "videos" / "clip.mp4")
    return made


@pytest.fixture
def clip(project: ProjectMaker) -> Path:
    """The video of the project."""
    return project.root / "videos" / "clip.mp4"


@pytest.fixture(autouse=True)
def _own_cache(own_cache: None) -> None:
    """Every test here has it."""
