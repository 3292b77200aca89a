"""The entry of the worker: does the steps of a request one after the other."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dustrack_imgui.dlc.worker.analysing import analyze
from dustrack_imgui.dlc.worker.creating import create_project
from dustrack_imgui.dlc.worker.dataset import create_training_dataset
from dustrack_imgui.dlc.worker.environment import load_deeplabcut, versions
from dustrack_imgui.dlc.worker.evaluating import evaluate
from dustrack_imgui.dlc.worker.failures import understood
from dustrack_imgui.dlc.worker.hooks import installed_hooks
from dustrack_imgui.dlc.worker.picturing import check_labels, label_video
from dustrack_imgui.dlc.worker.seeding import seed
from dustrack_imgui.dlc.worker.training import train
from dustrack_imgui.dlc.worker.watch import Watch
from dustrack_imgui.jobs.child.channel import Channel, JobCancelled, JobError
from dustrack_imgui.jobs.child.files import JSON

FROM_SEED = "$seed"
"""As the snapshot of a training: the one that the seed step before it made."""

_OPS: Mapping[str, Callable[..., JSON]] = {
    "create_project": create_project,
    "create_training_dataset": create_training_dataset,
    "seed": seed,
    "train": train,
    "evaluate": evaluate,
    "analyze": analyze,
    "label_video": label_video,
    "check_labels": check_labels,
}


def run(channel: Channel, steps: Sequence[Mapping[str, Any]]) -> None:
    """Do all steps; the result of each is told when it is done.

    Raises
    ------
    JobError
        When a step is not known, has a wrong argument, or fails in a way that is understood.
    JobCancelled
        When the job is asked to stop.
    """
    for step in steps:
        _check_arguments(step)
    channel.phase("load", index=0, of=len(steps))
    load_deeplabcut()
    with installed_hooks(channel) as (watch, hooks):
        missing = [name for name, is_there in hooks.items() if not is_there]
        if missing:
            channel.log(f"This DeepLabCut does not tell of: {', '.join(missing)}", "warning")
        seed_path: JSON = None
        for index, step in enumerate(steps):
            name = str(step["op"])
            channel.phase(name, index=index, of=len(steps))
            arguments = {key: value for key, value in step.items() if key != "op"}
            if arguments.get("snapshot") == FROM_SEED:
                arguments["snapshot"] = seed_path
            value = versions(hooks) if name == "versions" else _do(channel, watch, name, arguments)
            if name == "seed" and isinstance(value, Mapping):
                seed_path = value["snapshot"]
            channel.result({"op": name, "value": value})


def _do(channel: Channel, watch: Watch, name: str, arguments: dict[str, Any]) -> JSON:
    own = {"watch": watch} if name == "train" else {}
    try:
        return _OPS[name](channel, **own, **arguments)
    except JobCancelled:
        raise
    except Exception as error:
        channel.check()
        known = understood(error)
        if known is None or known is error:
            raise
        raise known from error


def _check_arguments(step: Mapping[str, Any]) -> None:
    """Refuse a step that cannot be done before anything is begun."""
    name = step.get("op")
    if name == "versions":
        return
    if name not in _OPS:
        raise JobError("The job cannot be done", f"There is no step “{name}”.", "Update both programs.")
    parameters = inspect.signature(_OPS[str(name)]).parameters
    known = {key for key, one in parameters.items() if one.kind is one.KEYWORD_ONLY}
    needed = {key for key in known if parameters[key].default is inspect.Parameter.empty}
    given = set(step) - {"op"}
    wrong = [f"no argument “{key}”" for key in sorted(given - known)]
    wrong += [f"needs “{key}”" for key in sorted(needed - given)]
    if wrong:
        raise JobError(
            "The job cannot be done", f"The step “{name}” has {', '.join(wrong)}.", "Update both programs."
        )
