"""The files of a job's folder, by which the window and the job's process talk."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

JSON: TypeAlias = "Mapping[str, JSON] | Sequence[JSON] | str | int | float | bool | None"

REQUEST = "request.json"
EVENTS = "events.jsonl"
LOG = "log.txt"
CONTROL = "control.jsonl"
PROCESS = "process.json"
HEARTBEAT = "heartbeat"
OUTCOME = "outcome.json"
OWNER = "owner.json"
TOLD = "told.json"

OUTCOME_BYTES = 64 * 1024
REPLACE_ATTEMPTS = 10
REPLACE_PAUSE_SECS = 0.05


class LineFile:
    """Appends JSON objects to a file, each on a line of its own, whole even when threads write at once.

    A line that the disk took only in part is closed before the next one: it spoils nothing but itself.
    """

    def __init__(self, path: Path) -> None:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, flags, 0o666)
        self._path = path
        self._lock = threading.Lock()
        self._is_torn = False

    def append(self, value: Mapping[str, JSON]) -> None:
        """Write one line.

        Raises
        ------
        OSError
            When the disk does not take it, as a full one does.
        """
        line = json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
        with self._lock:
            if self._is_torn:
                line = b"\n" + line
            self._is_torn = True
            while line:
                line = line[os.write(self._file, line) :]
            self._is_torn = False

    def close(self) -> None:
        """Close the file; nothing can be appended any more."""
        os.close(self._file)


def read_object(path: Path) -> dict[str, JSON]:
    """Read a file that holds one JSON object.

    Raises
    ------
    OSError
        If it cannot be read.
    ValueError
        If it holds something else.
    """
    value = json.loads(path.read_bytes())
    if not isinstance(value, dict):
        raise ValueError(f"This file does not hold what it should: {path}")
    return value


def write_object(path: Path, value: Mapping[str, JSON]) -> None:
    """Write a file that is there whole or not at all; readers see the old one or the new one."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace"))
    _replace(part, path)


def reserve_outcome(folder: Path) -> None:
    """Take the room for the outcome from the disk now, so that a disk that fills up can still be told of."""
    part = folder / (OUTCOME + ".part")
    part.write_bytes(b" " * OUTCOME_BYTES)


def write_outcome(folder: Path, value: Mapping[str, JSON]) -> None:
    """Write how the job ended, into the room that was reserved when there is such."""
    content = json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace")
    part = folder / (OUTCOME + ".part")
    with part.open("r+b" if part.exists() else "wb") as file:
        file.write(content)
        file.truncate()
    _replace(part, folder / OUTCOME)


def give_up_outcome(folder: Path) -> None:
    """Give the room back to the disk that a process had reserved and did not live to use."""
    (folder / (OUTCOME + ".part")).unlink(missing_ok=True)


def _replace(part: Path, path: Path) -> None:
    """Put a file into its place; Windows refuses as long as somebody, such as a scanner, looks at either."""
    for _ in range(REPLACE_ATTEMPTS):
        try:
            part.replace(path)
        except PermissionError:
            time.sleep(REPLACE_PAUSE_SECS)
        else:
            return
    part.replace(path)
