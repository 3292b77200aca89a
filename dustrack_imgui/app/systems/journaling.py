"""Keeps the journal of the session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call, Effect


class JournalingSystem:
    """Journal."""

    name = "journal"

    def __init__(self, folder: Path | None, wake: Callable[[], None]) -> None:
        self.journal = None
        self.lag_ms = 0.0

    def flush(self) -> None:
        """Flush."""

    def run(self, effect: Effect, session: Session) -> bool:
        return False

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        return []

    def is_active(self, session: Session) -> bool:
        return False

    def close(self) -> None:
        """Close."""
