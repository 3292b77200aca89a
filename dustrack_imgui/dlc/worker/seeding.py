"""The step that makes the snapshot to begin training from: weights alone, at epoch 0.

A snapshot of DeepLabCut carries its epoch and the state of its learning rate, and both would be taken over: a
network refined from epoch 130 would go on at epoch 131 with the last, smallest rate.
"""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

from dustrack_imgui.dlc.worker.config_file import read_config
from dustrack_imgui.dlc.worker.layout import Model, find_model
from dustrack_imgui.dlc.worker.pose_config import read_pose_config
from dustrack_imgui.dlc.worker.pretrained import build_pretrained
from dustrack_imgui.jobs.child.channel import Channel, JobError
from dustrack_imgui.jobs.child.files import JSON

SEED_FOLDER = "init"
SEED_NAME = "init.pt"
_TITLE = "The snapshot cannot be used"
_BODY = ("backbone.", "neck.")


def seed(
    channel: Channel,
    *,
    config: str,
    iteration: int,
    shuffle: int = 1,
    source: str | None = None,
    keep_head: bool = True,
    pretrained: bool = False,
) -> JSON:
    """Write the snapshot to begin from.

    Parameters
    ----------
    source
        Snapshot whose weights are taken; None begins anew.
    keep_head
        Whether also the part of the network that knows the points is taken from ``source``.
    pretrained
        Without a source: whether to begin from a backbone that has learned general images.

    Raises
    ------
    JobError
        When the source cannot be read or does not fit, or pretrained weights cannot be had.
    """
    model = find_model(read_config(config), iteration=iteration, shuffle=shuffle)
    return {"snapshot": str(write_seed(channel, model, source, keep_head=keep_head, pretrained=pretrained))}


def write_seed(
    channel: Channel, model: Model, source: str | None, *, keep_head: bool, pretrained: bool
) -> Path:
    """Write the snapshot to begin from, whole or not at all, and return its path."""
    import torch
    from deeplabcut.pose_estimation_pytorch.models import PoseModel

    pose = read_pose_config(model)
    torch.manual_seed(pose.train_settings.seed)
    if source is None and pretrained:
        network = build_pretrained(channel, pose.model)
    else:
        network = PoseModel.build(pose.model, pretrained_backbone=False)
    if source is not None:
        _take_weights(network, Path(source), keep_head=keep_head)
    channel.check()
    folder = model.train_folder / SEED_FOLDER
    folder.mkdir(exist_ok=True)
    content = {"metadata": {"epoch": 0, "metrics": {}, "losses": {}}, "model": network.state_dict()}
    torch.save(content, folder / SEED_NAME)
    return folder / SEED_NAME


def is_seed(path: Path) -> bool:
    """Whether a snapshot holds weights alone, at epoch 0.

    Raises
    ------
    JobError
        When it is no snapshot, or damaged.
    """
    content = _read(path)
    metadata = content.get("metadata")
    epoch = metadata.get("epoch") if isinstance(metadata, dict) else None
    return epoch == 0 and set(content) == {"metadata", "model"}


def _read(path: Path) -> dict[str, Any]:
    """Read a snapshot, without running anything that its file may contain."""
    import torch

    if not path.is_file():
        raise JobError(_TITLE, f"There is no such snapshot: {path}", "Choose another snapshot.")
    if path.suffix == ".index":
        raise JobError(
            _TITLE, f"This is a snapshot of TensorFlow: {path}", "Choose one of PyTorch (.pt), or begin anew."
        )
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except (RuntimeError, OSError, EOFError, ValueError, KeyError, pickle.UnpicklingError) as error:
        raise JobError(_TITLE, f"The snapshot is damaged: {path}", "Choose another snapshot.") from error
    if not isinstance(content, dict) or not isinstance(content.get("model"), dict):
        raise JobError(
            _TITLE, f"This is no snapshot of DeepLabCut's PyTorch engine: {path}", "Choose another file."
        )
    return content


def _take_weights(network: Any, path: Path, *, keep_head: bool) -> None:
    """Load weights into a network.

    Raises
    ------
    JobError
        When they are of another kind of network or for another number of points.
    """
    weights: dict[str, Any] = _read(path)["model"]
    own = network.state_dict()
    parts = weights if keep_head else {k: v for k, v in weights.items() if k.startswith(_BODY)}
    wrong = sorted(k for k, v in parts.items() if k not in own or own[k].shape != v.shape)
    absent = sorted(k for k in own if k not in parts and (keep_head or k.startswith(_BODY)))
    if not wrong and not absent:
        network.load_state_dict({**own, **parts})
        return
    if all(key.startswith("heads.") for key in (*wrong, *absent)):
        raise JobError(
            _TITLE,
            f"It was trained for another number of points than this project has: {os.fspath(path)}",
            "Choose another snapshot, or take over its backbone alone.",
        )
    raise JobError(
        _TITLE,
        f"It is of another kind of network than this round's: {os.fspath(path)}",
        "Choose the net type that the snapshot was trained with.",
    )
