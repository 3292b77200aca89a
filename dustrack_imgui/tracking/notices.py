"""What tracking has to tell the user beside results: that a GPU failed, and what was done instead."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)

NoticeCallback = Callable[[str], object]
"""Receives one sentence for the user; called from whichever thread tracks."""

_listeners: list[NoticeCallback] = []
_lock = threading.Lock()


def listen(callback: NoticeCallback) -> Callable[[], None]:
    """Let a callback hear all notices from now on; returns what ends that."""
    with _lock:
        _listeners.append(callback)

    def stop() -> None:
        with _lock:
            if callback in _listeners:
                _listeners.remove(callback)

    return stop


def tell(sentence: str) -> None:
    """Log a notice, and give it to everybody who listens."""
    log.warning("%s", sentence)
    with _lock:
        listeners = list(_listeners)
    for listener in listeners:
        listener(sentence)
