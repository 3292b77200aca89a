"""A session without a window on a short textured clip that moves by one pixel a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from dustrack_imgui.gui import DUSTrack

N_FRAMES = 12


def write_clip(folder: Path, name: str, n_frames: int) -> Path:
    """Folder of images: blurred noise that shifts right by one pixel a frame."""
    made = folder / name
    made.mkdir(parents=True)
    noise = np.random.default_rng(3).integers(0, 256, (80, 160), dtype=np.uint8)
    texture = cv2.GaussianBlur(noise, (0, 0), 2.0)
    texture = cv2.normalize(texture, None, 0, 255, cv2.NORM_MINMAX)
    for frame in range(n_frames):
        cv2.imwrite(str(made / f"{frame:03d}.png"), texture[:, 40 - frame : 120 - frame])
    return made.resolve()


@pytest.fixture
def make_clip(tmp_path: Path) -> Callable[..., Path]:
    """Makes clips by name and number of frames."""
    return lambda name, n_frames=N_FRAMES: write_clip(tmp_path, name, n_frames)


@pytest.fixture
def clip(make_clip: Callable[..., Path]) -> Path:
    return make_clip("clip")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., DUSTrack]]:
    """Makes sessions without a window that are closed after the test."""
    made: list[DUSTrack] = []

    def begin(*arguments, **options) -> DUSTrack:
        options = {"window": False, "state_folder": tmp_path / "state", "timeout_secs": 60.0, **options}
        made.append(DUSTrack(*arguments, **options))
        return made[-1]

    yield begin
    for tracker in made:
        tracker.close()


@pytest.fixture
def tracker(start, clip) -> DUSTrack:
    """Session with a layer "hand" that has labels 0 and 1 on frames 0 and 11, and an empty active "work"."""
    tracker = start(clip, ["hand", "work"])
    tracker.annotation_layer = "hand"
    for label, xy in (("0", (20.0, 30.0)), ("1", (40.0, 50.0))):
        if label not in tracker.ann.labels:
            tracker.ann.add_label(label)
        for frame in (0, N_FRAMES - 1):
            tracker.ann.add([xy[0] + frame, xy[1]], label, frame)
    tracker.annotation_layer = "work"
    tracker.annotation_overlay = "hand"
    tracker.annotation_label = "0"
    return tracker
