"""DeepLabCut tables: written by DUSTrack, and real ones read by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from dustrack import VideoAnnotation
from making.stand_ins import as_points, make_mp4, write_json

SCORER = "DLC_Resnet50_blobNov22shuffle1_snapshot_050"
LABELS_TEXT = (
    '{"0": {"2": [51.0, 61.0], "5": [50.5, 60.25]}, '
    '"1": {"5": [80.0, 40.0], "3": [0.1, 0.30000000000000004]}, "7": {}}'
)


def make(data: Path, work: Path) -> dict[str, str]:
    """Write the golden files of this topic."""
    written = [_write_labels(case, data, work) for case in WRITTEN]
    read = [_read_predictions(name, parts, data) for name, parts in PARTS.items()]
    read.append(_read_named_labels(data))
    write_json(data / "dlc_tables.json", {"written": written, "read": read})
    entries = {
        "dlc_tables.json": "`written`: arguments of to_dlc, video length -> files; `read`: "
        "files -> points by "
        "DUSTrack "
        "(named body parts get alphabetical labels there: defect 13) (P6, 3.5, 3.6)"
    }
    for case in written:
        entries[case["csv"]] = "to_dlc's table of labels"
        entries[case["h5"]] = "the same, pandas fixed format, key df_with_missing"
    for case in read:
        entries[case["csv"]] = f"made with pandas as DeepLabCut does: {case['kind']}"
        entries[case["h5"]] = f"the same, {case['format']} format"
    return entries


WRITTEN: list[dict[str, Any]] = [
    {"n_frames": 10, "arguments": {"file_prefix": "labels_10"}},
    {"n_frames": 100, "arguments": {"file_prefix": "labels_100", "scorer": "pn"}},
    {
        "n_frames": 99,
        "arguments": {
            "file_prefix": "labels_named",
            "internal_to_dlc_labels": {"7": "tail", "0": "nose", "1": "ear"},
        },
    },
    {
        "n_frames": 10,
        "arguments": {
            "file_prefix": "labels_prefix",
            "img_prefix": "frame",
            "img_suffix": ".jpg",
            "label_prefix": "p",
        },
    },
]
PARTS = {"points": ["point0", "point1", "point10"], "named": ["nose", "ear"]}


def _write_labels(case: dict[str, Any], data: Path, work: Path) -> dict[str, Any]:
    video = work / f"vid{case['n_frames']}.mp4"
    make_mp4(video, case["n_frames"])
    source = work / "labels.json"
    source.write_text(LABELS_TEXT, encoding="utf-8")
    annotation = VideoAnnotation(str(source), str(video))
    annotation.to_dlc(output_path=str(data), **case["arguments"])
    name = case["arguments"]["file_prefix"]
    return {**case, "video": video.stem, "text": LABELS_TEXT, "csv": f"{name}.csv", "h5": f"{name}.h5"}


def _read_predictions(name: str, parts: list[str], data: Path) -> dict[str, Any]:
    random = np.random.default_rng(5)
    values = random.uniform(0, 60, (8, len(parts) * 3)).astype(np.float32)
    values[:, 2::3] = random.uniform(0, 1, (8, len(parts))).astype(np.float32)
    values[3, 0:2] = np.nan
    values[5, 3] = np.nan
    columns = pd.MultiIndex.from_product(
        [[SCORER], parts, ["x", "y", "likelihood"]], names=["scorer", "bodyparts", "coords"]
    )
    table = pd.DataFrame(values, columns=columns)
    return _store(table, f"predictions_{name}", "table", data) | {
        "kind": f"predictions of {', '.join(parts)}"
    }


def _read_named_labels(data: Path) -> dict[str, Any]:
    columns = pd.MultiIndex.from_product(
        [["pn"], ["nose", "ear"], ["x", "y"]], names=["scorer", "bodyparts", "coords"]
    )
    rows = pd.MultiIndex.from_tuples([("labeled-data", "v", "img07.png"), ("labeled-data", "v", "img03.png")])
    table = pd.DataFrame([[1.0, 2.0, 3.0, 4.0], [np.nan, np.nan, 5.5, 6.5]], index=rows, columns=columns)
    return _store(table, "labels_read_named", "fixed", data) | {
        "kind": "labels of nose, ear; rows not in order"
    }


def _store(table: pd.DataFrame, stem: str, format_: str, data: Path) -> dict[str, Any]:
    table.to_hdf(data / f"{stem}.h5", key="df_with_missing", mode="w", format=format_)
    table.to_csv(data / f"{stem}.csv")
    annotation = VideoAnnotation(str(data / f"{stem}.h5"))
    likelihood = table.xs("likelihood", axis=1, level="coords") if format_ == "table" else None
    return {
        "h5": f"{stem}.h5",
        "csv": f"{stem}.csv",
        "format": format_,
        "points": as_points(annotation.data),
        "likelihood": None
        if likelihood is None
        else {part: likelihood[(SCORER, part)].tolist() for part in likelihood.columns.get_level_values(1)},
    }
