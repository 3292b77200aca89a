"""Commands about what tracks points: a GPU, compiled code, or OpenCV; a choice is tried before it is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Choice, Dialog, DialogKind, Severity
from dustrack_imgui.model.tracker import BACKENDS
from dustrack_imgui.store.command import Command, Effect, Kind, Refused, Result

SECTION = "5a. LK-RSTC based label augmentation"
TITLE = "What tracks points"
NAMES = {"auto": "The fastest", "cuda": "GPU", "native": "Compiled code", "opencv": "OpenCV"}
_WISHES = {"cuda": "A GPU"}


@dataclass(frozen=True, slots=True)
class TryBackend(Effect):
    """Find out what a choice leads to on this machine.

    Attributes
    ----------
    backend
        One of `BACKENDS`.
    is_chosen
        Whether to track with it from now on, if it is there.
    """

    backend: str
    is_chosen: bool


def ask(session: Session) -> Result:
    """Say what tracks points and why, and offer the choice."""
    trying = TryBackend(session.interface.backend, is_chosen=False)
    return Result(_asking(session), effects=() if session.tracker.decided_by else (trying,))


def use(session: Session, *, backend: str) -> Result:
    """Track with this from now on, if it is there."""
    if backend not in BACKENDS:
        raise Refused(f"There is no tracker {backend!r}; choose one of {', '.join(BACKENDS)}.")
    if session.tracker.decided_by:
        raise Refused(_decided(session.tracker.decided_by))
    closed = replace(session, dialog=None).saying(f"Trying what tracks: {NAMES[backend]}…")
    return Result(closed, effects=(TryBackend(backend, is_chosen=True),))


def found(session: Session, *, in_use: str, problems: tuple[str, ...], decided_by: str = "") -> Session:
    """Note what tracks, and what kept a faster one from being used."""
    tracker = replace(session.tracker, in_use=in_use, problems=problems, decided_by=decided_by)
    known = replace(session, tracker=tracker)
    is_asking = session.dialog is not None and session.dialog.title == TITLE
    return _asking(known) if is_asking else known


def kept(session: Session, *, backend: str, in_use: str, problems: tuple[str, ...]) -> Session:
    """Keep a choice that was tried."""
    chosen = replace(session, interface=replace(session.interface, backend=backend))
    said = " ".join((f"Points are tracked by {in_use} from now on.", *problems))
    return found(chosen, in_use=in_use, problems=problems).saying(said)


def missing(session: Session, *, backend: str, problems: tuple[str, ...]) -> Session:
    """Refuse a choice that this machine does not have."""
    reason = " ".join(problems).removeprefix("Tracking on the CPU: ") or "this machine has none."
    stays = NAMES[session.interface.backend]
    text = f"{_WISHES.get(backend, NAMES[backend])} cannot track here: {reason} It stays: {stays}."
    return session.saying(text, Severity.WARNING)


def _asking(session: Session) -> Session:
    tracker = session.tracker
    lines = [f"In use: {tracker.in_use or 'being tried…'}. Chosen: {NAMES[session.interface.backend]}."]
    choices: tuple[Choice, ...] = tuple(Choice(NAMES[name], f"track.use_{name}") for name in BACKENDS)
    if tracker.decided_by:
        lines = [f"In use: {tracker.in_use}.", _decided(tracker.decided_by)]
        choices = ()
    text = "\n".join((*lines, *tracker.problems)) + ("\n\n" + _FOOT if choices else "")
    number = BACKENDS.index(session.interface.backend) if choices else 0
    dialog = Dialog(DialogKind.CONFIRM, TITLE, text, choices=(*choices, Choice("Close")), default=number)
    return replace(session, dialog=dialog)


_FOOT = (
    "All give the same positions: a GPU within 0.005 px, compiled code to the last bit. The fastest is a GPU "
    "where there is one, else compiled code, else OpenCV."
)


def _decided(by: str) -> str:
    return f"{by} decides what tracks. Start without it (or without --backend) to choose here."


COMMANDS = (
    Command(
        "track.ask_backend",
        "What tracks: GPU or CPU…",
        "Say what tracks points on this machine and why, and choose: a GPU, compiled code, or OpenCV.",
        SECTION,
        ask,
        Kind.VIEW,
    ),
    *(
        Command(
            f"track.use_{name}",
            f"Track by: {NAMES[name]}",
            "Choose what tracks points from now on.",
            SECTION,
            partial(use, backend=name),
            Kind.VIEW,
            is_listed=False,
        )
        for name in BACKENDS
    ),
    Command(
        "track.backend_found",
        "Tracker found",
        "What tracks was found out.",
        SECTION,
        found,
        Kind.SYSTEM,
        is_listed=False,
    ),
    Command(
        "track.backend_kept",
        "Tracker chosen",
        "A choice was tried.",
        SECTION,
        kept,
        Kind.SYSTEM,
        is_listed=False,
    ),
    Command(
        "track.backend_missing",
        "Tracker missing",
        "A choice is not there.",
        SECTION,
        missing,
        Kind.SYSTEM,
        is_listed=False,
    ),
)
