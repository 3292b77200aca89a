"""Where a point came from: one byte beside every position."""

from __future__ import annotations

from enum import IntEnum


class Source(IntEnum):
    """Provenance of one point.

    The numbers are written to disk (journal, sidecars): never renumber, only add.
    """

    NONE = 0
    FILE = 1
    HAND = 2
    COPIED = 3
    LK = 4
    RSTC = 5
    MODEL = 6
    FILTER = 7
