"""The systems that do the work of a session, with a window or without one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dustrack_imgui.app.dlc_environment import python_of_dlc
from dustrack_imgui.app.readers import Readers
from dustrack_imgui.app.systems.choosing_backend import ChoosingBackendSystem
from dustrack_imgui.app.systems.dlc_all import dlc_systems
from dustrack_imgui.app.systems.dlc_creating import DlcCreatingSystem
from dustrack_imgui.app.systems.hardware_decoding import HardwareDecodingSystem
from dustrack_imgui.app.systems.naming_labels import NamingLabelsSystem
from dustrack_imgui.app.systems.preflighting import PreflightingSystem
from dustrack_imgui.app.systems.proxying import ProxyingSystem
from dustrack_imgui.app.systems.saving import SavingSystem
from dustrack_imgui.app.systems.system import System
from dustrack_imgui.app.systems.tracking import TrackingSystem
from dustrack_imgui.commands.table import COMMAND_TABLE


def working_systems(
    readers: Readers, wake: Callable[[], None], state_folder: Path, *, creation_path: Path | None = None
) -> tuple[System, ...]:
    """Systems in the order of asking.

    Parameters
    ----------
    creation_path
        File that remembers where the last project was made; None to remember nothing.
    """
    return (
        *dlc_systems(wake, COMMAND_TABLE, state_folder),
        DlcCreatingSystem(readers, wake, python_of_dlc, creation_path),
        ProxyingSystem(readers, wake),
        HardwareDecodingSystem(readers, wake),
        ChoosingBackendSystem(wake),
        TrackingSystem(readers, wake),
        SavingSystem(wake),
        PreflightingSystem(wake),
        NamingLabelsSystem(wake),
    )
