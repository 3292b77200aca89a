"""Arguments of scripts for training, by our names, DUSTrack's and DeepLabCut's, as one set of options."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from dustrack_imgui.dlc.training_options import TrainingOptions

_SAME = {
    "maxiters": "epochs",
    "max_snapshots_to_keep": "keep_snapshots",
    "batchsize": "batch_size",
    "save_epochs": "save_every",
    "saveiters": "save_every",
    "create_video": "creates_video",
    "pytorch_cfg_updates": "updates",
    "pretrained": "is_pretrained",
    "keep_head": "is_head_kept",
}
_MEAN_NOTHING = frozenset(
    {
        "display_iters",
        "displayiters",
        "allow_growth",
        "gputouse",
        "autotune",
        "userfeedback",
        "augmenter_type",
        "trainingsetindex",
        "plotting",
        "show_errors",
        "save_as_csv",
        "videotype",
    }
)
_NAMES = frozenset(field.name for field in fields(TrainingOptions))


def options_with(arguments: Mapping[str, Any], options: TrainingOptions | None = None) -> TrainingOptions:
    """Options changed by the arguments of a call; None means that nothing is said.

    Arguments of DeepLabCut that mean nothing here are left out with a warning.

    Raises
    ------
    TypeError
        When there is no such argument, or two of the same meaning.
    """
    changes: dict[str, Any] = {}
    for name, value in arguments.items():
        own = _SAME.get(name, name)
        if name in _MEAN_NOTHING:
            _left_out(name)
        elif own not in _NAMES:
            raise TypeError(
                f"there is no argument {name}; there are {', '.join(sorted(_NAMES | set(_SAME)))}"
            )
        elif value is not None:
            if own in changes:
                raise TypeError(f"{name} is given twice, under two names")
            changes[own] = value
    return replace(options or TrainingOptions(), **changes)


def leave_out(arguments: Mapping[str, Any]) -> None:
    """Say of arguments of DeepLabCut that they mean nothing here.

    Raises
    ------
    TypeError
        When there is no such argument.
    """
    for name in arguments:
        if name not in _MEAN_NOTHING:
            raise TypeError(f"there is no argument {name}")
        _left_out(name)


def _left_out(name: str) -> None:
    warnings.warn(f"{name} means nothing here and is left out", UserWarning, stacklevel=5)
