"""Annotation files read and written, and every method of a layer that changes or asks its points."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from dustrack import VideoAnnotation
from making.stand_ins import ArrayVideo, Points, as_points, layer, make_mp4, write_json

FILES = {
    "ordinary": '{"0": {"2": [51.0, 61.0], "5": [50.5, 60.25]}, "1": {"5": [80.0, 40.0]}, "7": {}}',
    "frames unsorted": '{"0": {"12": [1.5, 2.5], "3": [3, 4], "100": [5.25, 6.125], "9": [0.1, 0.2]}}',
    "labels unsorted": '{"10": {"1": [1.0, 1.0]}, "2": {"1": [2.0, 2.0]}, "0": {}}',
    "only empty labels": '{"0": {}, "1": {}}',
    "no label": "{}",
    "whole numbers": '{"0": {"0": [1, 2], "1": [3, 4.0]}}',
    "long numbers": '{"0": {"0": [0.1234567890123456789, 1e-17], "1": [123456789.123456789, 1e22]}}',
    "negative and outside": '{"0": {"0": [-3.5, -0.0], "5": [99999.25, 5e-324]}}',
    "compact and unicode spaces": '\\n{"0":{"4":[1.0,2.0]}}  ',
}
POINTS: dict[str, Points] = {
    "gaps": {
        "0": {1: [1.0, 2.0], 2: [1.5, 2.5], 5: [3.0, 4.0]},
        "1": {2: [7.0, 8.0], 5: [9.0, 9.5], 6: [1.0, 1.0]},
    },
    "runs": {
        "0": {f: [float(f), 0.5] for f in (0, 1, 2, 5, 8, 9)},
        "1": {f: [float(f), 1.5] for f in (1, 2, 3, 5, 8, 9)},
        "2": {f: [float(f), 2.5] for f in (1, 2, 5, 7, 9, 8)},
    },
    "unsorted": {"10": {4: [1.0, 1.0], 2: [2.0, 2.0]}, "2": {3: [3.0, 3.0]}, "0": {}},
    "an empty label": {"0": {1: [1.0, 1.0], 2: [2.0, 2.0]}, "1": {}},
    "empty labels at the end": {"0": {1: [1.0, 1.0]}, "1": {}, "2": {3: [4.0, 4.0]}, "3": {}, "4": {}},
    "nothing": {"0": {}, "1": {}},
    "isolated": {"0": {0: [0.0, 0.0], 4: [1.0, 1.0]}, "1": {0: [2.0, 2.0], 4: [3.0, 3.0], 5: [4.0, 4.0]}},
}
CHANGES: dict[str, Callable[[VideoAnnotation], Any]] = {
    "sort_labels": lambda a: a.sort_labels(),
    "sort_data": lambda a: a.sort_data(),
    "clip_trailing_empty_labels": lambda a: a.clip_trailing_empty_labels(),
    "remove_empty_labels": lambda a: a.remove_empty_labels(),
    "clip_labels(2, 5)": lambda a: a.clip_labels(2, 5),
    "keep_overlapping_frames": lambda a: a.keep_overlapping_frames(),
    "keep_overlapping_continuous_frames": lambda a: a.keep_overlapping_continuous_frames(),
    "add_label()": lambda a: a.add_label(),
    "add_label('1')": lambda a: a.add_label("1"),
    "add([7.5, 8], '0', 3)": lambda a: a.add([7.5, 8], "0", 3),
    "remove('0', 2)": lambda a: a.remove("0", 2),
    "remove('0', 77)": lambda a: a.remove("0", 77),
}


def make(data: Path, work: Path) -> dict[str, str]:
    """Write the golden files of this topic."""
    write_json(
        data / "annotation_files.json", {name: _round_trip(text, work) for name, text in FILES.items()}
    )
    write_json(data / "layer_changes.json", {name: _changes(points) for name, points in POINTS.items()})
    write_json(data / "layer_answers.json", {name: _answers(points) for name, points in POINTS.items()})
    write_json(data / "annotation_names.json", _resolution(work))
    return {
        "annotation_files.json": "case -> text read, text written again, labels, frames (rows "
        "B8, P2, P5, 3.1)",
        "layer_changes.json": "case -> points, then each changing method -> points after, or "
        "the error (P4, P5, E5)",
        "layer_answers.json": "case -> points, then frames, frames_overlapping, n_frames, "
        "to_traces, get_at_frame, "
        "get_values_cv, len (P3, P4, P7); 12 frames of video in `with_video`",
        "annotation_names.json": "arguments of VideoAnnotation -> file, video, layer name, labels (P1)",
    }


def _round_trip(text: str, work: Path) -> dict[str, Any]:
    source, target = work / "v_annotations_in.json", work / "v_annotations_out.json"
    source.write_text(text.replace("\\n", "\n"), encoding="utf-8")
    annotation = VideoAnnotation(str(source))
    read = as_points(annotation.data)
    frames = annotation.frames
    annotation.save(str(target))
    return {
        "input": source.read_text(encoding="utf-8"),
        "points": read,
        "labels": annotation.labels,
        "frames": frames,
        "output": target.read_text(encoding="utf-8"),
    }


def _changes(points: Points) -> dict[str, Any]:
    done: dict[str, Any] = {}
    for name, change in CHANGES.items():
        annotation = layer(points)
        try:
            change(annotation)
        except (AssertionError, KeyError, ValueError) as error:
            done[name] = {"error": type(error).__name__}
        else:
            done[name] = {"labels": annotation.labels, "points": as_points(annotation.data)}
    return {"labels": list(points), "points": as_points(points), "after": done}


def _answers(points: Points) -> dict[str, Any]:
    def ask(video: ArrayVideo | None) -> dict[str, Any]:
        annotation = layer(points, video=video)
        frames = [0, 1, 2, 5, 8]
        return {
            "frames": annotation.frames,
            "frames_overlapping": annotation.frames_overlapping,
            "get_frames": {label: annotation.get_frames(label) for label in annotation.labels},
            "n_frames": annotation.n_frames,
            "n_annotations": annotation.n_annotations,
            "to_traces": annotation.to_traces(),
            "to_trace of a label that is not there": annotation.to_trace("99"),
            "get_at_frame": {f: annotation.get_at_frame(f) for f in frames},
            "get_values_cv": {f: annotation.get_values_cv(f) for f in frames},
            "get_values_cv dtype": str(annotation.get_values_cv(0).dtype),
        }

    video = ArrayVideo(np.zeros((12, 4, 4), np.uint8))
    return {
        "labels": list(points),
        "points": as_points(points),
        "alone": ask(None),
        "with_video": ask(video),
    }


def _resolution(work: Path) -> list[dict[str, Any]]:
    make_mp4(work / "v.mp4", 5)
    for name in (
        "v_annotations.json",
        "v_annotations_pn.json",
        "v_annotations_a_annotations_b.json",
        "loose.json",
    ):
        (work / name).write_text('{"0": {"1": [1.0, 2.0]}}', encoding="utf-8")
    cases: list[dict[str, Any]] = [
        {},
        {"n_labels": 3},
        {"fname": "v.mp4"},
        {"vname": "v.mp4"},
        {"vname": "v.mp4", "name": "pn"},
        {"vname": "v.mp4", "name": "new", "n_labels": 2},
        {"fname": "v_annotations_pn.json"},
        {"fname": "v_annotations.json"},
        {"fname": "v_annotations_a_annotations_b.json"},
        {"fname": "loose.json"},
        {"fname": "loose.json", "name": "mine"},
        {"fname": "missing_annotations_x.json", "n_labels": 2},
        {"fname": "loose.json", "vname": "v.mp4"},
        {"fname": "loose.json", "vname": "missing.mp4"},
    ]
    return [{"arguments": case, **_resolved(case, work)} for case in cases]


def _resolved(case: dict[str, Any], work: Path) -> dict[str, Any]:
    given = {k: str(work / v) if k in ("fname", "vname") else v for k, v in case.items()}
    try:
        annotation = VideoAnnotation(**given)
    except AssertionError:
        return {"error": "AssertionError"}
    return {
        "fname": annotation.fname and Path(annotation.fname).name,
        "video": annotation.video and Path(annotation.video.fname).name,
        "name": annotation.name,
        "points": as_points(annotation.data),
        "n_frames": annotation.n_frames,
    }
