"""Lets new keys take effect at once, and keeps them in the user's file."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.app.background import Background
from dustrack_imgui.app.key_file import LoadedKeys, save_keys, set_aside
from dustrack_imgui.app.keys import KeyRouter
from dustrack_imgui.commands.keymap import current_keymap
from dustrack_imgui.model.keys import KeyBindings
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call, CommandTable, Effect

log = logging.getLogger(__name__)


class KeepingKeysSystem:
    """Follows the keys of the session.

    Parameters
    ----------
    router
        Given a new key map whenever the keys have changed.
    table
        Commands with their own keys.
    path
        Where keys are kept; None keeps them nowhere.
    loaded
        What stood in that file, whose problems are shown once.
    wake
        Called from the background when an answer waits.
    """

    name = "keys"

    def __init__(
        self,
        router: KeyRouter,
        table: CommandTable,
        path: Path | None,
        loaded: LoadedKeys,
        wake: Callable[[], None],
    ) -> None:
        self._router = router
        self._table = table
        self._path = path
        self._must_set_aside = loaded.is_damaged
        self._problems = loaded.problems
        self._kept = loaded.bindings
        self._applied: KeyBindings | None = None
        self._background = Background(wake, "keys")

    def run(self, effect: Effect, session: Session) -> bool:
        """No effect belongs here."""
        del effect, session
        return False

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Follow the session; say once what is wrong with the file."""
        del now_secs
        bindings = session.interface.keys
        if bindings is not self._applied:
            self._applied = bindings
            self._router.use(current_keymap(self._table, bindings))
            if bindings != self._kept:
                self._kept = bindings
                self._keep(bindings)
        return [*self._trouble(session), *self._background.answers()]

    def is_active(self, session: Session) -> bool:
        """The background wakes the loop itself."""
        del session
        return False

    def close(self) -> None:
        """Finish writing."""
        self._background.close()

    def _keep(self, bindings: KeyBindings) -> None:
        if (path := self._path) is None:
            return

        def write() -> Sequence[Call]:
            aside = set_aside(path) if self._must_set_aside and path.exists() else None
            self._must_set_aside = False
            save_keys(path, bindings)
            return [] if aside is None else [_say(f"The file that could not be read is kept: {aside}")]

        self._background.submit(write, on_error=_not_written)

    def _trouble(self, session: Session) -> list[Call]:
        if not self._problems or session.dialog is not None:
            return []
        used = (
            "The default keys are used." if self._must_set_aside else "All other keys of the file are used."
        )
        text = "\n".join((*self._problems[:8], used, f"File: {self._path}"))
        self._problems = ()
        arguments = {"title": "Some of your keys cannot be used", "text": text}
        return [Call("message.notice", MappingProxyType(arguments))]


def _not_written(error: Exception) -> Sequence[Call]:
    log.warning("the keys were not written: %s", error)
    return [_say(f"The keys hold for now only, they were not written: {error}", "error")]


def _say(text: str, severity: str = "info") -> Call:
    return Call("message.say", MappingProxyType({"text": text, "severity": severity}))
