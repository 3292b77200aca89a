"""What the batch dialog knows: videos, what is to be done with them, and how far that is."""

from __future__ import annotations

from dataclasses import dataclass

MAX_LINES = 8


@dataclass(frozen=True, slots=True)
class Batch:
    """Work on several videos, beside the session.

    Attributes
    ----------
    sources
        Files and folders, as text.
    converts, indexes
        Whether they are converted to monochrome, and whether their indexes are made.
    is_running, is_cancelling
        Whether it runs, and whether it was asked to stop.
    fraction
        Done share of the whole, 0 to 1.
    phase
        What it is doing now.
    lines
        The last lines about files, at most 8.
    summary
        How it ended; "" before that.
    """

    sources: tuple[str, ...] = ()
    converts: bool = True
    indexes: bool = False
    is_running: bool = False
    is_cancelling: bool = False
    fraction: float = 0.0
    phase: str = ""
    lines: tuple[str, ...] = ()
    summary: str = ""
