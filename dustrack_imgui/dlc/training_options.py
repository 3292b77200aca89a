"""How a round of training is to be done: what a script or the Train dialog chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from dustrack_imgui.dlc.snapshots import BEST

RefineMode = Literal["scratch", "in_project", "external"]
REFINE_MODES = ("scratch", "in_project", "external")
AUGMENTATIONS = ("default", "ultrasound", "none")
DEFAULT_EPOCHS = 200


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """How a round of training is to be done.

    Attributes
    ----------
    refine_mode
        "scratch" is a new model; "in_project" refines a snapshot of this project, "external" a file.
    source_iteration, source_snapshot
        Snapshot to refine: a trained iteration, and in it a name, an epoch, "best" or "last"; None is "best".
    external_snapshot_path
        Snapshot file to begin from.
    is_head_kept
        Whether the part of the model that knows the body parts is taken over; it must fit the project.
    is_pretrained
        Whether a new model begins from weights of photographs, which are fetched once; else at random.
    epochs
        How often training goes through all frames.
    net_type, batch_size, device, augmentation
        Kind of network; frames at once; "auto", "cpu", "cuda:0"; "default", "ultrasound" or "none".
    early_stop_epochs
        End when the test error did not fall for so many epochs; None trains to the end.
    save_every, eval_every
        Epochs between snapshots and between evaluations; None leaves it to the length of the training.
    keep_snapshots
        How many snapshots stay on disk, besides the best.
    learning_rate
        None takes that of the network's kind.
    creates_video
        Whether labelled videos are made afterwards.
    videos
        Videos of the project to analyse afterwards; None takes all, an empty tuple none.
    analyze_batchsize
        Frames at once during analysis; None takes `batch_size`.
    snapshot_choice
        Snapshot to analyse with: "best" by test error, or "last".
    updates
        Further settings of `pytorch_config.yaml` by their dotted names.
    """

    refine_mode: RefineMode = "scratch"
    source_iteration: int | None = None
    source_snapshot: str | int | None = None
    external_snapshot_path: Path | None = None
    is_head_kept: bool = True
    is_pretrained: bool = True
    epochs: int = DEFAULT_EPOCHS
    net_type: str = "resnet_50"
    batch_size: int = 8
    device: str = "auto"
    augmentation: str = "default"
    early_stop_epochs: int | None = None
    save_every: int | None = None
    eval_every: int | None = None
    keep_snapshots: int = 20
    learning_rate: float | None = None
    creates_video: bool = False
    videos: tuple[Path, ...] | None = None
    analyze_batchsize: int | None = None
    snapshot_choice: str = BEST
    updates: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
