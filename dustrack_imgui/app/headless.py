"""A session without a window, for scripts and batch work: the same store, commands and systems."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from dustrack_imgui.app.engine import Engine
from dustrack_imgui.app.keys import Request
from dustrack_imgui.app.needs import Outside
from dustrack_imgui.app.readers import Readers
from dustrack_imgui.app.systems.journaling import JournalingSystem
from dustrack_imgui.app.systems.opening import OpeningSystem
from dustrack_imgui.app.systems.remembering import RememberingSystem
from dustrack_imgui.app.systems.working import working_systems
from dustrack_imgui.app.view_files import ViewFiles
from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.journal import default_state_folder
from dustrack_imgui.store.store import Store

T = TypeVar("T")
IDLE_SECS = 0.05


class Headless:
    """Runs the systems only while somebody waits for them; every method may be called from any thread.

    Parameters
    ----------
    state_folder
        Where journals and views are kept; None takes the user's state folder.
    """

    def __init__(self, *, state_folder: Path | None = None) -> None:
        folder = state_folder or default_state_folder()
        self._news = threading.Event()
        self._lock = threading.RLock()
        self._is_closed = False
        wake = self._news.set
        self.readers = Readers(wake)
        journaling = JournalingSystem(folder, wake)
        view_files = ViewFiles(folder)
        self._engine = Engine(
            Store(Session(), COMMAND_TABLE, journal=journaling.journal),
            COMMAND_TABLE,
            outside_of_nothing(),
            (
                OpeningSystem(self.readers, wake, view_files),
                *working_systems(self.readers, wake, folder),
                journaling,
                RememberingSystem(view_files, wake),
            ),
        )

    @property
    def session(self) -> Session:
        """The current session."""
        return self._engine.store.session

    @property
    def is_closed(self) -> bool:
        """Whether it was closed."""
        return self._is_closed

    def do(self, function: Callable[[Engine], T]) -> T:
        """Let a function use the engine while nobody else does; its systems are asked afterwards."""
        with self._lock:
            answer = function(self._engine)
            self._engine.tick(time.perf_counter())
            return answer

    def ask(self, command: str, **arguments: object) -> None:
        """Apply a command by id."""
        self.do(lambda engine: engine.ask(Request(command, arguments)))

    def pump(self) -> None:
        """Let the systems answer once; waits a moment for news when there are none."""
        self._news.wait(IDLE_SECS)
        self._news.clear()
        with self._lock:
            self._engine.tick(time.perf_counter())

    def close(self) -> None:
        """Stop the systems and close the files; what is not saved stays in the journal."""
        with self._lock:
            if self._is_closed:
                return
            self._is_closed = True
            self._engine.close()
            self.readers.close()


def outside_of_nothing() -> Outside:
    """There is no mouse and no picture without a window: what commands need comes in their arguments."""
    return Outside(
        xy_image=lambda session: None,
        trace_frame=lambda: None,
        exact_frame=lambda session: None,
        grey_percentiles=lambda session: None,
        pane=lambda: "",
        trace_limits=lambda: ((0.0, 1.0), (0.0, 1.0)),
    )
