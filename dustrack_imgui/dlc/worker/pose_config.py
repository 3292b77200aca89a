"""The configuration of one network, edited through DeepLabCut's own schema, which is strict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dustrack_imgui.dlc.worker.layout import Model
from dustrack_imgui.jobs.child.channel import JobError


def read_pose_config(model: Model) -> Any:
    """Read the configuration of a network as DeepLabCut's `PoseConfig`.

    Raises
    ------
    JobError
        When it is damaged or has values that this DeepLabCut does not accept.
    """
    from deeplabcut.pose_estimation_pytorch.config import PoseConfig
    from pydantic import ValidationError

    try:
        return PoseConfig.from_yaml(model.pose_config)
    except (ValidationError, ValueError, TypeError, KeyError) as error:
        raise _refused(model, error) from error


def update_pose_config(model: Model, updates: Mapping[str, Any]) -> None:
    """Change values of the configuration of a network, by dotted keys.

    Raises
    ------
    JobError
        When DeepLabCut does not know a key or does not accept a value; the file is unchanged then.
    """
    from pydantic import ValidationError

    values = read_pose_config(model)
    try:
        for key, value in updates.items():
            values.set_nested(key, value)
    except (ValidationError, AttributeError, ValueError, TypeError) as error:
        raise _refused(model, error) from error
    part = model.pose_config.with_name(f".{model.pose_config.name}.tmp")
    values.to_yaml(part)
    part.replace(model.pose_config)


def _refused(model: Model, error: Exception) -> JobError:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return JobError(
        "DeepLabCut does not accept the settings of the network",
        f"{' '.join(lines[:3])[:400]} — in {model.pose_config}",
        "Correct or take away that setting, or create the training dataset anew.",
    )
