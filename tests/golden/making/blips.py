"""Blips: found with several settings, repaired on the clip, removed."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import dustrack
import numpy as np
from dustrack import lk_opticalflow
from making.stand_ins import ArrayVideo, Points, as_points, layer, write_json
from making.tracking import N_FRAMES, START, clip

SETTINGS: list[dict[str, Any]] = [
    {},
    {"threshold_factor": 150.0, "max_blip_length": 50, "return_position_factor": 3.0},
    {"threshold_factor": 2.0, "max_blip_length": 1},
    {"threshold_factor": 3.0, "max_blip_length": 10, "return_position_factor": 10.0},
    {"return_position_factor": 0.5},
]


def make(data: Path, work: Path) -> dict[str, str]:
    """Write the golden files of this topic."""
    traces = {"long": _long(), "odd": _odd()}
    found = []
    for name, points in traces.items():
        for settings in SETTINGS:
            annotation = layer(points)
            report = dustrack.detect_blips(annotation, **settings)
            found.append(
                {
                    "trace": name,
                    "settings": settings,
                    "report": _plain(report),
                    **_removed(annotation, report),
                }
            )
    write_json(data / "blips.json", {"traces": {n: as_points(p) for n, p in traces.items()}, "found": found})
    write_json(data / "blips_repaired.json", _repaired())
    return {
        "blips.json": "traces, settings -> report (blips, statistics per label), points after removal under"
        " both rules (4.6, L4, L5)",
        "blips_repaired.json": "points on the frames of clip.npz -> report and sparse corrections (4.6, L5)",
    }


def _long() -> Points:
    random = np.random.default_rng(8)
    n = 160
    walk = 50 + np.cumsum(random.normal(0, 0.5, (4, n, 2)), axis=1)
    for label, start, end, jump in (
        (0, 20, 20, 30.0),
        (0, 50, 53, 25.0),
        (0, 90, 104, 40.0),
        (1, 20, 21, 15.0),
        (1, 158, 159, 50.0),
    ):
        walk[label, start : end + 1] += jump
    walk[2, 70:] += 20.0
    walk[0, 120:125] = np.nan
    walk[3, ::2] = np.nan
    walk[1, 0] += 40.0
    return {
        str(k): {f: walk[k, f].tolist() for f in range(n) if np.isfinite(walk[k, f]).all()} for k in range(4)
    }


def _odd() -> Points:
    still = {f: [5.0, 5.0] for f in range(20)}
    hop = {f: [5.0, 5.0] if f != 9 else [25.0, 5.0] for f in range(20)}
    steps = {f: [float(f), 0.0] for f in range(20)}
    bump = {f: [float(f), 0.0] if f not in (7, 8) else [float(f), 12.0] for f in range(20)}
    return {"0": still, "1": hop, "2": steps, "3": bump, "4": {}, "5": {3: [1.0, 1.0]}}


def _plain(report: dustrack.BlipReport) -> dict[str, Any]:
    return {
        "blips": [asdict(blip) | {"length": blip.length} for blip in report.blips],
        "per_label_stats": report.per_label_stats,
        "params": report.params,
        "n_frames": report.n_frames,
        "length_histogram": report.length_histogram(),
        "min_coverage": report.min_coverage(),
    }


def _removed(annotation: Any, report: dustrack.BlipReport) -> dict[str, Any]:
    own = dustrack.remove_blips(annotation, report)
    every = dustrack.remove_blips(annotation, report, drop_frame_if_any_blip=True)
    before = {label: set(frames) for label, frames in annotation.data.items()}
    return {
        "file": Path(own.fname).name,
        "removed": {label: sorted(before[label] - set(frames)) for label, frames in own.data.items()},
        "removed_from_every_label": {
            label: sorted(before[label] - set(frames)) for label, frames in every.data.items()
        },
    }


def _repaired() -> dict[str, Any]:
    video = ArrayVideo(clip(), fps=20.0)
    path = lk_opticalflow.lucas_kanade(video, 0, N_FRAMES - 1, np.array(START[:2]))
    xy = np.round(path + np.random.default_rng(9).normal(0, 0.05, path.shape), 3)
    xy[6, 0] += 25.0
    xy[9:12, 1] -= 18.0
    points: Points = {str(n): {f: xy[f, n].tolist() for f in range(N_FRAMES)} for n in range(2)}
    points["4"] = {}
    annotation = layer(points, video=video)
    report = dustrack.detect_blips(annotation)
    sparse = dustrack.interpolate_blips(annotation, report)
    return {
        "points": as_points(points),
        "report": _plain(report),
        "corrections": as_points(sparse.data),
        "file": Path(sparse.fname).name,
    }
