"""Errors of snapshots on labelled frames: as our worker wrote them, or as DeepLabCut did."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from dustrack_imgui.dlc.snapshots import epoch_of
from dustrack_imgui.dlc.training_mark import read_mark

EVALUATION_FILE = "dustrack-evaluation.json"
COMBINED_FILE = "CombinedEvaluation-results.csv"
_EPOCH_COLUMNS = ("Training epochs", "Training iterations:")
_COLUMNS = (
    ("train rmse", "Train error(px)"),
    ("test rmse", "Test error(px)"),
    ("train rmse_pcutoff", "Train error with p-cutoff"),
    ("test rmse_pcutoff", "Test error with p-cutoff"),
)


class Errors(NamedTuple):
    """Root mean square errors in pixels; None where there is none."""

    train_rmse_px: float | None = None
    test_rmse_px: float | None = None
    train_rmse_sure_px: float | None = None
    test_rmse_sure_px: float | None = None


def read_errors(results_folder: Path, train_folder: Path) -> dict[int, Errors]:
    """Errors by epoch. A file that is missing or damaged says nothing: evaluating again writes it anew.

    DeepLabCut's table does not say of which training it is, so that it counts for models trained elsewhere
    only; here a training may have been interrupted and done again.

    Parameters
    ----------
    results_folder
        DeepLabCut's folder of evaluations of the iteration.
    train_folder
        Folder of the snapshots, where the worker writes its own.
    """
    own = _own(train_folder / EVALUATION_FILE)
    if read_mark(train_folder) is not None:
        return own
    return {**_combined(results_folder / COMBINED_FILE), **own}


def _own(path: Path) -> dict[int, Errors]:
    try:
        values = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    rows = values.get("rows") if isinstance(values, dict) else values
    found = {}
    for row in rows if isinstance(rows, list) else []:
        epoch = _epoch(row) if isinstance(row, dict) else None
        if epoch is not None:
            names = ("train_rmse", "test_rmse", "train_rmse_pcutoff", "test_rmse_pcutoff")
            found[epoch] = Errors(*(_finite(row.get(name)) for name in names))
    return found


def _epoch(row: Mapping[str, Any]) -> int | None:
    epoch = row.get("epoch")
    return epoch if isinstance(epoch, int) else epoch_of(str(row.get("snapshot", "")))


def _combined(path: Path) -> dict[int, Errors]:
    """Rows of DeepLabCut's table: of the same epoch the last one, which is the newest evaluation."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, ValueError, csv.Error):
        return {}
    found = {}
    for row in rows:
        epoch = next((_finite(row[name]) for name in _EPOCH_COLUMNS if name in row), None)
        if epoch is not None:
            found[int(epoch)] = Errors(
                *(next((_finite(row[name]) for name in names if name in row), None) for names in _COLUMNS)
            )
    return found


def _finite(value: object) -> float | None:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None
