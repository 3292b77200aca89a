"""A session in which projects are made of what is open, without DeepLabCut."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from dustrack_imgui.app.engine import Engine
from dustrack_imgui.app.headless import outside_of_nothing
from dustrack_imgui.app.keys import Request
from dustrack_imgui.app.readers import Readers
from dustrack_imgui.app.systems.dlc_creating import DlcCreatingSystem
from dustrack_imgui.app.systems.opening import OpeningSystem
from dustrack_imgui.app.systems.saving import SavingSystem
from dustrack_imgui.commands.dlc_effects import AskDlcEnvironment, StartDlcJob
from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call
from dustrack_imgui.store.store import Store

from .stand_ins import TakingSystem

TODAY = date(2026, 11, 22)
LABELS = {"0": {"3": [5.0, 6.0], "8": [6.0, 6.0]}, "2": {"3": [7.0, 8.0]}, "5": {}}
WAIT_SECS = 60.0


class Bench:
    """A session with one video, and what opens, saves and creates."""

    def __init__(self, folder: Path, video: Path) -> None:
        self.folder = folder
        self.elsewhere = TakingSystem((StartDlcJob, AskDlcEnvironment))
        self.readers = Readers(_nothing)
        self.store = Store(Session(), COMMAND_TABLE, is_strict=True)
        self.engine = Engine(
            self.store,
            COMMAND_TABLE,
            outside_of_nothing(),
            (
                OpeningSystem(self.readers, _nothing),
                DlcCreatingSystem(
                    self.readers, _nothing, lambda: "python", folder / "projects.json", lambda: TODAY
                ),
                SavingSystem(_nothing),
                self.elsewhere,
            ),
        )
        self.ask("app.open_video", path=str(video))
        self.wait(lambda: self.session.active is not None)
        self.apply("dlc.projects_read", projects=(), looked_at=frozenset({self.state.video.path}))

    @property
    def session(self) -> Session:
        return self.store.session

    @property
    def state(self):
        assert self.session.active is not None
        return self.session.active

    @property
    def root(self) -> Path:
        return self.folder / f"clip_iteration_0-x-{TODAY.isoformat()}"

    def ask(self, command: str, **arguments: object) -> None:
        self.engine.ask(Request(command, arguments))

    def apply(self, command: str, **arguments: object) -> None:
        self.engine.apply([Call(command, arguments)])

    def wait(self, condition: Callable[[], bool]) -> None:
        give_up = time.monotonic() + WAIT_SECS
        while not condition():
            assert time.monotonic() < give_up, (self.session.message.text, self.session.dlc.creation)
            self.engine.tick(time.monotonic())
            time.sleep(0.005)

    def begin(self) -> None:
        self.ask("dlc.create_project")
        assert self.session.dialog is not None, self.session.message.text

    def create(self) -> None:
        self.ask("dlc.create")
        self.wait(lambda: not self.session.dlc.creation.is_running)


def _nothing() -> None:
    pass
