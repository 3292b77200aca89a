"""An earlier session that can be opened again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecentSession:
    """Videos that were open together.

    Attributes
    ----------
    videos
        Paths in the order of the list; at least one.
    active
        Path of the one on screen, one of `videos`.
    """

    videos: tuple[str, ...]
    active: str
