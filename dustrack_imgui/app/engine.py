"""Store and systems without a window: applies commands, runs effects, lets the systems answer."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from types import MappingProxyType

from dustrack_imgui.app.keys import Request
from dustrack_imgui.app.needs import Outside, filled
from dustrack_imgui.app.systems.late import LateSystems
from dustrack_imgui.app.systems.system import System
from dustrack_imgui.store.command import Call, CommandTable, Effect
from dustrack_imgui.store.store import Store

log = logging.getLogger(__name__)
SYSTEM_BUDGET_SECS = 0.004
WORKING = frozenset({"opening", "saving", "preflighting", "dlc projects", "dlc jobs", "dlc results"})


class Engine:
    """What the window's loop and a session without a window have in common.

    Parameters
    ----------
    store, table
        The session and its commands.
    outside
        What commands may ask that lies outside the session.
    systems
        In the order in which they are asked; late ones are asked from when they are made.
    clock
        Running time in seconds.
    """

    def __init__(
        self,
        store: Store,
        table: CommandTable,
        outside: Outside,
        systems: Iterable[System | LateSystems],
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.store = store
        self._table = table
        self._outside = outside
        self._systems = tuple(systems)
        self._clock = clock

    def ask(self, request: Request) -> None:
        """Apply the command of a request, with what it needs filled in."""
        if self.store.session.videos:
            self._gather()
        self.apply([filled(request, self.store.session, self._table, self._outside)])

    def apply(self, calls: Iterable[Call]) -> None:
        """Apply calls and start their effects."""
        for effect in self.store.apply(calls):
            self._run(effect)

    def tick(self, now_secs: float) -> None:
        """Let every system look at the session once, and apply what it answers."""
        for system in self._asked():
            self._let_answer(system, now_secs)

    def is_active(self) -> bool:
        """Whether a system wants to be asked again at once."""
        session = self.store.session
        return any(system.is_active(session) for system in self._made())

    def is_working(self) -> bool:
        """Whether anything is being opened, read or written; playback, pictures, long jobs do not count.

        Late systems that are not made yet count, since they have not said whether they have work.
        """
        session = self.store.session
        if any(isinstance(system, LateSystems) and not system.is_made for system in self._systems):
            return True
        return any(system.is_active(session) for system in self._made() if system.name in WORKING)

    def close(self) -> None:
        """Close all systems; one that fails does not keep the others from closing."""
        for system in self._made():
            try:
                system.close()
            except Exception:
                log.exception("%s did not close", system.name)

    def _made(self) -> Iterator[System]:
        for system in self._systems:
            if isinstance(system, LateSystems):
                yield from system.made
            else:
                yield system

    def _asked(self, *, needs_all: bool = False) -> Iterator[System]:
        """All systems in order; late ones are made when they are due or needed."""
        for system in self._systems:
            if not isinstance(system, LateSystems):
                yield system
            elif needs_all or system.is_due:
                yield from system.all_made()

    def _gather(self) -> None:
        """Make late systems before a command, so that they know what the videos were before it."""
        for system in self._systems:
            if isinstance(system, LateSystems) and not system.is_made:
                for late in system.all_made():
                    self._let_answer(late, self._clock())

    def _let_answer(self, system: System, now_secs: float) -> None:
        began = self._clock()
        calls = system.tick(self.store.session, now_secs)
        if calls:
            self.apply(calls)
        spent = self._clock() - began
        if spent > SYSTEM_BUDGET_SECS:
            log.debug("%s took %.1f ms", system.name, spent * 1e3)

    def _run(self, effect: Effect) -> None:
        try:
            if not any(system.run(effect, self.store.session) for system in self._asked(needs_all=True)):
                raise LookupError(f"no system runs {type(effect).__name__}")
        except Exception as error:
            log.exception("%s failed", type(effect).__name__)
            text = f"{type(effect).__name__} failed: {error}"
            arguments = MappingProxyType({"text": text, "severity": "error"})
            self.store.apply([Call("message.say", arguments)])
