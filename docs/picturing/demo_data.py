"""What the pictures show: layers beside the demo clip, and a training half way through."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from dustrack_imgui.formats.names import annotation_path, moving_average_path
from dustrack_imgui.model.dlc_job import DlcJob, JobLine, SavedSnapshot
from dustrack_imgui.model.layer import Tracks

JITTER_PX = 0.7
JUMP_PX = 30.0
SMOOTHED_FRAMES = 25
HAND_STEP = 30
TRAINING_ID = 9_001


def write_layers(video: Path, truth: Tracks) -> None:
    """Put three layers beside the video: every `HAND_STEP` frames exact, noisy with jumps, and smoothed."""
    noise = np.random.default_rng(7)
    hand: dict[str, dict[str, list[float]]] = {}
    noisy: dict[str, dict[str, list[float]]] = {}
    smooth: dict[str, dict[str, list[float]]] = {}
    kernel = np.ones(SMOOTHED_FRAMES) / SMOOTHED_FRAMES
    for number, (label, track) in enumerate(truth.items()):
        frames, exact = track.frames(), track.xy()
        rough = exact + noise.normal(scale=JITTER_PX, size=exact.shape)
        padded = np.pad(rough, ((SMOOTHED_FRAMES // 2,) * 2, (0, 0)), mode="edge")
        even = np.stack([np.convolve(padded[:, axis], kernel, mode="valid") for axis in (0, 1)], axis=1)
        rough[40 + 37 * number] += JUMP_PX
        hand[label] = _points(frames[::HAND_STEP], exact[::HAND_STEP])
        noisy[label] = _points(frames, rough)
        smooth[label] = _points(frames, even)
    tracked = annotation_path(video, "lk")
    found = {
        annotation_path(video, "hand"): hand,
        tracked: noisy,
        moving_average_path(tracked, SMOOTHED_FRAMES / 50): smooth,
    }
    for path, layer in found.items():
        path.write_text(json.dumps(layer), encoding="utf-8")


def _points(frames: np.ndarray, xy: np.ndarray) -> dict[str, list[float]]:
    return {str(frame): [float(x), float(y)] for frame, (x, y) in zip(frames, xy, strict=True)}


def training_job(root: Path) -> DlcJob:
    """A training half way through, as the worker would tell of it."""
    job = DlcJob(TRAINING_ID, "train", root, "Training phantom-x", folder=root / "dustrack-jobs" / "train")
    for number, name in enumerate(("extracting frames", "create_training_dataset", "train")):
        job = job.with_phase(name, number, 5)
    for epoch in range(1, 97):
        job = job.with_point("train_loss", epoch, 0.02 * 0.97**epoch + 0.001 * (epoch % 5))
        if epoch % 8 == 0:
            job = job.with_point("test_loss", epoch, 0.024 * 0.972**epoch)
            job = job.with_point("test_rmse", epoch, 1.6 + 9 * 0.96**epoch)
    lines = [
        JobLine(f"Epoch {epoch}/200 (lr=0.0005), train loss 0.00{99 - epoch}") for epoch in range(85, 97)
    ]
    job = job.with_snapshot(SavedSnapshot("snapshot-050", 50)).with_lines(lines)
    return replace(job, done=96, total=200, unit="epochs", rate=0.8, remaining_secs=130.0)
