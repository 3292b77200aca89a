"""Operations on layers: decimate, corrections, copies, scans before training, differences, areas, merging."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from dustrack import VideoAnnotation
from dustrack import _preflight as preflight
from dustrack.gui import DUSTrack
from making.stand_ins import ArrayVideo, Points, as_points, layer, make_mp4, write_json


def make(data: Path, work: Path) -> dict[str, str]:
    """Write the golden files of this topic."""
    write_json(data / "decimate.json", _decimate())
    write_json(data / "corrections.json", _corrections())
    write_json(data / "copies.json", _copies())
    write_json(data / "differences.json", _differences())
    write_json(data / "scans.json", _scans())
    write_json(data / "areas.json", _areas())
    write_json(data / "merges.json", _merges(work))
    return {
        "decimate.json": "points, interval, body parts or null -> points after (F5, 4.5: both "
        "rules of what is"
        " required)",
        "corrections.json": "overlay and patch -> spliced layer, label order included (L1, 4.7)",
        "copies.json": "overlay, active, where -> active after each of the four copy operations; `null` = it"
        " failed (E3)",
        "differences.json": "layer in memory and text on disk -> added, removed, modified (N1, 4.7)",
        "scans.json": "points, required labels or null -> incomplete frames, stray labels, recovery payload"
        " (K3, K4, 3.8)",
        "areas.json": "points, labels -> polygon area per frame, plain and low-passed (L6)",
        "merges.json": "texts of files in order -> merged points, label order, or the error (P8, 4.7)",
    }


def _dense(labels: str, frames: range, *, without: dict[str, tuple[int, ...]] | None = None) -> Points:
    gone = without or {}
    return {
        label: {f: [f + int(label) * 0.25, 10.0 * int(label)] for f in frames if f not in gone.get(label, ())}
        for label in labels
    }


def _decimate() -> list[dict[str, Any]]:
    full = _dense("01", range(12))
    gappy = _dense("012", range(12), without={"1": (3, 4, 9), "2": (0, 7)})
    with_empty = {**_dense("01", range(2, 9), without={"1": (5,)}), "5": {}}
    stray = {
        **_dense("01", range(10), without={"0": (2,)}),
        "7": {4: [1.0, 1.0], 2: [2.0, 2.0], 15: [3.0, 3.0]},
    }
    named = ["nose", "ear"]
    cases: list[tuple[Points, tuple[int, int], list[str] | None]] = [
        (full, (2, 8), None),
        (full, (3, 3), None),
        (full, (0, 11), ["point0", "point1"]),
        (full, (0, 11), ["point0", "point1", "point2"]),
        (gappy, (1, 10), None),
        (gappy, (1, 10), ["point0", "point1"]),
        (gappy, (0, 11), named),
        (with_empty, (0, 20), None),
        (with_empty, (0, 20), ["point0", "point1", "point5"]),
        (stray, (0, 15), None),
        (stray, (0, 15), ["point0", "point1"]),
        (stray, (0, 15), []),
        ({"0": {3: [1.0, 1.0]}}, (0, 5), None),
        ({"0": {}}, (0, 5), None),
    ]
    return [
        {"points": as_points(p), "interval": i, "body_parts": b, "after": _decimated(p, i, b)}
        for p, i, b in cases
    ]


def _decimated(points: Points, interval: tuple[int, int], body_parts: list[str] | None) -> dict[str, Any]:
    annotation = layer(points)
    project = None if body_parts is None else SimpleNamespace(config={"bodyparts": body_parts})
    session = SimpleNamespace(
        ann=annotation, _dlcproject=project, get_selected_interval=lambda: interval, update=lambda: None
    )
    DUSTrack.decimate_annotations_in_interval(session)
    return as_points(annotation.data)


def _corrections() -> list[dict[str, Any]]:
    trace = _dense("01", range(6))
    cases: list[tuple[Points, Points]] = [
        (trace, {"0": {2: [99.0, 98.0]}, "1": {}}),
        (trace, {"0": {2: [99.0, 98.0], 50: [1.0, 1.0]}, "5": {0: [5.0, 5.0]}}),
        ({"2": {1: [2.0, 2.0]}, "10": {1: [10.0, 10.0]}}, {"10": {1: [7.0, 7.0]}, "1": {3: [1.0, 1.0]}}),
        (trace, {"0": {}}),
        ({"0": {}}, {"0": {3: [1.0, 2.0]}}),
        ({"0": {5: [5.0, 5.0], 1: [1.0, 1.0]}}, {"0": {3: [3.0, 3.0]}}),
    ]
    done = []
    for overlay, patch in cases:
        merged = DUSTrack._merge_overlay_with_patch(overlay, patch)
        done.append({"overlay": as_points(overlay), "patch": as_points(patch), "merged": as_points(merged)})
    return done


def _copies() -> list[dict[str, Any]]:
    overlay = {**_dense("01", range(2, 9), without={"0": (4,)}), "3": {5: [1.0, 2.0]}}
    active: Points = {"0": {5: [0.0, 0.0], 20: [7.0, 7.0]}, "1": {}, "2": {5: [3.0, 3.0]}}
    methods = {
        "current label, current frame": DUSTrack.copy_current_annotation_from_overlay,
        "all labels, current frame": DUSTrack.copy_annotations_from_overlay,
        "all labels, frames of interest": DUSTrack.copy_frames_of_interest_from_overlay,
        "current label, interval": DUSTrack.copy_frames_in_interval_from_overlay,
    }
    done = []
    for label, frame in (("0", 5), ("0", 4), ("1", 2), ("2", 5), ("3", 5)):
        after = {}
        for name, method in methods.items():
            annotation = layer(active)
            session = SimpleNamespace(
                ann=annotation,
                annotations={"over": layer(overlay)},
                _current_overlay="over",
                _current_idx=frame,
                _current_label=label,
                frames_of_interest=[3, 4, 30],
                get_selected_interval=lambda: (3, 6),
                update=lambda: None,
            )
            try:
                method(session)
            except KeyError:
                after[name] = None
            else:
                after[name] = as_points(annotation.data)
        done.append(
            {
                "overlay": as_points(overlay),
                "active": as_points(active),
                "label": label,
                "frame": frame,
                "frames_of_interest": [3, 4, 30],
                "interval": [3, 6],
                "after": after,
            }
        )
    return done


def _differences() -> list[dict[str, Any]]:
    same: Points = {"0": {1: [1.0, 2.0], 2: [3.0, 4.0]}, "1": {}}
    cases: list[tuple[Points, str]] = [
        (same, '{"0": {"2": [3, 4], "1": [1, 2]}}'),
        (same, '{"0": {"1": [1.0, 2.0]}}'),
        (
            same,
            '{"0": {"1": [1.0, 2.0], "2": [3.0, 4.000000000000001], "9": [0.0, 0.0]}, "4": {"1": [0, 0]}}',
        ),
        ({"10": {1: [1.0, 1.0]}, "2": {1: [1.0, 1.0], 0: [0.5, 0.5]}}, "{}"),
        ({"0": {}}, '{"0": {}, "1": {}}'),
        (same, "not json"),
    ]
    done = []
    for points, text in cases:
        path = Path("v_annotations_a.json")
        path.write_text(text, encoding="utf-8")
        memory = preflight.normalize_layer_data(points)
        difference = preflight.diff_ann_vs_disk(memory, preflight.load_layer_disk_data(path))
        done.append({"points": as_points(points), "disk": text, **difference})
    return done


def _scans() -> list[dict[str, Any]]:
    gappy = {**_dense("012", range(6), without={"1": (3, 4), "2": (0,)}), "5": {}, "8": {4: [1.0, 2.0]}}
    required = [None, ["0", "1"], ["0", "1", "2", "5"], ["2", "0"], []]
    done = []
    for points in (gappy, {"0": {}}, {}):
        for labels in required:
            incomplete = preflight.scan_incomplete_frames(points, labels)
            payload = preflight.build_dropped_incomplete_payload(points, incomplete)
            done.append(
                {
                    "points": as_points(points),
                    "required": labels,
                    "incomplete": {str(frame): missing for frame, missing in incomplete.items()},
                    "stray": preflight.scan_stray_labels(points, labels),
                    "payload": payload,
                    "sidecar_text": json.dumps(payload, indent=2),
                }
            )
    return done


def _areas() -> list[dict[str, Any]]:
    random = np.random.default_rng(3)
    drift = np.cumsum(random.normal(0, 0.7, (5, 60, 2)), axis=1)
    corners = 40 + 30 * np.array([[1, 0], [0.3, 0.9], [-0.8, 0.6], [-0.8, -0.6], [0.3, -0.9]])
    xy = corners[:, None] + drift
    points: Points = {str(n): {f: xy[n, f].tolist() for f in range(60)} for n in range(5)}
    holed: Points = {
        label: {f: p for f, p in frames.items() if f != 7 or label != "1"} for label, frames in points.items()
    }
    done = []
    for name, given in (("full", points), ("with a gap", holed)):
        for labels in (
            "012",
            ["0", "1", "2"],
            ["0", "1", "2", "3"],
            ["0", "1", "2", "3", "4"],
            ["0", "2", "1", "3"],
            "01",
        ):
            entry: dict[str, Any] = {"case": name, "labels": labels, "plain": layer(given).get_area(labels)}
            if name == "full":
                video = ArrayVideo(np.zeros((60, 2, 2), np.uint8), fps=30.0)
                entry["lowpass_hz"] = 5.0
                entry["lowpassed"] = layer(given, video=video).get_area(labels, lowpass=5.0)()
            done.append(entry)
    return [
        {"points": {"full": as_points(points), "with a gap": as_points(holed)}, "fps": 30.0, "cases": done}
    ]


def _merges(work: Path) -> list[dict[str, Any]]:
    make_mp4(work / "v.mp4", 5)
    make_mp4(work / "w.mp4", 5)
    one = '{"0": {"1": [1.0, 1.0], "2": [2.0, 2.0]}, "1": {}}'
    two = '{"1": {"4": [4.0, 4.0]}, "0": {"2": [20.0, 20.0], "0": [0.5, 0.5]}}'
    three = '{"10": {"1": [10.0, 10.0]}, "2": {"1": [2.0, 2.0]}}'
    cases = [
        [one],
        [one, two],
        [two, one],
        [one, two, three],
        [three, one],
        ["{}", one],
        ['{"3": {}}', '{"2": {}}'],
    ]
    done = []
    for texts in cases:
        paths = []
        for number, text in enumerate(texts):
            path = work / f"v_annotations_{number}.json"
            path.write_text(text, encoding="utf-8")
            paths.append(str(path))
        merged = VideoAnnotation.from_multiple_files(
            paths, str(work / "v.mp4"), "m", str(work / "v_annotations_m.json")
        )
        done.append({"files": texts, "labels": merged.labels, "points": as_points(merged.data)})
    return done
