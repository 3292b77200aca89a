"""Which Python runs DeepLabCut, what it has, and what a network may run on."""

from __future__ import annotations

import os
import threading
from dataclasses import replace

from dustrack_imgui.dlc.interpreter import VARIABLE, DlcPythonError, Versions, dlc_python, probe, save_python
from dustrack_imgui.formats.errors import WriteError
from dustrack_imgui.jobs import JobFailedError
from dustrack_imgui.model.dlc import Environment


def python_of_dlc() -> str:
    """Path of the Python that runs DeepLabCut.

    Raises
    ------
    DlcPythonError
        When there is none.
    """
    return dlc_python().python


def located_environment() -> Environment:
    """Whether there is a DeepLabCut at all; nothing is run, so that it is quick."""
    try:
        dlc_python()
    except DlcPythonError as error:
        return Environment(problem=str(error))
    return Environment()


def asked_environment(*, asks_again: bool, cancel: threading.Event) -> Environment:
    """Ask the Python that runs DeepLabCut; takes many seconds the first time.

    Raises
    ------
    JobCancelledError
        When ``cancel`` was set meanwhile.
    """
    try:
        versions = probe(dlc_python().python, cancel=cancel, is_fresh=asks_again)
    except (DlcPythonError, JobFailedError) as error:
        return Environment(problem=str(error))
    devices = tuple(
        (one.device, f"{one.name}, {one.free_bytes / 1e9:.1f} of {one.total_bytes / 1e9:.1f} GB free")
        for one in versions.devices
    )
    return Environment(_words(versions), devices)


def chosen_environment(python: str | None, *, cancel: threading.Event) -> Environment:
    """Remember a Python, or forget the choice, and ask the one that runs DeepLabCut now.

    Raises
    ------
    JobCancelledError
        When ``cancel`` was set meanwhile.
    """
    try:
        save_python(python)
    except (DlcPythonError, WriteError) as error:
        return Environment(problem=str(error))
    found = asked_environment(asks_again=True, cancel=cancel)
    if os.environ.get(VARIABLE) and found.words:
        return replace(found, words=f"{found.words}; {VARIABLE} is set, and wins over what is chosen here")
    return found


def _words(versions: Versions) -> str:
    words = f"DeepLabCut {versions.deeplabcut}, PyTorch {versions.torch}"
    if versions.missing_hooks:
        words += f"; this version does not tell {', '.join(versions.missing_hooks)}"
    return words
