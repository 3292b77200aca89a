"""The key that runs a command now, for sentences that say what to press."""

from __future__ import annotations

from functools import lru_cache

from dustrack_imgui.commands.chords import shown
from dustrack_imgui.commands.keymap import with_current_keys
from dustrack_imgui.model.keys import KeyBindings
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Command, CommandTable

_known: dict[str, Command] = {}


def know(table: CommandTable) -> None:
    """Hear of all commands; the table itself tells, being made of the commands that ask here."""
    _known.update(table)


def key_or_title(session: Session, command: str) -> str:
    """First key of a command as it is bound now, e.g. "Ctrl+O"; its title in quotes when it has none."""
    current = _commands(session.interface.keys)[command]
    return shown(current.keys[0]) if current.keys else f"“{current.title}”"


@lru_cache(maxsize=4)
def _commands(bindings: KeyBindings) -> CommandTable:
    return with_current_keys(_known, bindings)
