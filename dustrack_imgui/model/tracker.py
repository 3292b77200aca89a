"""What tracks points: as the user chose it, and what came of that."""

from __future__ import annotations

from dataclasses import dataclass

BACKENDS = ("auto", "cuda", "native", "opencv")
"""Names of what can be chosen; the first is the usual choice."""


@dataclass(frozen=True, slots=True)
class Tracker:
    """What is known of the tracker beside the choice itself; found out outside the session.

    Attributes
    ----------
    in_use
        The backend in words; "" until it was tried.
    problems
        What kept a faster one from being used.
    decided_by
        What decides instead of the user's choice, such as "DUSTRACK_BACKEND=opencv"; "" for nothing.
    """

    in_use: str = ""
    problems: tuple[str, ...] = ()
    decided_by: str = ""
