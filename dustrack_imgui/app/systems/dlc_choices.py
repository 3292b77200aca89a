"""Remembers how a network was trained last, for the next session."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.app.background import Background
from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.model.dlc import Training
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call, Effect
from dustrack_imgui.store.value_codec import built, plain

log = logging.getLogger(__name__)
FILE_NAME = "dlc-training.json"


class DlcChoicesSystem:
    """Reads the choices when the window opens, and writes them whenever a job begins.

    Parameters
    ----------
    folder
        The user's state folder.
    wake
        Called from the thread when they were read.
    """

    name = "dlc choices"

    def __init__(self, folder: Path, wake: Callable[[], None]) -> None:
        self._path = folder / FILE_NAME
        self._background = Background(wake, "dlc choices")
        self._is_read = False
        self._n_jobs = 0

    def run(self, effect: Effect, session: Session) -> bool:
        """None of the effects is its own."""
        del effect, session
        return False

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Read once; write when a job began."""
        del now_secs
        if not self._is_read:
            self._is_read = True
            self._background.submit(lambda: load_training(self._path), on_error=_unreadable)
        if len(session.dlc.jobs) > self._n_jobs:
            training = replace(session.dlc.training, updates=())
            self._background.submit(lambda: save_training(self._path, training), on_error=_unwritable)
        self._n_jobs = len(session.dlc.jobs)
        return self._background.answers()

    def is_active(self, session: Session) -> bool:
        """The thread wakes the loop."""
        del session
        return False

    def close(self) -> None:
        """Finish writing."""
        self._background.close()


def load_training(path: Path) -> list[Call]:
    """The command that takes over the choices in a file; nothing when there is none, or no sense in it."""
    try:
        training = built(Training, json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        log.warning("the choices of the last training are not used (%s): %s", error, path)
        return []
    return [Call("dlc.remembered", MappingProxyType({"training": training}))]


def save_training(path: Path, training: Training) -> list[Call]:
    """Write choices to a file; a failure is logged and costs nothing else."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(plain(training), indent=1).encode("ascii"))
    except (OSError, FormatError) as error:
        log.warning("the choices of this training were not kept (%s): %s", error, path)
    return []


def _unreadable(error: Exception) -> list[Call]:
    log.warning("the choices of the last training could not be read: %s", error)
    return []


def _unwritable(error: Exception) -> list[Call]:
    log.warning("the choices of this training could not be kept: %s", error)
    return []
