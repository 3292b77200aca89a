"""A video of the session that is not open yet: waiting, being opened, or failed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Hydration(Enum):
    """How far a video is on its way into the session."""

    PENDING = "pending"
    HYDRATING = "hydrating"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class QueuedVideo:
    """A video that was asked for.

    Attributes
    ----------
    path
        Resolved file or folder.
    layer
        Layer to begin with; None lets the files decide.
    is_wanted
        Whether it is shown as soon as it is there, and opened before the others.
    phase, reason
        How far it is, and why it failed.
    """

    path: Path
    layer: str | None = None
    is_wanted: bool = False
    phase: Hydration = Hydration.PENDING
    reason: str = ""

    @property
    def key(self) -> str:
        """Identity of the video within a session, as `Video.key`."""
        return str(self.path)
