"""One turn of the loop: input, commands, systems, views, render."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Protocol

from dustrack_imgui.app.dpg_input import DpgInput
from dustrack_imgui.app.engine import Engine
from dustrack_imgui.app.events import CloseRequested, Emitted, Event, KeyDown, KeyUp
from dustrack_imgui.app.keys import KeyRouter, Request
from dustrack_imgui.app.needs import Outside
from dustrack_imgui.app.pointer import PointerRouter
from dustrack_imgui.app.stages import Stages
from dustrack_imgui.app.systems.late import LateSystems
from dustrack_imgui.app.systems.system import System
from dustrack_imgui.store.command import Call, CommandTable
from dustrack_imgui.store.store import Store


class Keyboard(Protocol):
    """Who else may take keys: an open dialog, or a text field with the cursor in it."""

    def handle_key(self, name: str) -> bool:
        """Give a key to what takes keys before the key map; False when it is not wanted."""
        ...

    def is_typing(self) -> bool:
        """Whether a text field has the cursor."""
        ...


class FrameLoop:
    """Carries input to the store and effects to the systems; knows nothing of how things are drawn."""

    def __init__(
        self,
        store: Store,
        table: CommandTable,
        raw: DpgInput,
        keys: KeyRouter,
        pointer: PointerRouter,
        keyboard: Keyboard,
        outside: Outside,
        systems: Iterable[System | LateSystems],
        stages: Stages,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.store = store
        self._raw = raw
        self._keys = keys
        self._pointer = pointer
        self._keyboard = keyboard
        self.engine = Engine(store, table, outside, systems, clock)
        self._stages = stages
        self._clock = clock
        self.has_input = False

    def turn(self) -> None:
        """Take in what has happened and apply it."""
        now = self._clock()
        before = self.store.session
        with self._stages.timed("input"):
            events = self._raw.poll()
            self.has_input = bool(events)
        with self._stages.timed("commands"):
            for event in events:
                self._handle(event, now)
            for request in self._keys.held(now):
                self.ask(request)
        with self._stages.timed("systems"):
            self.engine.tick(now)
        self.has_input = self.has_input or self.store.session is not before

    def ask(self, request: Request) -> None:
        """Apply the command of a request, with what it needs filled in."""
        self.engine.ask(request)

    def apply(self, calls: Iterable[Call]) -> None:
        """Apply calls and start their effects."""
        self.engine.apply(calls)

    def is_active(self) -> bool:
        """Whether the next turn must come at once."""
        return self._keys.is_holding or self._pointer.is_dragging or self.engine.is_active()

    def close(self) -> None:
        """Close all systems."""
        self.engine.close()

    def _handle(self, event: Event, now: float) -> None:
        if isinstance(event, KeyDown):
            self._key_down(event, now)
        elif isinstance(event, KeyUp):
            if self._keys.release(event):
                self.store.history.seal()
        elif isinstance(event, CloseRequested):
            self.ask(Request("app.quit", {}))
        elif isinstance(event, Emitted):
            self.ask(Request(event.command, dict(event.arguments)))
        elif self.store.session.dialog is not None:
            self._pointer.cancel()
        else:
            was_dragging = self._pointer.is_dragging
            for request in self._pointer.handle(event, self.store.session):
                self.ask(request)
            if was_dragging and not self._pointer.is_dragging:
                self.store.history.seal()

    def _key_down(self, event: KeyDown, now: float) -> None:
        if self.store.session.dialog is not None:
            self._keys.swallow(event)
            self._keyboard.handle_key(event.name)
            return
        if self._keyboard.handle_key(event.name):
            self._keys.swallow(event)
            return
        if self._keyboard.is_typing() and not _is_function_key(event.name):
            self._keys.swallow(event)
            return
        request = self._keys.press(event, now)
        if request is not None:
            self.ask(request)


def _is_function_key(name: str) -> bool:
    return len(name) > 1 and name[0] == "f" and name[1:].isdigit()
