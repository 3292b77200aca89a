"""Bringing a session back from its folder: a snapshot, and the recorded commands that follow it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from dustrack_imgui.formats.errors import FormatError
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.array_pool import PoolReader
from dustrack_imgui.store.command import CommandTable
from dustrack_imgui.store.history import History
from dustrack_imgui.store.journal_lines import (
    CallRecord,
    GapRecord,
    StartRecord,
    ViewsRecord,
    read_segment,
)
from dustrack_imgui.store.session_folder import segment_numbers, snapshot_numbers
from dustrack_imgui.store.snapshot import Snapshot, read_snapshot, segment_path
from dustrack_imgui.store.store import HistoryTooShortError, ReplayError, Store
from dustrack_imgui.store.value_codec import CodecError

log = logging.getLogger(__name__)


class RecoveryError(FormatError):
    """A session folder holds nothing that can be brought back."""


@dataclass(frozen=True, eq=False, slots=True)
class Replayed:
    """A session that was brought back.

    Attributes
    ----------
    session
        As it was after the last command that could be read.
    history
        Its undo tree since the snapshot that replay began with.
    warnings
        Sentences about what could not be brought back; empty when all was.
    n_edits
        Edits that were made again.
    """

    session: Session
    history: History
    warnings: tuple[str, ...] = ()
    n_edits: int = 0


def replay(folder: Path, table: CommandTable) -> Replayed:
    """Bring back the state of the last recorded command.

    Replay begins with the latest snapshot. Where a recorded undo leads behind that, it begins with an earlier
    one; of several attempts that all stop early, the one that came furthest counts.

    Raises
    ------
    RecoveryError
        When no snapshot can be read.
    OSError
        When the system refuses to read.
    """
    pool = PoolReader(folder)
    attempts = []
    for number in reversed(snapshot_numbers(folder)):
        try:
            attempt = ReplayAttempt(folder, table, pool, number)
        except CodecError as error:
            log.warning("%s: %s", folder, error)
            continue
        attempt.run()
        attempts.append(attempt)
        if attempt.stopped is None:
            break
    if not attempts:
        raise RecoveryError("Nothing can be recovered: no snapshot of the session is readable", folder)
    best = max(attempts, key=lambda attempt: attempt.reached)
    warnings = () if best.stopped is None else (best.stopped,)
    return Replayed(best.store.session, best.store.history, warnings, best.n_edits)


class ReplayAttempt:
    """Replay from one snapshot on."""

    def __init__(self, folder: Path, table: CommandTable, pool: PoolReader, start: int) -> None:
        self._folder = folder
        self._table = table
        self._pool = pool
        self._start = start
        snapshot = read_snapshot(folder, start, pool)
        self.store = Store(snapshot.session, table, history=History(mark=snapshot.mark))
        self.reached = (start, 0)
        self.stopped: str | None = None
        self.n_edits = 0

    def run(self) -> None:
        """Apply what follows; `stopped` says why not all of it."""
        last = max(segment_numbers(self._folder), default=-1)
        for number in range(self._start, last + 1):
            segment = read_segment(segment_path(self._folder, number))
            for position, record in enumerate(segment.records):
                try:
                    self._apply(record, number)
                except (ReplayError, CodecError) as error:
                    self._stop(str(error), segment.calls_from(position), range(number + 1, last + 1))
                    return
                self.reached = (number, position + 1)
            if segment.lines_lost and not (segment.is_torn and number == last):
                self._stop("The journal is damaged.", segment.lines_lost, range(number + 1, last + 1))
                return

    def _apply(self, record: object, number: int) -> None:
        if isinstance(record, CallRecord):
            self._reapply(record)
        elif isinstance(record, ViewsRecord):
            self.store.stand_at(record.applied_to(self.store.session))
        elif isinstance(record, StartRecord) and number > self._start:
            self.store.history.seal()
            if not record.continues:
                self._jump(read_snapshot(self._folder, number, self._pool))
        elif isinstance(record, GapRecord):
            raise ReplayError(f"A command was not recorded: {record.reason}.")

    def _jump(self, snapshot: Snapshot) -> None:
        """Go to a state that the recorded commands do not lead to: a file was opened or saved."""
        self.store.stand_at(snapshot.session)

    def _reapply(self, record: CallRecord) -> None:
        """Make a command again; one that changed no data may fail: what it hung on may not be recorded."""
        try:
            self.store.reapply(record.call)
        except ReplayError as error:
            if record.edited or isinstance(error, HistoryTooShortError):
                raise
            log.warning("passed over in replay: %s", error)
        self.n_edits += bool(record.edited)

    def _stop(self, reason: str, lost: int, following: range) -> None:
        """Say why replay ended early, unless no command is lost by it."""
        lost += sum(read_segment(segment_path(self._folder, n)).calls_from(0) for n in following)
        if lost:
            self.stopped = f"{reason} Recorded commands that were not brought back: {lost}."
