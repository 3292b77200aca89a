"""The step that trains a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dustrack_imgui.dlc.training_mark import TrainingMark, write_mark
from dustrack_imgui.dlc.worker.config_file import lent_config, read_config
from dustrack_imgui.dlc.worker.earlier_run import bring_back, set_aside
from dustrack_imgui.dlc.worker.environment import checked_device
from dustrack_imgui.dlc.worker.layout import Model, find_model
from dustrack_imgui.dlc.worker.log_files import closed_logs
from dustrack_imgui.dlc.worker.pose_config import read_pose_config, update_pose_config
from dustrack_imgui.dlc.worker.schedule import schedule_updates
from dustrack_imgui.dlc.worker.seeding import is_seed, write_seed
from dustrack_imgui.dlc.worker.watch import Watch
from dustrack_imgui.jobs.child.channel import Channel, JobError, StopAndKeep
from dustrack_imgui.jobs.child.files import JSON

_TITLE = "Training cannot begin"


def train(
    channel: Channel,
    watch: Watch,
    *,
    config: str,
    iteration: int,
    shuffle: int = 1,
    epochs: int = 200,
    save_every: int = 25,
    eval_every: int = 10,
    batch_size: int = 8,
    device: str = "auto",
    snapshot: str | None = None,
    early_stop_epochs: int | None = None,
    keep_snapshots: int = 5,
    learning_rate: float | None = None,
    updates: dict[str, Any] | None = None,
) -> JSON:
    """Train from a snapshot at epoch 0, or from a pretrained backbone when ``snapshot`` is None.

    The best snapshot is the one with the lowest error on the test frames, at the epochs that are evaluated.

    Raises
    ------
    JobError
        When an argument makes no sense, the device is not there, or the snapshot does not fit.
    """
    counts = {
        "epochs": epochs,
        "save_every": save_every,
        "eval_every": eval_every,
        "batch_size": batch_size,
        "keep_snapshots": keep_snapshots,
        "early_stop_epochs": 1 if early_stop_epochs is None else early_stop_epochs,
    }
    for name, value in counts.items():
        if value < 1:
            raise JobError(_TITLE, f"“{name}” is {value}.", "Choose a number from 1.")
    if learning_rate is not None and not learning_rate > 0:
        raise JobError(_TITLE, f"The learning rate is {learning_rate:g}.", "Choose one above 0.")
    model = find_model(read_config(config), iteration=iteration, shuffle=shuffle)
    device = checked_device(device)
    settings = {
        **_own_settings(min(eval_every, epochs), early_stop_epochs),
        **schedule_updates(read_pose_config(model).runner, epochs=epochs, learning_rate=learning_rate),
        **(updates or {}),
    }
    options = {
        "epochs": epochs,
        "save_epochs": save_every,
        "batch_size": batch_size,
        "device": device,
        "max_snapshots_to_keep": keep_snapshots,
    }
    seed = _seed(channel, model, snapshot)
    channel.check()
    earlier = set_aside(model)
    try:
        update_pose_config(model, settings)
        write_mark(model.train_folder, TrainingMark(is_complete=False, epochs=epochs))
        watch.early_stop_epochs = early_stop_epochs
        _run(model, seed, options)
    except BaseException:
        bring_back(model, earlier)
        raise
    write_mark(
        model.train_folder, TrainingMark(is_complete=True, epochs=epochs, epochs_done=watch.epochs_done)
    )
    return {
        "snapshots": list(model.snapshots()),
        "stopped_early": watch.has_stopped_early,
        "epochs_done": watch.epochs_done,
    }


def _seed(channel: Channel, model: Model, snapshot: str | None) -> Path:
    """The snapshot to begin from; one that was trained gives its weights alone."""
    if snapshot is None:
        return write_seed(channel, model, None, keep_head=True, pretrained=True)
    path = Path(snapshot)
    return path if is_seed(path) else write_seed(channel, model, snapshot, keep_head=True, pretrained=False)


def _own_settings(eval_every: int, early_stop_epochs: int | None) -> dict[str, Any]:
    """The error on the test frames decides, and is looked at often enough to end early by it."""
    every = eval_every if early_stop_epochs is None else min(eval_every, early_stop_epochs)
    return {
        "runner.eval_interval": every,
        "runner.key_metric": "test.rmse",
        "runner.key_metric_asc": False,
    }


def _run(model: Model, seed: Path, options: dict[str, Any]) -> None:
    import deeplabcut

    try:
        with (
            closed_logs(),
            lent_config(model.config, iteration=model.iteration, fraction=model.fraction) as config,
        ):
            deeplabcut.train_network(config, shuffle=model.shuffle, snapshot_path=str(seed), **options)
    except StopAndKeep:
        return
