"""Lets tracking go by the user's choice of backend, which is tried in the background before it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import cast

from dustrack_imgui.app.background import Background
from dustrack_imgui.commands.backends import TryBackend
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call, Effect
from dustrack_imgui.tracking.backends.choice import BackendName, decided_outside, prefer, resolve_backend
from dustrack_imgui.tracking.backends.protocol import Backend


class ChoosingBackendSystem:
    """What tracks when nobody names it: the choice of the session, unless the environment decides."""

    name = "choosing the tracker"

    def __init__(self, wake: Callable[[], None]) -> None:
        self._background = Background(wake, "tracker-trial")
        self._tried: dict[str, Backend] = {}
        self._preferred = ""
        self._has_asked_environment = False

    def run(self, effect: Effect, session: Session) -> bool:
        """Try a choice."""
        del session
        if not isinstance(effect, TryBackend):
            return False
        self._background.submit(
            lambda: self._try(effect), on_error=lambda error: [_missing(effect.backend, (str(error),))]
        )
        return True

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Let the choice take effect; say once if the environment decides instead."""
        del now_secs
        name = session.interface.backend
        if name != self._preferred:
            prefer(cast(BackendName, name), self._tried.get(name))
            self._preferred = name
        if not self._has_asked_environment:
            self._has_asked_environment = True
            if decided_outside():
                self._background.submit(_decided, on_error=lambda error: [_overruled(str(error))])
        return self._background.answers()

    def is_active(self, session: Session) -> bool:
        """The thread wakes the loop itself."""
        del session
        return False

    def close(self) -> None:
        """Wait for the trial that is under way; others in this process choose for themselves again."""
        self._background.close()
        prefer("auto")

    def _try(self, effect: TryBackend) -> Sequence[Call]:
        from dustrack_imgui.tracking.backends.trial import try_out

        # "cuda" leads to what "auto" does, and also says what keeps a GPU from it.
        says_why = effect.backend == "auto" and not effect.is_chosen
        trial = try_out("cuda" if says_why else cast(BackendName, effect.backend))
        if effect.is_chosen and not trial.is_as_wished:
            return [_missing(effect.backend, trial.notices)]
        self._tried[effect.backend] = trial.backend
        found = {"in_use": trial.how, "problems": trial.notices}
        if effect.is_chosen:
            return [Call("track.backend_kept", MappingProxyType({"backend": effect.backend, **found}))]
        return [Call("track.backend_found", MappingProxyType(found))]


def _decided() -> Sequence[Call]:
    from dustrack_imgui.tracking.backends.trial import in_words

    return [_overruled(in_words(resolve_backend(None)))]


def _overruled(in_use: str) -> Call:
    arguments = {"in_use": in_use, "problems": (), "decided_by": decided_outside()}
    return Call("track.backend_found", MappingProxyType(arguments))


def _missing(backend: str, problems: tuple[str, ...]) -> Call:
    arguments = {"backend": backend, "problems": problems}
    return Call("track.backend_missing", MappingProxyType(arguments))
