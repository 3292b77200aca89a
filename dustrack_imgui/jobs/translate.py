"""From the lines that a job's process wrote to events of the window."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, cast

from dustrack_imgui.jobs.events import (
    ItemStarted,
    JobEvent,
    JobId,
    LogLevel,
    LogLine,
    Metric,
    Paused,
    Phase,
    Progress,
    ResultReady,
    Resumed,
    SnapshotSaved,
)

LONGEST_TEXT = 4_000
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_LEVELS = ("info", "warning", "error")


class GarbledLineError(ValueError):
    """A line of the events file is none of ours."""


def events_of(job: JobId, line: bytes) -> list[JobEvent]:
    """Return what one line of the events file says; nothing for kinds that only the window's engine needs.

    Raises
    ------
    GarbledLineError
        If the line is torn, or somebody else wrote it.
    """
    try:
        fields = json.loads(line)
        return _MAKERS[fields["type"]](job, fields)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise GarbledLineError(f"{type(error).__name__}: {line[:80]!r}") from error


def log_line(job: JobId, line: bytes) -> LogLine | None:
    """Return a line of output as a terminal would show it in the end; None when that is nothing."""
    text = line.decode("utf-8", "replace").rstrip("\r\n")
    text = _COLOURS.sub("", text.rpartition("\r")[2])[:LONGEST_TEXT].rstrip()
    return LogLine(job, text) if text else None


def _progress(job: JobId, fields: dict[str, Any]) -> list[JobEvent]:
    return [
        Progress(
            job,
            float(fields["done"]),
            float(fields["total"]),
            _number(fields["rate"]),
            str(fields["unit"]),
            _number(fields["remaining_secs"]),
        )
    ]


def _metrics(job: JobId, fields: dict[str, Any]) -> list[JobEvent]:
    step = int(fields["step"])
    values = fields["values"].items()
    return [Metric(job, str(name), float(value), step) for name, value in values if value is not None]


def _log(job: JobId, fields: dict[str, Any]) -> list[JobEvent]:
    level = fields["level"] if fields["level"] in _LEVELS else "info"
    return [LogLine(job, str(fields["text"])[:LONGEST_TEXT], cast("LogLevel", level))]


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


_MAKERS: dict[str, Callable[[JobId, dict[str, Any]], list[JobEvent]]] = {
    "hello": lambda _job, _fields: [],
    "phase": lambda job, at: [Phase(job, str(at["name"]), int(at["index"]), int(at["of"]))],
    "progress": _progress,
    "metrics": _metrics,
    "snapshot": lambda job, at: [SnapshotSaved(job, str(at["path"]), int(at["epoch"]), bool(at["is_best"]))],
    "item": lambda job, at: [ItemStarted(job, str(at["what"]), str(at["name"]))],
    "log": _log,
    "result": lambda job, at: [ResultReady(job, at["value"])],
    "paused": lambda job, _fields: [Paused(job)],
    "resumed": lambda job, _fields: [Resumed(job)],
}
