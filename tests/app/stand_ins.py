"""Systems that stand for others in tests of the app."""

from __future__ import annotations

from dataclasses import dataclass, field

from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call, Effect


@dataclass
class TakingSystem:
    """Takes effects of some kinds, notes them, and does nothing."""

    kinds: tuple[type[Effect], ...]
    taken: list[Effect] = field(default_factory=list)
    name: str = "elsewhere"

    def run(self, effect: Effect, session: Session) -> bool:
        if isinstance(effect, self.kinds):
            self.taken.append(effect)
            return True
        return False

    def tick(self, session: Session, now_secs: float) -> list[Call]:
        return []

    def is_active(self, session: Session) -> bool:
        return False

    def close(self) -> None:
        pass
