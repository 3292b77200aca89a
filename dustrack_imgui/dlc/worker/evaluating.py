"""The step that measures snapshots on the labelled frames, and which of them is best."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dustrack_imgui.dlc.worker.config_file import lent_config, read_config
from dustrack_imgui.dlc.worker.environment import checked_device
from dustrack_imgui.dlc.worker.layout import Model, epoch_of, find_model, training_set_folder
from dustrack_imgui.jobs.child.channel import Channel, JobError
from dustrack_imgui.jobs.child.files import JSON, read_object, write_object

Row = dict[str, Any]
_COLUMNS = {
    "train rmse": "train_rmse",
    "test rmse": "test_rmse",
    "train rmse_pcutoff": "train_rmse_pcutoff",
    "test rmse_pcutoff": "test_rmse_pcutoff",
}


def evaluate(
    channel: Channel,
    *,
    config: str,
    iteration: int,
    shuffle: int = 1,
    snapshots: str | Sequence[str] = "all",
    device: str = "auto",
) -> JSON:
    """Measure snapshots, and note the errors of each by its name beside it.

    Raises
    ------
    JobError
        When there are no snapshots, or one that is asked for is not there.
    """
    model = find_model(read_config(config), iteration=iteration, shuffle=shuffle)
    names = _chosen(model, snapshots)
    return {"rows": list(evaluate_model(channel, model, names, device=checked_device(device)))}


def evaluate_model(channel: Channel, model: Model, names: Sequence[str], *, device: str) -> list[Row]:
    """Measure the named snapshots and return the rows of all that were ever measured, by epoch."""
    import deeplabcut

    _require_dataset(model)
    for name in names:
        channel.wait_while_paused()
        with lent_config(model.config, iteration=model.iteration, fraction=model.fraction) as config:
            deeplabcut.evaluate_network(
                config,
                shuffles=[model.shuffle],
                device=device,
                plotting=False,
                show_errors=False,
                snapshotindex="all",
                snapshots_to_evaluate=[name],
            )
        write_rows(model, [*read_rows(model), _row(model, name)])
    rows = read_rows(model)
    wanted = set(names)
    return [row for row in rows if row["snapshot"] in wanted]


def _require_dataset(model: Model) -> None:
    """Refuse a network that came without the frames that it was trained on: in a seed bundle."""
    if not any(training_set_folder(model.config, model.iteration).glob("*.mat")):
        raise JobError(
            "Nothing to evaluate on",
            f"The network of iteration {model.iteration} came without its training frames: {model.folder}",
            "Analyse videos with it, or train a round of this project, whose frames measure both.",
        )


def read_rows(model: Model) -> list[Row]:
    """Rows noted for snapshots that are still there; none when the file is missing or damaged."""
    try:
        rows = read_object(model.evaluation_file).get("rows")
    except (OSError, ValueError):
        return []
    there = set(model.snapshots())
    if not isinstance(rows, list):
        return []
    return [dict(row) for row in rows if isinstance(row, dict) and row.get("snapshot") in there]


def write_rows(model: Model, rows: Iterable[Row]) -> None:
    """Note rows, the last one of each snapshot, by epoch, with the best one marked."""
    by_name = {row["snapshot"]: row for row in rows}
    ordered = sorted(by_name.values(), key=lambda row: (row["epoch"], row["snapshot"]))
    best = best_name(ordered)
    for row in ordered:
        row["is_best"] = row["snapshot"] == best
    write_object(model.evaluation_file, {"rows": ordered})


def best_name(rows: Iterable[Mapping[str, Any]]) -> str | None:
    """Name of the snapshot with the lowest error on the test frames, of equal ones the later.

    Where no test frame could be measured the training frames decide; None when nothing was measured.
    """
    rows = list(rows)
    for figure in ("test_rmse", "train_rmse"):
        measured = [row for row in rows if row.get(figure) is not None]
        if measured:
            return str(min(measured, key=lambda row: (row[figure], -row["epoch"]))["snapshot"])
    return None


def _chosen(model: Model, snapshots: str | Sequence[str]) -> list[str]:
    there = model.snapshots()
    if not there:
        raise JobError(
            "Nothing to evaluate", f"There are no snapshots: {model.train_folder}", "Train the network first."
        )
    if snapshots == "all":
        return sorted(there, key=epoch_of)
    names = [snapshots] if isinstance(snapshots, str) else list(snapshots)
    names = [name.removesuffix(".pt") for name in names]
    missing = [name for name in names if name not in there]
    if missing:
        raise JobError(
            "No such snapshot", f"“{missing[0]}” is not there: {model.train_folder}", "Choose another one."
        )
    return names


def _row(model: Model, name: str) -> Row:
    """Read what DeepLabCut wrote of one snapshot: to two decimals, and nothing where it has no number."""
    uid = name.removeprefix("snapshot-").split("-")
    uid_text = "-".join([*uid[:-1], str(int(uid[-1]))])
    paths = list(model.evaluation_folder.glob(f"*shuffle{model.shuffle}_snapshot_{uid_text}-results.csv"))
    if not paths:
        raise JobError(
            "Nothing was evaluated",
            f"DeepLabCut wrote no result for “{name}”: {model.evaluation_folder}",
            "The log of the job may tell more.",
        )
    path = max(paths, key=lambda path: path.stat().st_mtime)
    with path.open(encoding="utf-8", newline="") as file:
        values = next(csv.DictReader(file))
    figures = {name: _number(values.get(column)) for column, name in _COLUMNS.items()}
    return {"snapshot": name, "epoch": epoch_of(name), "is_best": False, **figures}


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None
