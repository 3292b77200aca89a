"""Optical flow: RSTC weights, paths on a synthetic clip, the moving average."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import dill
import numpy as np
from dustrack import lk_filter, lk_opticalflow
from dustrack.gui import DUSTrack
from making.stand_ins import ArrayVideo, Points, as_points, layer, make_mp4, write_json
from numpy.typing import NDArray

N_FRAMES, HEIGHT, WIDTH = 16, 192, 200
START = [[60.0, 70.0], [100.25, 96.5], [140.0, 120.75], [6.0, 185.0]]
CONFIG = {
    "winSize": (21, 21),
    "maxLevel": 1,
    "criteria": (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 30, 0.001),
}


def clip() -> NDArray[np.uint8]:
    """A smooth texture that drifts, swells and wobbles; 16 levels of grey, so that it packs well."""
    random = np.random.default_rng(1)
    tissue = cv2.GaussianBlur(random.normal(0, 1, (HEIGHT + 80, WIDTH + 80)), (0, 0), 3.5)
    tissue = (tissue - tissue.min()) / np.ptp(tissue)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    frames = []
    for t in range(N_FRAMES):
        swell = 1 + 0.02 * np.sin(t / 5)
        map_x = 40 + (x - 100) / swell + 100 - 1.1 * t + 1.5 * np.sin(y / 40 + t / 4)
        map_y = 40 + (y - 96) / swell + 96 + 0.8 * np.cos(x / 50 + t / 3)
        picture = cv2.remap(tissue, map_x.astype(np.float32), map_y.astype(np.float32), cv2.INTER_CUBIC)
        frames.append(np.clip(np.round(picture * 15), 0, 15) * 16)
    return np.asarray(frames, np.uint8)


def make(data: Path, work: Path) -> dict[str, str]:
    """Write the golden files of this topic."""
    frames = clip()
    np.savez_compressed(data / "clip.npz", frames=frames)
    np.savez_compressed(data / "rstc_weights.npz", **_weights())
    np.savez_compressed(data / "paths.npz", **_paths(frames))
    make_mp4(work / "array.mp4", 5)
    video = ArrayVideo(frames, fps=20.0, path=work / "array.mp4")
    arrays, described = _filter(video, work)
    np.savez_compressed(data / "moving_average.npz", **arrays)
    write_json(data / "moving_average.json", described)
    write_json(data / "checks.json", _checks(video))
    np.savez_compressed(data / "gray.npz", **_gray())
    return {
        "clip.npz": f"frames uint8 ({N_FRAMES}, {HEIGHT}, {WIDTH}): input of the paths, the filter and the"
        " blips",
        "rstc_weights.npz": "forward_{n}, reverse_{n} of compute_sigmoid_weights, also for "
        "other epsilons (4.2)",
        "paths.npz": "start, end and other_* points -> paths of lucas_kanade and lucas_kanade_rstc (P10, "
        "4.1, 4.2)",
        "moving_average.npz": "xy (frames, labels, 2) -> mean_{window} and raw_{window} "
        "(window, frames, labels, 2)"
        " (4.3)",
        "moving_average.json": "windows in seconds and frames, names of files, labels that were "
        "skipped (L2, 3.2)",
        "checks.json": "points, frame, label -> scratch layer after `check labels` in each mode (G1, 4.4)",
        "gray.npz": "rgb -> gray (4.1)",
    }


def _weights() -> dict[str, NDArray[np.float64]]:
    found = {}
    for n in (2, 3, 4, 5, 7, 10, 11, 15, 16, 25, 30, 31, 50, 100, 101):
        found[f"forward_{n}"], found[f"reverse_{n}"] = lk_filter.compute_sigmoid_weights(n)
    for epsilon in (0.001, 0.05, 0.2):
        name = f"12_{epsilon}"
        found[f"forward_{name}"], found[f"reverse_{name}"] = lk_filter.compute_sigmoid_weights(12, epsilon)
    return found


def _paths(frames: NDArray[np.uint8]) -> dict[str, NDArray[np.float64]]:
    video = ArrayVideo(frames)
    last = N_FRAMES - 1
    start = np.array(START)
    forward = lk_opticalflow.lucas_kanade(video, 0, last, start)
    end = np.round(forward[-1] + np.array([[0.5, -0.25], [-1.0, 0.75], [0.0, 0.0], [2.0, -3.0]]), 2)
    rstc = lk_opticalflow.lucas_kanade_rstc
    return {
        "start": start,
        "end": end,
        "forward": forward,
        "backward": lk_opticalflow.lucas_kanade(video, last, 0, end),
        "part_3_to_9": lk_opticalflow.lucas_kanade(video, 3, 9, start),
        "same_frame": lk_opticalflow.lucas_kanade(video, 4, 4, start),
        "direct": lk_opticalflow.lucas_kanade(video, 0, last, start, mode="direct"),
        "direct_backward": lk_opticalflow.lucas_kanade(video, last, 0, end, mode="direct"),
        "other_settings": lk_opticalflow.lucas_kanade(video, 0, last, start, **CONFIG),
        "one_point": lk_opticalflow.lucas_kanade(video, 0, last, start[1]),
        "rstc": rstc(video, 0, last, start, end),
        "rstc_part_3_to_9": rstc(video, 3, 9, start, end),
        "rstc_two_frames": rstc(video, 7, 8, start, end),
        "rstc_other_settings": rstc(video, 0, last, start, end, **CONFIG),
        "rstc_of_a_list": lk_filter.lucas_kanade_rstc_2(list(frames[2:8]), start, end),
    }


def _filter(video: ArrayVideo, work: Path) -> tuple[dict[str, NDArray[np.float64]], dict[str, Any]]:
    smooth = lk_opticalflow.lucas_kanade(video, 0, N_FRAMES - 1, np.array(START[:3]))
    xy = np.round(smooth + np.random.default_rng(2).normal(0, 0.6, smooth.shape), 3)
    points: Points = {label: {f: xy[f, n].tolist() for f in range(N_FRAMES)} for n, label in enumerate("025")}
    points["7"] = {3: [10.0, 10.0]}
    arrays: dict[str, NDArray[np.float64]] = {"xy": xy}
    runs = []
    for window in (0.2, 0.225, 0.275, 0.5, 0.8):
        annotation = layer(points, path=str(work / "array_annotations_a.json"), video=video)
        smoothed = lk_filter.lk_moving_average_filter(annotation, window_size=window, use_parallel=False)
        with (work / f"array_annotations_a_lkmovavg_{window:.3f}.pkl").open("rb") as file:
            raw = dill.load(file)  # noqa: S301 - written by the line above
        arrays[f"mean_{window}"] = _traces(smoothed.data, "025")
        arrays[f"raw_{window}"] = raw
        runs.append(
            {
                "window_secs": window,
                "window_frames": len(raw),
                "file": Path(smoothed.fname).name,
                "layer": smoothed.name,
                "labels": smoothed.labels,
            }
        )
    return arrays, {
        "fps": 20.0,
        "source": "array_annotations_a.json",
        "points": as_points(points),
        "runs": runs,
    }


def _traces(data: dict[str, dict[int, list[float]]], labels: str) -> NDArray[np.float64]:
    return np.array([[data[label][frame] for label in labels] for frame in range(N_FRAMES)])


def _checks(video: ArrayVideo) -> list[dict[str, Any]]:
    points: Points = {
        "0": {1: [60.0, 70.0], 4: [58.0, 70.0], 8: [54.0, 70.5], 11: [50.0, 71.0]},
        "1": {2: [100.0, 96.0], 9: [93.0, 95.0]},
    }
    done = []
    for mode in ("minimal", "current", "all"):
        for label, frame in (("0", 4), ("0", 6), ("0", 0), ("0", 15), ("1", 5)):
            buffer = layer({"0": {}})
            session = SimpleNamespace(
                ann=layer(points, video=video),
                annotations=_Layers(buffer),
                _current_label=label,
                _current_idx=frame,
                _ensure_target_has_labels=DUSTrack._ensure_target_has_labels,
                update=lambda: None,
            )
            DUSTrack.check_labels_with_lk(session, mode)
            done.append(
                {
                    "points": as_points(points),
                    "mode": mode,
                    "label": label,
                    "frame": frame,
                    "buffer": as_points(buffer.data),
                }
            )
    return done


class _Layers(dict[str, Any]):
    names = ("buffer",)

    def __init__(self, buffer: Any) -> None:
        super().__init__(buffer=buffer)


def _gray() -> dict[str, NDArray[np.uint8]]:
    rgb = np.random.default_rng(4).integers(0, 256, (24, 32, 3)).astype(np.uint8)
    return {"rgb": rgb, "gray": lk_filter.gray(rgb)}
