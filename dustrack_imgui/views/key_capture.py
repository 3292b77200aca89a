"""Asking for a new key: what a press means while one is awaited; pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dustrack_imgui.commands.chords import shown
from dustrack_imgui.store.command import Call, Command, CommandTable


@dataclass(frozen=True, slots=True)
class Capture:
    """A command that waits for a key.

    Attributes
    ----------
    command
        Who gets the key.
    key
        A key that was pressed and belongs to `holder`; "" while none was.
    holder
        Command that would lose it.
    """

    command: Command
    key: str = ""
    holder: Command | None = None

    @property
    def prompt(self) -> str:
        """What the user may do now."""
        if self.holder is None:
            return f"Press the key for “{self.command.title}”.  Esc cancels."
        return (
            f"{shown(self.key)} is a key of “{self.holder.title}”.  Enter takes it from there, "
            "Esc leaves it; or press another key."
        )


def pressed(capture: Capture, key: str, commands: CommandTable) -> tuple[Capture | None, Call | None]:
    """What follows from a key press: how one goes on waiting (None: no longer), and what is to be done.

    Parameters
    ----------
    commands
        The table with the keys in force.
    """
    if key == "esc":
        return None, None
    if key == "enter" and capture.holder is not None:
        return None, _binding(capture.command, capture.key)
    holder = next((command for command in commands.values() if key in command.keys), None)
    if holder is not None and holder.id != capture.command.id:
        return replace(capture, key=key, holder=holder), None
    return None, _binding(capture.command, key)


def _binding(command: Command, key: str) -> Call:
    return Call("keys.bind", {"key": key, "command": command.id})
