"""The systems that a window can do without in its first turn; importing this loads most of the program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dustrack_imgui.app.creation_file import creation_file
from dustrack_imgui.app.readers import Readers
from dustrack_imgui.app.systems.batching import BatchingSystem
from dustrack_imgui.app.systems.capturing import CapturingSystem
from dustrack_imgui.app.systems.choosing import HELPER, ChoosingSystem
from dustrack_imgui.app.systems.continuing import ContinuingSystem
from dustrack_imgui.app.systems.remembering import RememberingSystem
from dustrack_imgui.app.systems.system import System
from dustrack_imgui.app.systems.working import working_systems
from dustrack_imgui.app.view_files import ViewFiles


def later_systems(
    readers: Readers,
    wake: Callable[[], None],
    state_folder: Path,
    view_files: ViewFiles,
    capture: Callable[[Path], None],
    *,
    has_native_dialogs: bool,
) -> tuple[System, ...]:
    """Systems in the order of asking; what they take is what `Application` has at hand."""
    return (
        BatchingSystem(wake),
        *working_systems(readers, wake, state_folder, creation_path=creation_file(state_folder)),
        ContinuingSystem(state_folder, wake),
        RememberingSystem(view_files, wake),
        ChoosingSystem(wake, HELPER if has_native_dialogs else None),
        CapturingSystem(wake, capture),
    )
