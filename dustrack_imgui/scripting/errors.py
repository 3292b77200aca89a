"""What can go wrong when a script drives a session; the sentences are those that the window shows."""

from __future__ import annotations


class RefusedError(ValueError):
    """The session refused a command; the text says why and what to do."""


class CommandFailedError(RuntimeError):
    """A command, or the work it started, failed."""


class NoIntervalError(KeyError):
    """No interval is selected for the active layer and the current label."""

    def __str__(self) -> str:
        return str(self.args[0])


class SessionClosedError(RuntimeError):
    """The window was closed, or the session was."""


class WaitedInVainError(TimeoutError):
    """Something took longer than the script wanted to wait."""


class NoEffectWarning(UserWarning):
    """An argument or call of DUSTrack that means nothing here."""
