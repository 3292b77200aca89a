"""A process that holds DeepLabCut and does one job after the other: importing it takes long.

Run as ``deeplabcut_server.py START_FILE``. Each line of the input is a request,
each of the output its answer.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import json
import os
import sys
import traceback
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any


def main(start_file: str) -> None:
    """Serve until the input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    spec = importlib.util.spec_from_file_location("start", start_file)
    assert spec is not None
    assert spec.loader is not None
    start = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(start)
    start.make_importable()
    for line in sys.stdin:
        request = json.loads(line)
        answers.write(json.dumps(_DO[request["do"]](request)) + "\n")
        answers.flush()


def _job(request: dict[str, Any]) -> dict[str, Any]:
    """Do the steps of a job; orders are given when an event comes that they wait for."""
    from dustrack_imgui.dlc.worker.environment import load_deeplabcut
    from dustrack_imgui.dlc.worker.steps import run
    from dustrack_imgui.jobs.child import channel as channels
    from dustrack_imgui.jobs.child.files import LineFile

    class Events(LineFile):
        def append(self, value: Any) -> None:
            super().append(value)
            for order in request["orders"]:
                if _is_due(order["after"], value):
                    channel.obey(order["do"])

    folder = Path(request["folder"])
    load_deeplabcut()
    channel = channels.Channel(folder, Events(folder / "events.jsonl"))
    try:
        with _faults(request["faults"]):
            run(channel, request["steps"])
    except channels.JobCancelled:
        return {"status": "cancelled"}
    except channels.JobError as error:
        told = {"title": error.title, "cause": error.cause, "hint": error.hint}
        return {"status": "failed", **told}
    except Exception as error:  # noqa: BLE001 - the test is told
        told = {"title": type(error).__name__, "cause": str(error), "hint": ""}
        return {"status": "failed", **told, "traceback": traceback.format_exc()}
    return {"status": "stopped" if channel.has_seen_keep else "done"}


def _is_due(wanted: dict[str, Any], event: Any) -> bool:
    """Whether an event has all the values; numbers may be larger."""
    return all(
        key in event and (event[key] >= value if isinstance(value, int) else event[key] == value)
        for key, value in wanted.items()
    )


@contextlib.contextmanager
def _faults(faults: list[dict[str, Any]]) -> Iterator[None]:
    """Let functions raise, or give other values, for the time of a job."""
    from dustrack_imgui.dlc.worker.patches import Patches

    patches = Patches()
    for fault in faults:
        module, _, path = fault["target"].partition(":")
        *owners, name = path.split(".")
        owner: Any = importlib.import_module(module)
        for part in owners:
            owner = getattr(owner, part)
        if "value" in fault:
            patches.replace(owner, name, lambda original, value=fault["value"]: value)
        else:
            patches.replace(owner, name, lambda original, fault=fault: _raiser(fault, original))
    try:
        yield
    finally:
        patches.undo()


def _raiser(fault: dict[str, Any], original: Any) -> Any:
    module, _, name = fault["raises"].partition(":")
    error = getattr(importlib.import_module(module), name)

    numbers = count(1)

    def fail(*args: Any, **options: Any) -> Any:
        if next(numbers) < fault.get("from_call", 1):
            return original(*args, **options)
        raise error(*fault["arguments"])

    return fail


def _call(request: dict[str, Any]) -> dict[str, Any]:
    """Call a function of DeepLabCut itself, as its users do."""
    module, _, name = request["function"].partition(":")
    try:
        value = getattr(importlib.import_module(module), name)(*request["args"], **request["options"])
    except Exception:  # noqa: BLE001 - the test is told
        return {"status": "failed", "traceback": traceback.format_exc()}
    return {"status": "done", "value": str(value)}


def _snapshot(request: dict[str, Any]) -> dict[str, Any]:
    """Tell what is in a snapshot."""
    import torch

    content = torch.load(request["path"], map_location="cpu", weights_only=True)
    weights = content["model"]
    sums = dict.fromkeys(("backbone", "heads"), 0.0)
    for name, values in weights.items():
        sums[name.partition(".")[0]] += float(values.double().abs().sum())
    return {"epoch": content["metadata"]["epoch"], "keys": sorted(content), "sums": sums}


_DO = {"job": _job, "call": _call, "snapshot": _snapshot}

if __name__ == "__main__":
    main(sys.argv[1])
