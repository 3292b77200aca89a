"""What a system is."""

from __future__ import annotations

from typing import Protocol

from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call, Effect


class System(Protocol):
    """Something that acts between the session and the outside, once a loop and within a small time budget."""

    name: str

    def run(self, effect: Effect, session: Session) -> bool:
        """Start an effect; False when it belongs to another system."""
        ...

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        """Do a little; return the commands that answer what has happened."""
        ...

    def is_active(self, session: Session) -> bool:
        """Whether the loop must keep running at full rate."""
        ...

    def close(self) -> None:
        """Stop threads and settle what is under way."""
        ...
