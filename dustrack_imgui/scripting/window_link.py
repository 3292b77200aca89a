"""How a script reaches a session with a window, whose loop runs on another thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from dustrack_imgui.app.engine import Engine
from dustrack_imgui.app.keys import Request
from dustrack_imgui.app.readers import Readers
from dustrack_imgui.model.session import Session
from dustrack_imgui.scripting.errors import SessionClosedError
from dustrack_imgui.scripting.link import REPLY_SECS, Link

T = TypeVar("T")
POLL_SECS = 0.005


class Desk(Protocol):
    """The part of the window's application that a link needs."""

    readers: Readers

    @property
    def session(self) -> Session:
        """The current session."""
        ...

    @property
    def engine(self) -> Engine:
        """Store and systems; for the thread of the loop alone."""
        ...

    @property
    def is_closed(self) -> bool:
        """Whether the loop has ended."""
        ...

    @property
    def thread_id(self) -> int:
        """Identity of the thread that runs the loop."""
        ...

    def call_soon(self, function: Callable[[], None]) -> None:
        """Run a function on that thread before its next turn."""
        ...

    def stop(self) -> None:
        """Leave the loop."""
        ...


class WindowLink(Link):
    """A session with a window, whose loop runs on another thread."""

    def __init__(self, desk: Desk, timeout_secs: float | None = None) -> None:
        super().__init__(timeout_secs)
        self._desk = desk

    @property
    def session(self) -> Session:
        """The session as it is now."""
        return self._desk.session

    @property
    def readers(self) -> Readers:
        """Readers of the open videos."""
        return self._desk.readers

    @property
    def has_window(self) -> bool:
        """Yes."""
        return True

    @property
    def is_closed(self) -> bool:
        """Whether the window was closed."""
        return self._desk.is_closed

    def run(self, command: str, arguments: Mapping[str, Any] = MappingProxyType({})) -> None:
        """As `Link.run`; on the loop's own thread it does not wait for what the command starts."""
        if threading.get_ident() == self._desk.thread_id:
            self._desk.engine.ask(Request(command, arguments))
        else:
            super().run(command, arguments)

    def call(self, function: Callable[[Engine], T]) -> T:
        """Use the engine on the loop's thread, between two turns."""
        if threading.get_ident() == self._desk.thread_id:
            return function(self._desk.engine)
        answer: Future[T] = Future()

        def work() -> None:
            try:
                answer.set_result(function(self._desk.engine))
            except BaseException as error:  # noqa: BLE001 - raised again in the calling thread
                answer.set_exception(error)

        self._desk.call_soon(work)
        while True:
            try:
                return answer.result(REPLY_SECS)
            except FutureTimeoutError:
                if self._desk.is_closed and not answer.done():
                    raise SessionClosedError("the window was closed") from None

    def pump(self) -> None:
        """Let the loop make a turn."""
        time.sleep(POLL_SECS)
        self.call(lambda engine: None)

    def close(self) -> None:
        """Close the window without asking."""
        self._desk.stop()
        while not self._desk.is_closed and threading.get_ident() != self._desk.thread_id:
            time.sleep(POLL_SECS)
