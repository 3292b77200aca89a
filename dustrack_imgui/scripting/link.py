"""How a script reaches a running session, with a window or without one."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any, TypeVar

from dustrack_imgui.app.engine import Engine
from dustrack_imgui.app.headless import Headless
from dustrack_imgui.app.keys import Request
from dustrack_imgui.app.readers import Readers
from dustrack_imgui.model.queued_video import Hydration
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Severity
from dustrack_imgui.scripting.errors import (
    CommandFailedError,
    RefusedError,
    SessionClosedError,
    WaitedInVainError,
)

T = TypeVar("T")
REPLY_SECS = 0.2


class Link:
    """Applies commands one after the other and waits for what they start; every method from any thread.

    Parameters
    ----------
    timeout_secs
        Longest wait for anything; None waits for ever.
    """

    def __init__(self, timeout_secs: float | None = None) -> None:
        self.timeout_secs = timeout_secs

    @property
    def session(self) -> Session:
        """The session as it is now."""
        raise NotImplementedError

    @property
    def readers(self) -> Readers:
        """Readers of the open videos."""
        raise NotImplementedError

    @property
    def has_window(self) -> bool:
        """Whether a window shows the session."""
        raise NotImplementedError

    def run(self, command: str, arguments: Mapping[str, Any] = MappingProxyType({})) -> None:
        """Apply a command and return when it took effect and what it asked for is done.

        Raises
        ------
        RefusedError
            When it is refused.
        CommandFailedError
            When it fails, or the work that it starts.
        SessionClosedError
            When the window was closed.
        """

        def apply(engine: Engine) -> tuple[Session, Session]:
            before = engine.store.session
            engine.ask(Request(command, arguments))
            return before, engine.store.session

        before, after = self.call(apply)
        if after.message.serial != before.message.serial and after.message.severity is not Severity.INFO:
            if after.message.severity is Severity.ERROR:
                raise CommandFailedError(after.message.text)
            if _only_spoke(before, after):
                raise RefusedError(after.message.text)
        serial = after.message.serial
        self.wait_until(is_settled)
        message = self.session.message
        if message.serial != serial and message.severity is Severity.ERROR:
            raise CommandFailedError(message.text)

    def run_soon(self, command: str, arguments: Mapping[str, Any]) -> None:
        """Apply a command without waiting for what it starts."""
        self.call(lambda engine: engine.ask(Request(command, arguments)))

    @property
    def is_closed(self) -> bool:
        """Whether the session has ended."""
        raise NotImplementedError

    def wait_closed(self) -> None:
        """Wait until the session has ended; one without a window ends by `close` alone."""
        while self.has_window and not self.is_closed:
            time.sleep(REPLY_SECS)

    def call(self, function: Callable[[Engine], T]) -> T:
        """Let a function use the engine while nobody else does; return its answer."""
        raise NotImplementedError

    def wait_until(self, is_done: Callable[[Engine], bool]) -> None:
        """Let the session go on until a condition holds.

        Raises
        ------
        WaitedInVainError
            When it takes longer than `timeout_secs`.
        """
        give_up = None if self.timeout_secs is None else time.monotonic() + self.timeout_secs
        self.pump()
        while not self.call(is_done):
            if give_up is not None and time.monotonic() > give_up:
                raise WaitedInVainError(f"this took longer than {self.timeout_secs:g} s")
            self.pump()

    def pump(self) -> None:
        """Let the session go on for a moment."""
        raise NotImplementedError

    def close(self) -> None:
        """End the session; what is not saved stays in the journal."""
        raise NotImplementedError


class HeadlessLink(Link):
    """A session without a window."""

    def __init__(self, headless: Headless, timeout_secs: float | None = None) -> None:
        super().__init__(timeout_secs)
        self._headless = headless

    @property
    def session(self) -> Session:
        """The session as it is now."""
        return self._headless.session

    @property
    def readers(self) -> Readers:
        """Readers of the open videos."""
        return self._headless.readers

    @property
    def has_window(self) -> bool:
        """No."""
        return False

    @property
    def is_closed(self) -> bool:
        """Whether it was closed."""
        return self._headless.is_closed

    def call(self, function: Callable[[Engine], T]) -> T:
        """Use the engine on this thread."""
        if self._headless.is_closed:
            raise SessionClosedError("the session was closed")
        return self._headless.do(function)

    def pump(self) -> None:
        """Ask the systems."""
        self._headless.pump()

    def close(self) -> None:
        """Stop the systems."""
        self._headless.close()


def is_settled(engine: Engine) -> bool:
    """Whether no background work runs that a command started, but for what goes on aside."""
    session = engine.store.session
    return all(status.is_aside for status in session.jobs) and not engine.is_working()


def is_open(path: str) -> Callable[[Engine], bool]:
    """Condition that a video is open, or cannot be opened."""

    def holds(engine: Engine) -> bool:
        session = engine.store.session
        if session.video_state(path) is not None:
            return True
        queued = session.queued(path)
        if queued is None:
            return not engine.is_working()
        return queued.phase is Hydration.FAILED

    return holds


def _only_spoke(before: Session, after: Session) -> bool:
    """Whether two sessions differ in nothing but the message."""
    return all(
        getattr(before, field.name) is getattr(after, field.name)
        for field in fields(Session)
        if field.name != "message"
    )
