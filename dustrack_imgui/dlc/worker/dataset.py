"""The step that makes a training dataset: which frames train, which test, and what network."""

from __future__ import annotations

import shutil
from typing import Any

from dustrack_imgui.dlc.split import (
    Split,
    SplitError,
    merge_splits,
    padded_indices,
    read_split,
    split_frames,
    write_split,
)
from dustrack_imgui.dlc.worker.augmentation import augmentation_updates
from dustrack_imgui.dlc.worker.config_file import ProjectConfig, edit_config, lent_config, read_config
from dustrack_imgui.dlc.worker.earlier_run import set_aside
from dustrack_imgui.dlc.worker.labels import LabelledFrames, read_labelled_frames
from dustrack_imgui.dlc.worker.layout import Model, model_folder, training_set_folder
from dustrack_imgui.dlc.worker.pose_config import update_pose_config
from dustrack_imgui.jobs.child.channel import Channel, JobError
from dustrack_imgui.jobs.child.files import JSON

_TITLE = "No training dataset"
_NEEDS_DETECTOR = ("top_down_", "rtmpose_", "ctd_")


def create_training_dataset(
    channel: Channel,
    *,
    config: str,
    iteration: int,
    shuffle: int = 1,
    net_type: str = "resnet_50",
    train_fraction: float | None = None,
    augmentation: str = "default",
    updates: dict[str, Any] | None = None,
) -> JSON:
    """Make the training dataset of an iteration; a model that it has already is set aside.

    Raises
    ------
    JobError
        When labels are missing, all would fall on one side, or a setting is unknown; nothing is written then.
    """
    project = read_config(config)
    fraction = _checked_fraction(project.fractions[0] if train_fraction is None else train_fraction)
    _check_net_type(net_type)
    frames = read_labelled_frames(project, channel)
    presets = augmentation_updates(
        augmentation, width_px=frames.largest_width_px, height_px=frames.largest_height_px
    )
    train, test = _divide(project, frames, fraction)
    channel.check()

    folder = model_folder(project, iteration, shuffle, fraction)
    model = Model(project, iteration, shuffle, fraction, folder)
    set_aside(model)
    if project.fractions[0] != fraction:
        others = [value for value in project.fractions if value != fraction]
        edit_config(project.path, {"TrainingFraction": [fraction, *others]})
    _clear(model)
    _create(model, net_type, train, test)
    _check_order(model, frames)
    update_pose_config(model, {**presets, **(updates or {})})
    return {"model_folder": str(folder), "n_train": len(train), "n_test": len(test), "fraction": fraction}


def _checked_fraction(fraction: float) -> float:
    """A share of training frames that DeepLabCut can put into names: whole percents."""
    rounded = round(float(fraction), 2)
    if not 0.01 <= rounded <= 0.99:
        raise JobError(
            _TITLE,
            f"The share of training frames is {fraction:g}.",
            "Choose one between 0.01 and 0.99; DeepLabCut's own is 0.95.",
        )
    return rounded


def _check_net_type(net_type: str) -> None:
    from deeplabcut.pose_estimation_pytorch import available_models

    if net_type.startswith(_NEEDS_DETECTOR):
        raise JobError(
            _TITLE,
            f"The network “{net_type}” needs a second one that finds the animal first.",
            "Choose a network that works on the whole image, such as resnet_50.",
        )
    known = sorted(name for name in available_models() if not name.startswith(_NEEDS_DETECTOR))
    if net_type not in known:
        raise JobError(_TITLE, f"There is no network “{net_type}”.", f"Choose one of {', '.join(known)}.")


def _divide(project: ProjectConfig, frames: LabelledFrames, fraction: float) -> tuple[list[int], list[int]]:
    """Rows that train and rows that test; frames without any label do neither."""
    labelled = [name for name, has_label in zip(frames.names, frames.has_label, strict=True) if has_label]
    try:
        earlier = read_split(project.root)
        split = split_frames(labelled, fraction, earlier=earlier)
        write_split(project.root, merge_splits(earlier, split))
    except SplitError as error:
        raise JobError(_TITLE, str(error), "Label more frames, save them, then train.") from error
    except ValueError as error:
        raise JobError(
            _TITLE, str(error), "Take the file away: train and test frames are drawn anew then."
        ) from error
    return _rows(frames, split, "train"), _rows(frames, split, "test")


def _rows(frames: LabelledFrames, split: Split, side: str) -> list[int]:
    names = split.train if side == "train" else split.test
    return [row for row, name in enumerate(frames.names) if name in names]


def _clear(model: Model) -> None:
    """Take away a dataset that will be written anew: one that a killed job left half-written would be read.

    One that holds other shuffles as well stays, since their splits are in the same files.
    """
    folder = training_set_folder(model.config, model.iteration)
    own = f"shuffle{model.shuffle}.pickle"
    if not any(not path.name.endswith(own) for path in folder.glob("Documentation_data-*.pickle")):
        shutil.rmtree(folder, ignore_errors=True)


def _create(model: Model, net_type: str, train: list[int], test: list[int]) -> None:
    import deeplabcut

    padded_train, padded_test = padded_indices(train, test, model.fraction)
    with lent_config(model.config, iteration=model.iteration, fraction=model.fraction) as config:
        made = deeplabcut.create_training_dataset(
            config,
            Shuffles=[model.shuffle],
            trainIndices=[padded_train],
            testIndices=[padded_test],
            net_type=net_type,
            engine=deeplabcut.Engine.PYTORCH,
            userfeedback=False,
        )
    if not made or not model.pose_config.is_file():
        raise JobError(
            _TITLE,
            f"DeepLabCut made no training dataset and did not say why: {model.folder}",
            "The log of the job may tell more.",
        )


def _check_order(model: Model, frames: LabelledFrames) -> None:
    """Make sure that the rows that were divided are the rows that DeepLabCut merged."""
    import pandas as pd

    name = f"CollectedData_{model.config.scorer}.h5"
    table = pd.read_hdf(training_set_folder(model.config, model.iteration) / name)
    if ["/".join(row[1:]) for row in table.index] != frames.names:
        raise JobError(
            _TITLE,
            "DeepLabCut merged other labels than were found before.",
            "Make sure that nothing else writes into the project, then try again.",
        )
