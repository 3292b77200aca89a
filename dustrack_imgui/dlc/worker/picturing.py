"""Steps whose results are for the eye: labelled videos, and pictures of the labels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dustrack_imgui.dlc.worker.analysing import checked_videos, chosen_snapshot, copy_or_link
from dustrack_imgui.dlc.worker.config_file import lent_config, read_config
from dustrack_imgui.dlc.worker.layout import Model, epoch_of, find_model
from dustrack_imgui.dlc.worker.predictions import Scratch
from dustrack_imgui.jobs.child.channel import Channel, JobError
from dustrack_imgui.jobs.child.files import JSON

_TITLE = "No labelled video"


def label_video(
    channel: Channel,
    *,
    config: str,
    iteration: int,
    videos: Sequence[str],
    shuffle: int = 1,
    snapshot: str = "best",
) -> JSON:
    """Draw the predictions of a snapshot into copies of the videos.

    Raises
    ------
    JobError
        When a video was not analysed with that snapshot.
    """
    model = find_model(read_config(config), iteration=iteration, shuffle=shuffle)
    paths = checked_videos(videos)
    name = chosen_snapshot(channel, model, snapshot, device="auto")
    files: dict[str, JSON] = {}
    for video, path in zip(videos, paths, strict=True):
        channel.wait_while_paused()
        channel.item("video", str(path))
        files[str(video)] = str(_label_one(channel, model, path, name))
    return {"files": files}


def _label_one(channel: Channel, model: Model, video: Path, snapshot: str) -> Path:
    import deeplabcut

    tables = _predictions(model, video, snapshot)
    with Scratch(model.predictions_folder, channel.job_folder.name) as scratch:
        for table in tables:
            copy_or_link(table, scratch / table.name)
        with lent_config(model.config, iteration=model.iteration, fraction=model.fraction) as config:
            deeplabcut.create_labeled_video(
                config,
                [str(video)],
                shuffle=model.shuffle,
                destfolder=str(scratch),
                snapshot_index=model.snapshots().index(snapshot),
                fastmode=True,
                overwrite=True,
            )
        channel.check()
        made = sorted(scratch.glob("*.mp4"))
        if not made:
            raise JobError(
                _TITLE,
                f"DeepLabCut made none and did not say why: {video}",
                "The log of the job may tell more.",
            )
        target = model.predictions_folder / made[0].name
        made[0].replace(target)
    return target


def _predictions(model: Model, video: Path, snapshot: str) -> list[Path]:
    best = "best-" if "-best-" in snapshot else ""
    ending = f"shuffle{model.shuffle}_snapshot_{best}{epoch_of(snapshot)}"
    folder = model.predictions_folder
    names = [f"{ending}.h5", f"{ending}_meta.pickle", f"{ending}_full.pickle"]
    found = [
        path
        for path in (folder.iterdir() if folder.is_dir() else ())
        if path.name.startswith(f"{video.stem}DLC_") and path.name.endswith(tuple(names))
    ]
    if not any(path.suffix == ".h5" for path in found):
        raise JobError(
            _TITLE, f"The video was not analysed with “{snapshot}”: {video}", "Analyse the video first."
        )
    return found


def check_labels(channel: Channel, *, config: str) -> JSON:
    """Draw the labels into copies of the labelled frames, in `labeled-data/{video}_labeled`."""
    import deeplabcut

    project = read_config(config)
    with lent_config(
        project, iteration=int(project.values.get("iteration") or 0), fraction=project.fractions[0]
    ) as lent:
        deeplabcut.check_labels(str(lent), draw_skeleton=False)
    channel.check()
    return {}
