"""From keys to commands: the key map, and the clock of held keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dustrack_imgui.app.events import KeyDown, KeyUp
from dustrack_imgui.app.gestures import Gestures
from dustrack_imgui.app.key_repeat import RepeatClock
from dustrack_imgui.store.command import CommandTable


@dataclass(frozen=True, slots=True)
class Request:
    """A command that input asks for, before the loop fills in what the command needs."""

    command: str
    arguments: Mapping[str, object]
    gesture: int | None = None


@dataclass(slots=True)
class _Held:
    command: str
    gesture: int
    clock: RepeatClock


class KeyRouter:
    """Turns key presses into requests; repeats a held key by its own clock.

    Dear PyGui repeats after a fixed delay that cannot be set; presses of a key that is down already are
    therefore ignored, and `held` asks for the repeats that are due.

    Parameters
    ----------
    keymap
        Command id by key name.
    table
        Commands by id, for `repeats`, `accelerates` and fixed arguments.
    gestures
        Source of gesture numbers.
    """

    def __init__(self, keymap: Mapping[str, str], table: CommandTable, gestures: Gestures) -> None:
        self._keymap = keymap
        self._table = table
        self._gestures = gestures
        self._down: set[int] = set()
        self._held: dict[int, _Held] = {}

    @property
    def is_holding(self) -> bool:
        """Whether a repeating key is down, so that the loop must not sleep."""
        return bool(self._held)

    def use(self, keymap: Mapping[str, str]) -> None:
        """Take another key map; a key that is held now goes on with what it began."""
        self._keymap = keymap

    def press(self, event: KeyDown, now_secs: float) -> Request | None:
        """Request of a key press; None for a key that is down already or bound to nothing."""
        if event.code in self._down:
            return None
        self._down.add(event.code)
        command_id = self.command_of(event.name)
        if command_id is None:
            return None
        command = self._table[command_id]
        gesture = self._gestures.new() if command.repeats else None
        if gesture is not None:
            self._held.clear()
            clock = RepeatClock(now_secs, accelerates=command.accelerates)
            self._held[event.code] = _Held(command_id, gesture, clock)
        return Request(command_id, command.arguments, gesture)

    def command_of(self, name: str) -> str | None:
        """Command id of a key; a capital letter that is not bound stands for the small one."""
        plain = name.removeprefix("shift+")
        if name not in self._keymap and len(plain) == 1 and plain.isalpha():
            return self._keymap.get(plain)
        return self._keymap.get(name)

    def swallow(self, event: KeyDown) -> bool:
        """Note a press that a dialog or text field takes; False when the key was down already."""
        is_new = event.code not in self._down
        self._down.add(event.code)
        return is_new

    def release(self, event: KeyUp) -> bool:
        """Note a release; True when a held gesture ended with it."""
        self._down.discard(event.code)
        return self._held.pop(event.code, None) is not None

    def release_all(self) -> bool:
        """Forget all keys (the window lost the keyboard); True when a held gesture ended with it."""
        was_holding = bool(self._held)
        self._down.clear()
        self._held.clear()
        return was_holding

    def held(self, now_secs: float) -> list[Request]:
        """Repeats that are due; few after a late loop, so that keys never run on after release."""
        return [
            Request(held.command, self._table[held.command].arguments, held.gesture)
            for held in self._held.values()
            for _ in range(held.clock.due(now_secs))
        ]
