"""The life of a job's process: read the request, do the work, say how it ended, and leave nothing running."""

from __future__ import annotations

import faulthandler
import importlib
import os
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, cast

from dustrack_imgui.jobs.child import files
from dustrack_imgui.jobs.child.c_output import flush_c_output, tell_c_output_by_lines
from dustrack_imgui.jobs.child.channel import Channel, JobCancelled, StopAndKeep
from dustrack_imgui.jobs.child.explain import explain
from dustrack_imgui.jobs.child.group import end_companions
from dustrack_imgui.jobs.child.guard import post_guard
from dustrack_imgui.jobs.child.listening import Listener, take_stdin

EXIT_FAILED = 1
EXIT_UNTOLD = 74
NICENESS = 5

Outcome = dict[str, files.JSON]
Work = Callable[[Channel, list[dict[str, files.JSON]]], object]
"""An entry is called with its channel and the steps of the request; it hands over the result of each step by
`Channel.result` and returns when all is done."""


def main(folder_name: str) -> NoReturn:
    """Do the work that the folder's request asks for; ends the process."""
    faulthandler.enable()
    tell_c_output_by_lines()
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    folder = Path(folder_name)
    began = time.monotonic()
    try:
        outcome = _do(folder)
    except BaseException as error:  # noqa: BLE001 - whatever ends the work is told to the user
        outcome = _failure(error)
    outcome["elapsed_secs"] = time.monotonic() - began
    code = EXIT_FAILED if outcome["status"] == "failed" else 0
    try:
        files.write_outcome(folder, outcome)
        print(outcome.get("traceback", ""), end="", file=sys.stderr)
    except OSError:
        code = code or EXIT_UNTOLD
    leave(code)


def leave(code: int) -> NoReturn:
    """End the process at once, and with it whatever it started; threads of libraries cannot hold it up."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            code = code or EXIT_UNTOLD
    flush_c_output()
    end_companions()
    os._exit(code)


def _do(folder: Path) -> Outcome:
    parent_end = take_stdin()
    post_guard(folder, parent_end)
    files.reserve_outcome(folder)
    request = files.read_object(folder / files.REQUEST)
    channel = Channel(folder, files.LineFile(folder / files.EVENTS))
    listener = Listener(channel, parent_end)
    channel.hello()
    listener.start()
    try:
        entry = cast("str", request["entry"])
        steps = cast("list[dict[str, files.JSON]]", request["steps"])
        _resolved(entry)(channel, steps)
        status = "stopped" if channel.has_seen_keep else "done"
    except JobCancelled:
        status = "cancelled"
    except StopAndKeep:
        status = "stopped"
    finally:
        listener.stop()
    return {"status": "cancelled" if channel.is_cancelled else status}


def _resolved(entry: str) -> Work:
    """The function that ``module:function`` names."""
    module, _, function = entry.partition(":")
    return cast("Work", getattr(importlib.import_module(module), function))


def _failure(error: BaseException) -> Outcome:
    told = explain(error)
    details = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return {
        "status": "failed",
        "title": told.title,
        "cause": told.cause,
        "hint": told.hint,
        "traceback": details[-files.OUTCOME_BYTES // 4 :],
    }
