"""A small DeepLabCut project on the demo clip, to show what the window does with one; its model is none."""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from pathlib import Path

import numpy as np

from dustrack_imgui.formats.dlc_write import write_predictions
from dustrack_imgui.formats.names import annotation_path
from dustrack_imgui.model.layer import Tracks
from dustrack_imgui.model.source import Source
from dustrack_imgui.model.track import Track

NAME, SCORER, DATE = "phantom", "demo", "Mar14"
LABELLED_EVERY = 30
JITTER_PX, WANDER_PX = 0.8, 14.0
UNSURE = slice(170, 190)
ERRORS_PX = {50: (1.9, 3.4), 100: (1.2, 2.6), 150: (0.9, 2.8)}
_CONFIG = """Task: {name}
scorer: {scorer}
date: {date}
multianimalproject: false
identity: false
engine: pytorch
project_path: {root}
video_sets:
  {video}:
    crop: 0, {width}, 0, {height}
bodyparts:
{parts}
numframes2pick: 20
skeleton: []
TrainingFraction:
- 0.95
iteration: 0
default_net_type: resnet_50
default_augmenter: albumentations
snapshotindex: all
batch_size: 4
pcutoff: 0.6
cropping: false
"""


def write_project(folder: Path, clip: Path, truth: Tracks, *, size_px: tuple[int, int]) -> Path:
    """Make the project in a folder; return its video.

    One iteration is trained and evaluated; its predictions are the truth with jitter, and lost for a while.
    """
    root = folder / f"{NAME}-{SCORER}-2026-03-14"
    video = root / "videos" / clip.name
    results = video.parent / "iteration-0"
    results.mkdir(parents=True)
    (root / "labeled-data" / clip.stem).mkdir(parents=True)
    shutil.copy(clip, video)
    parts = "\n".join(f"- point{label}" for label in truth)
    width, height = size_px
    (root / "config.yaml").write_text(
        _CONFIG.format(
            name=NAME,
            scorer=SCORER,
            date=DATE,
            root=root,
            video=video,
            width=width,
            height=height,
            parts=parts,
        ),
        encoding="utf-8",
    )
    hand = {
        label: {str(frame): list(track.xy_at(frame) or ()) for frame in _labelled(track)}
        for label, track in truth.items()
    }
    annotation_path(video, "iteration-0").write_text(json.dumps(hand), encoding="utf-8")
    _write_model(root)
    scorer = f"DLC_Resnet50_{NAME}{DATE}shuffle1_snapshot_100"
    predicted = {label: _predicted(track, number) for number, (label, track) in enumerate(truth.items())}
    n_frames = max(int(track.frames()[-1]) for track in truth.values()) + 1
    write_predictions(results / f"{clip.stem}{scorer}.h5", predicted, scorer=scorer, n_frames=n_frames)
    return video


def _labelled(track: Track) -> list[int]:
    return [int(frame) for frame in track.frames()[::LABELLED_EVERY]]


def _predicted(truth: Track, seed: int) -> Track:
    noise = np.random.default_rng(seed)
    frames, xy = truth.frames(), truth.xy() + noise.normal(scale=JITTER_PX, size=(truth.count, 2))
    likelihood = np.clip(noise.normal(0.97, 0.015, truth.count), 0.0, 1.0)
    xy[UNSURE] += np.cumsum(noise.normal(scale=WANDER_PX / 4, size=xy[UNSURE].shape), axis=0)
    likelihood[UNSURE] = noise.uniform(0.1, 0.5, len(likelihood[UNSURE]))
    return Track.from_points(frames, xy, Source.MODEL, likelihood=likelihood)


def _write_model(root: Path) -> None:
    train = root / "dlc-models-pytorch" / "iteration-0" / f"{NAME}{DATE}-trainset95shuffle1" / "train"
    train.mkdir(parents=True)
    (train / "pytorch_config.yaml").write_text("net_type: resnet_50\n", encoding="utf-8")
    for epoch in ERRORS_PX:
        with zipfile.ZipFile(train / f"snapshot-{epoch:03d}.pt", "w") as snapshot:
            snapshot.writestr("archive/version", "3")
    table = root / "evaluation-results-pytorch" / "iteration-0" / "CombinedEvaluation-results.csv"
    table.parent.mkdir(parents=True)
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("Training epochs", "train rmse", "test rmse"))
        rows.writerows((epoch, *errors) for epoch, errors in ERRORS_PX.items())
