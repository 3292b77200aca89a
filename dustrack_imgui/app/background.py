"""Small blocking work off the render thread, with answers as commands on the render thread."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from dustrack_imgui.store.command import Call

log = logging.getLogger(__name__)
Work = Callable[[], Sequence[Call]]


class Background:
    """Runs work in order on one thread and hands its calls to the loop.

    Parameters
    ----------
    wake
        Called from the thread when answers are waiting.
    name
        Name of the thread.
    wakes_for_nothing
        Whether the end of work without an answer wakes the loop, too; not for what is done every few seconds.
    """

    def __init__(self, wake: Callable[[], None], name: str, *, wakes_for_nothing: bool = True) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._answers: queue.SimpleQueue[Call] = queue.SimpleQueue()
        self._wake = wake
        self._wakes_for_nothing = wakes_for_nothing
        self._pending = 0
        self._lock = threading.Lock()

    @property
    def is_busy(self) -> bool:
        """Whether work is waiting or running, or answers are waiting."""
        return self._pending > 0 or not self._answers.empty()

    def submit(self, work: Work, *, on_error: Callable[[Exception], Sequence[Call]]) -> Future[None]:
        """Queue work; what it raises is answered by `on_error`."""

        def run() -> None:
            try:
                calls = work()
            except Exception as error:
                log.info("background work failed", exc_info=True)
                calls = on_error(error)
            for call in calls:
                self._answers.put(call)
            with self._lock:
                self._pending -= 1
            if calls or self._wakes_for_nothing:
                self._wake()

        with self._lock:
            self._pending += 1
        return self._pool.submit(run)

    def answers(self) -> list[Call]:
        """Calls that have come in."""
        calls = []
        while not self._answers.empty():
            calls.append(self._answers.get_nowait())
        return calls

    def close(self) -> None:
        """Finish what is queued and stop."""
        self._pool.shutdown(wait=True)
