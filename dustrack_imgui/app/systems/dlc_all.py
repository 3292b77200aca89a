"""The systems of DeepLabCut together, for sessions with and without a window."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

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
    processes = ProcessJobs(wake=wake, numbers=itertools.count(FIRST_ID), echo=print)
    return (
        DlcProjectsSystem(wake, commands),
        DlcJobsSystem(processes, python_of_dlc),
        DlcResultsSystem(wake),
        DlcChoicesSystem(state_folder, wake),
    )
