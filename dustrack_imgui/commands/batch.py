"""Commands of the batch dialog: choose videos, convert them and make their indexes, in the background."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dustrack_imgui.commands.access import plural
from dustrack_imgui.commands.effects import CancelBatch, ChooseVideos, RunBatch
from dustrack_imgui.model.batch import MAX_LINES, Batch
from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog, DialogKind
from dustrack_imgui.store.command import Command, Do, Kind, Refused, Result

SECTION = "0. Video"


def open_batch(session: Session) -> Session:
    """Open the batch dialog, with the video files of the session when none are chosen; or close it."""
    if session.dialog is not None and session.dialog.kind is DialogKind.BATCH:
        return replace(session, dialog=None)
    batch = session.batch
    if not batch.sources:
        files = (state.video.path for state in session.videos)
        paths = tuple(str(path) for path in files if path.suffix)
        batch = replace(batch, sources=paths)
    return replace(session, dialog=Dialog(DialogKind.BATCH, "Batch process videos"), batch=batch)


def choose(session: Session, *, wants_folder: bool = False) -> Result:
    """Ask for videos by the desktop's own file dialog."""
    _require_idle(session)
    return Result(session, effects=(ChooseVideos(wants_folder, is_for_batch=True, says_why_not=True),))


def add(session: Session, *, paths: Sequence[str]) -> Session:
    """Add files and folders."""
    _require_idle(session)
    new = [str(Path(path.strip()).expanduser()) for path in paths if path.strip()]
    if not new:
        raise Refused("Type or paste the path of a video or of a folder with videos.")
    return replace(session, batch=_fresh(session.batch, tuple(dict.fromkeys((*session.batch.sources, *new)))))


def clear(session: Session) -> Session:
    """Take all files off the list; the files stay."""
    _require_idle(session)
    return replace(session, batch=_fresh(session.batch, ()))


def configure(session: Session, *, converts: bool | None = None, indexes: bool | None = None) -> Session:
    """Choose what is done with the videos."""
    _require_idle(session)
    batch = session.batch
    changed = replace(
        batch,
        converts=batch.converts if converts is None else bool(converts),
        indexes=batch.indexes if indexes is None else bool(indexes),
    )
    return replace(session, batch=changed)


def run(session: Session) -> Result:
    """Start the work; it goes on when the dialog is closed."""
    _require_idle(session)
    batch = session.batch
    if not batch.sources:
        raise Refused("Choose videos first.")
    if not (batch.converts or batch.indexes):
        raise Refused("Tick what is to be done with the videos.")
    started = Batch(batch.sources, batch.converts, batch.indexes, is_running=True, phase="starting")
    effect = RunBatch(tuple(map(Path, batch.sources)), batch.converts, batch.indexes)
    return Result(replace(session, batch=started), effects=(effect,))


def cancel(session: Session) -> Result:
    """Stop the work; of the video at hand nothing is left behind, what is complete stays."""
    if not session.batch.is_running or session.batch.is_cancelling:
        raise Refused("No batch is running.")
    stopping = replace(session.batch, is_cancelling=True, phase="cancelling")
    return Result(replace(session, batch=stopping), effects=(CancelBatch(),))


def progress(session: Session, *, fraction: float, phase: str, lines: Sequence[str]) -> Session:
    """Report how far the work is, and new lines about files."""
    batch = session.batch
    if not batch.is_running:
        return session
    kept = (*batch.lines, *lines)[-MAX_LINES:]
    words = batch.phase if batch.is_cancelling else phase
    return replace(session, batch=replace(batch, fraction=float(fraction), phase=words, lines=kept))


def ended(session: Session, *, counts: Sequence[tuple[str, int]], is_cancelled: bool, error: str) -> Session:
    """Report the end of the work: number of outcomes by their words."""
    told = ", ".join(f"{count} {words}" for words, count in counts)
    n_outcomes = sum(count for _, count in counts)
    if error:
        summary = f"The batch failed: {error}"
    elif is_cancelled:
        summary = f"Cancelled after {plural(n_outcomes, 'result')}{f': {told}' if told else ''}."
    else:
        summary = f"Done: {told}." if told else "Done: no video was found."
    batch = session.batch
    over = Batch(
        batch.sources,
        batch.converts,
        batch.indexes,
        fraction=batch.fraction if is_cancelled or error else 1.0,
        lines=batch.lines,
        summary=summary,
    )
    return replace(session, batch=over).saying(summary)


def _fresh(batch: Batch, sources: tuple[str, ...]) -> Batch:
    """Other files, and nothing said of the ones before."""
    return Batch(sources, batch.converts, batch.indexes)


def _require_idle(session: Session) -> None:
    if session.batch.is_running:
        raise Refused("The batch is running; wait for it, or cancel it first.")


def _command(id_: str, title: str, help_: str, do: Do, kind: Kind = Kind.VIEW) -> Command:
    return Command(id_, title, help_, SECTION, do, kind, is_listed=False)


COMMANDS = (
    Command(
        "batch.open",
        "Batch process videos…",
        "Convert many videos to mono (H.265), or make their indexes, in the background.",
        SECTION,
        open_batch,
        Kind.VIEW,
        ("ctrl+shift+p",),
    ),
    _command("batch.choose", "Pick videos…", "Ask for videos.", choose),
    _command("batch.add", "Add", "Add videos or folders.", add),
    _command("batch.clear", "Clear", "Take all videos off the list.", clear),
    _command("batch.configure", "Set batch", "Choose what is done.", configure),
    _command("batch.run", "Run", "Start the work.", run),
    _command("batch.cancel", "Cancel", "Stop the work.", cancel),
    _command("batch.progress", "Report", "Report.", progress, Kind.SYSTEM),
    _command("batch.ended", "Report", "Report.", ended, Kind.SYSTEM),
)
