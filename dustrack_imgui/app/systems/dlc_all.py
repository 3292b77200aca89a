"""The systems of DeepLabCut together, for sessions with and without a window."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from dustrack_imgui.app.dlc_environment import python_of_dlc
from dustrack_imgui.app.systems.dlc_choices import DlcChoicesSystem
from dustrack_imgui.app.systems.dlc_jobs import FIRST_ID, DlcJobsSystem
from dustrack_imgui.app.systems.dlc_projects import DlcProjectsSystem
from dustrack_imgui.app.systems.dlc_results import DlcResultsSystem
from dustrack_imgui.app.systems.system import System
from dustrack_imgui.jobs import ProcessJobs
from dustrack_imgui.store.command import CommandTable


def dlc_systems(wake: Callable[[], None], commands: CommandTable, state_folder: Path) -> tuple[System, ...]:
    """Systems that find projects, run jobs on them and adopt their results, in the order of asking.

    They stand before the system that runs jobs in threads, which takes every request to cancel.
    """
    processes = ProcessJobs(wake=wake, numbers=itertools.count(FIRST_ID), echo=tell_terminal)
    return (
        DlcProjectsSystem(wake, commands),
        DlcJobsSystem(processes, python_of_dlc),
        DlcResultsSystem(wake),
        DlcChoicesSystem(state_folder, wake),
    )


def tell_terminal(line: str) -> None:
    """Print a line of a job's output where the program was started, in characters that the terminal has.

    A program without a console, as on Windows, has no such place.
    """
    stream: TextIO | None = sys.stdout
    if stream is not None and not stream.closed:
        encoding = stream.encoding or "utf-8"
        print(line.encode(encoding, "replace").decode(encoding), file=stream, flush=True)
