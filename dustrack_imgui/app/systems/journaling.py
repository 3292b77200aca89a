"""Keeps the journal of the session, and offers what an earlier one left unsaved."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence, Set
from pathlib import Path
from types import MappingProxyType

from dustrack_imgui.app.background import Background
from dustrack_imgui.commands.effects import DismissRecovery, RestoreSession
from dustrack_imgui.commands.table import COMMAND_TABLE
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call, Effect
from dustrack_imgui.store.history import History
from dustrack_imgui.store.housekeeping import dismiss, prune
from dustrack_imgui.store.journal import Journal, default_state_folder, new_session_folder
from dustrack_imgui.store.recovery import find_unfinished, offer_for
from dustrack_imgui.store.replay import Replayed, replay
from dustrack_imgui.store.store import ReplayError
from dustrack_imgui.store.value_codec import CodecError
from dustrack_imgui.store.whole_history import WholeHistory

log = logging.getLogger(__name__)


class JournalingSystem:
    """Owns the journal; looks for unfinished sessions of every video that is opened.

    Parameters
    ----------
    state_folder
        Where sessions keep their journals; None takes the user's state folder.
    wake
        Called from the background when an answer waits.
    """

    name = "journal"

    def __init__(self, state_folder: Path | None, wake: Callable[[], None]) -> None:
        self._state_folder = state_folder or default_state_folder()
        self.journal = Journal(new_session_folder(self._state_folder))
        self._background = Background(wake, "recovery")
        self._replayed: dict[str, Replayed] = {}
        self._searched: set[str] = set()
        self._reported_error: str | None = None
        self._is_settled = False
        self._background.submit(self._prune, on_error=_nothing)

    @property
    def lag_ms(self) -> float:
        """Age of the oldest edit that is not on disk yet."""
        return self.journal.lag_ms

    def flush(self) -> None:
        """Wait until all edits are on disk."""
        self.journal.flush()

    def run(self, effect: Effect, session: Session) -> bool:
        """Restore or dismiss an earlier session."""
        if isinstance(effect, RestoreSession):
            videos = {state.video.key for state in session.videos}
            self._background.submit(lambda: self._restore(effect.folder, videos), on_error=_failure)
            return True
        if isinstance(effect, DismissRecovery):
            self._background.submit(lambda: self._dismiss(effect), on_error=_failure)
            return True
        return False

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Look for unfinished work of new videos; report trouble of the journal once."""
        del now_secs
        self._is_settled = session.is_closing
        keys = {state.video.key for state in session.videos}
        if new := keys - self._searched:
            self._searched |= new
            self._background.submit(lambda: self._search(session, new), on_error=_failure)
        return [*self._trouble(), *self._background.answers()]

    def is_active(self, session: Session) -> bool:
        """The background wakes the loop itself."""
        del session
        return False

    def close(self) -> None:
        """End the journal; clean when the session was closed with nothing left to keep."""
        self._background.close()
        self.journal.close(clean=self._is_settled)

    def _trouble(self) -> list[Call]:
        error = self.journal.error
        if error == self._reported_error:
            return []
        self._reported_error = error
        if error is None:
            return [_say("The journal is being written again.")]
        return [_say(f"Edits are not being journaled, save often: {error}", "error")]

    def _search(self, session: Session, keys: set[str]) -> Sequence[Call]:
        for unfinished in find_unfinished(self._state_folder, [Path(key) for key in keys]):
            replayed = replay(unfinished.folder, COMMAND_TABLE)
            offer = offer_for(unfinished, session, replayed.session)
            self._replayed[offer.folder] = replayed
            return [Call("recovery.offer", MappingProxyType({"offer": offer}))]
        return []

    def _restore(self, folder: str, videos: Set[str]) -> Sequence[Call]:
        replayed = self._replayed.pop(folder)
        text = " ".join(("Unsaved work was brought back; save to keep it.", *replayed.warnings))
        arguments = {"recovered": replayed.session, "text": text, "folder": folder}
        calls = [Call("session.restored", MappingProxyType(arguments))]
        history = _steps_of(Path(folder), replayed)
        if history.videos <= videos:
            steps = {"histories": (history,), "is_latest": True}
            calls.append(Call("history.continued", MappingProxyType(steps)))
        return calls

    def _dismiss(self, effect: DismissRecovery) -> Sequence[Call]:
        self._replayed.pop(effect.folder, None)
        if not self.journal.flush():
            return [_say("The earlier session stays on offer: the journal is not on disk yet.", "warning")]
        aside = dismiss(Path(effect.folder))
        return [] if effect.is_quiet else [_say(f"The unsaved work was set aside, for 30 days: {aside}")]

    def _prune(self) -> Sequence[Call]:
        prune(self._state_folder)
        return []


def _steps_of(folder: Path, replayed: Replayed) -> History:
    """Steps of a session from its beginning, or where they cannot be had, since its last snapshot."""
    try:
        return WholeHistory(folder, COMMAND_TABLE, lambda: False).history
    except (ReplayError, CodecError) as error:
        log.info("only the latest steps are brought back: %s", error)
        return replayed.history


def _say(text: str, severity: str = "info") -> Call:
    return Call("message.say", MappingProxyType({"text": text, "severity": severity}))


def _failure(error: Exception) -> Sequence[Call]:
    arguments = {"title": "Unsaved work of an earlier session could not be brought back", "text": str(error)}
    return [Call("message.notice", MappingProxyType(arguments))]


def _nothing(error: Exception) -> Sequence[Call]:
    log.warning("old journals could not be tidied up: %s", error)
    return []
