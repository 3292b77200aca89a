"""The step that lets a snapshot find the points in whole videos."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from dustrack_imgui.dlc.worker.config_file import lent_config, read_config
from dustrack_imgui.dlc.worker.environment import checked_device
from dustrack_imgui.dlc.worker.evaluating import best_name, evaluate_model, read_rows
from dustrack_imgui.dlc.worker.labels import refuse_equal_stems
from dustrack_imgui.dlc.worker.layout import Model, epoch_of, find_model
from dustrack_imgui.dlc.worker.predictions import Scratch, install_predictions
from dustrack_imgui.jobs.child.channel import Channel, JobError
from dustrack_imgui.jobs.child.files import JSON

_TITLE = "Nothing to analyse with"


def analyze(
    channel: Channel,
    *,
    config: str,
    iteration: int,
    videos: Sequence[str],
    shuffle: int = 1,
    snapshot: str = "best",
    batch_size: int | None = None,
    device: str = "auto",
) -> JSON:
    """Analyse videos one after the other; the predictions of each appear, complete, when it is done.

    Parameters
    ----------
    snapshot
        Name of a snapshot, "last", or "best": the one with the lowest error on the test frames. Snapshots are
        evaluated first where that is not known yet.
    batch_size
        Frames at a time; None for that of the project.

    Raises
    ------
    JobError
        When there is no such snapshot or video, or two videos cannot be told apart.
    """
    project = read_config(config)
    model = find_model(project, iteration=iteration, shuffle=shuffle)
    paths = checked_videos(videos)
    device = checked_device(device)
    name = chosen_snapshot(channel, model, snapshot, device=device)
    files: dict[str, JSON] = {}
    for video, path in zip(videos, paths, strict=True):
        channel.wait_while_paused()
        with Scratch(model.predictions_folder, channel.job_folder.name) as scratch:
            _analyse_one(model, path, name, scratch, batch_size=batch_size, device=device)
            channel.check()
            files[str(video)] = str(install_predictions(model, path.stem, scratch))
    return {"files": files, "snapshot": name}


def checked_videos(videos: Sequence[str]) -> list[Path]:
    """Paths of the videos.

    Raises
    ------
    JobError
        When one is missing or two have the same name.
    """
    paths = [Path(video).absolute() for video in videos]
    for path in paths:
        if not path.is_file():
            raise JobError(
                "A video is missing", f"There is no such file: {path}", "Check that its disk is connected."
            )
    refuse_equal_stems(tuple(path.stem for path in paths))
    return paths


def chosen_snapshot(channel: Channel, model: Model, choice: str, *, device: str) -> str:
    """Name of the snapshot to use.

    Raises
    ------
    JobError
        When there is none, or not the one asked for.
    """
    there = model.snapshots()
    if not there:
        raise JobError(_TITLE, f"There are no snapshots: {model.train_folder}", "Train the network first.")
    if choice == "last" or (choice == "best" and len(there) == 1):
        return max(there, key=epoch_of)
    if choice == "best":
        measured = {row["snapshot"] for row in read_rows(model)}
        missing = [name for name in there if name not in measured]
        if missing:
            channel.log("Evaluating snapshots first, to know which is best.")
            evaluate_model(channel, model, missing, device=device)
        return best_name(read_rows(model)) or max(there, key=epoch_of)
    name = choice.removesuffix(".pt")
    if name not in there:
        raise JobError(_TITLE, f"There is no snapshot “{name}”: {model.train_folder}", "Choose another one.")
    return name


def _analyse_one(
    model: Model, video: Path, snapshot: str, scratch: Path, *, batch_size: int | None, device: str
) -> None:
    import deeplabcut

    with lent_config(model.config, iteration=model.iteration, fraction=model.fraction) as config:
        deeplabcut.analyze_videos(
            config,
            [str(video)],
            shuffle=model.shuffle,
            destfolder=str(scratch),
            batch_size=batch_size,
            save_as_csv=True,
            device=device,
            snapshot_index=model.snapshots().index(snapshot),
            overwrite=True,
        )
    if not any(scratch.glob("*.h5")):
        raise JobError(
            "The video could not be analysed",
            f"DeepLabCut found nothing in it and did not say why: {video}",
            "Check that the video plays; the log of the job may tell more.",
        )


def copy_or_link(source: Path, target: Path) -> None:
    """Put a file at a second place, without copying it where the disk can."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)
