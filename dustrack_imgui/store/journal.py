"""The journal: every applied command on disk within a quarter of a second, off the render thread."""

from __future__ import annotations

import json
import os
import time
from datetime import datetime, timezone
from pathlib import Path

import platformdirs

from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.command import Call
from dustrack_imgui.store.difference import Edited
from dustrack_imgui.store.journal_lines import CallRecord, SavedRecord, ViewsRecord
from dustrack_imgui.store.journal_writer import Flush, JournalWriter, SnapshotOrder
from dustrack_imgui.store.step import Mark

CLOSED_NAME = "closed.json"
LINES_PER_SNAPSHOT = 5_000


def default_state_folder() -> Path:
    """Folder in which this user's sessions keep their journals."""
    return Path(platformdirs.user_state_dir("dustrack-imgui", appauthor=False))


def new_session_folder(state_folder: Path | None = None) -> Path:
    """Name of a folder for a session that starts now; it is not made yet."""
    started = datetime.now().strftime("%Y%m%dT%H%M%S-%f")
    return (state_folder or default_state_folder()) / "sessions" / f"{started}-{os.getpid()}"


class Journal:
    """Journal of one session, in a folder of its own that is locked while this process lives.

    Commands go to numbered segments; each segment follows the snapshot of its number. Nothing here blocks or
    raises on the render thread, `flush` and `close` apart: what goes wrong stands in `error` and is tried
    again until it works.

    Parameters
    ----------
    folder
        Made when it does not exist; by default a new one in the user's state folder.
    gather_secs
        How long edits are gathered before they are written and synced together.
    lines_per_snapshot
        Recorded commands after which a snapshot is wanted, which bounds the time of recovery.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        gather_secs: float = 0.05,
        lines_per_snapshot: int = LINES_PER_SNAPSHOT,
    ) -> None:
        self.folder = folder or new_session_folder()
        self._writer = JournalWriter(self.folder, gather_secs)
        self._lines_per_snapshot = lines_per_snapshot
        self._number = -1
        self._lines = 0
        self._is_closed = False

    @property
    def error(self) -> str | None:
        """What keeps the journal from the disk now, as a sentence; None when all is well."""
        return next(iter(self._writer.errors.values()), None)

    @property
    def lag_ms(self) -> float:
        """Age of the oldest edit that would be lost if the process died now; 0 when there is none."""
        try:
            return (time.monotonic() - self._writer.waiting_since[0]) * 1000.0
        except IndexError:
            return 0.0

    @property
    def wants_snapshot(self) -> bool:
        """Whether recovery would have to replay much, or a command could not be journaled."""
        return self._lines >= self._lines_per_snapshot or self._writer.has_gap

    def append(self, call: Call, *, edited: Edited = ()) -> None:
        """Record an applied command and the (video, layer) pairs whose data it changed."""
        if edited:
            self._writer.waiting_since.append(time.monotonic())
        self._lines += 1
        self._writer.put(CallRecord(call, edited, time.time()))

    def append_views(self, session: Session) -> None:
        """Record how one looks at things, after something that is not journaled changed it."""
        self._writer.put(ViewsRecord.of(session))

    def note_saved(self, video: str, layer: str) -> None:
        """Record that a layer is on disk as it stands; the store does so when a save is reported to it."""
        self._writer.put(SavedRecord(video, layer))

    def snapshot(self, session: Session, *, mark: Mark | None = None, continues: bool = False) -> None:
        """Record the whole session and begin a fresh segment.

        Parameters
        ----------
        mark
            Position in the undo tree.
        continues
            Whether the recorded commands lead to this very session, so that edits are safe before the
            snapshot is written.
        """
        self._number += 1
        self._lines = 0
        leads_here = continues and not self._writer.has_gap
        self._writer.has_gap = False
        self._writer.put(SnapshotOrder(self._number, session, mark or Mark(), leads_here))

    def flush(self, timeout_secs: float = 10.0) -> bool:
        """Wait until everything recorded so far is on disk; False when it is not by then."""
        flush = Flush()
        self._writer.put(flush)
        return flush.done.wait(timeout_secs)

    def close(self, *, clean: bool, timeout_secs: float = 10.0) -> bool:
        """End the journal; `clean` says that nothing is left to be recovered.

        Returns
        -------
        bool
            False when the disk did not take all of it in time.

        Raises
        ------
        WriteError
            When a clean end cannot be noted; the session would be offered for recovery.
        """
        if self._is_closed:
            return True
        self._is_closed = True
        is_written = self._writer.end(timeout_secs)
        if clean and self.folder.is_dir():
            closed = {"closed": datetime.now(timezone.utc).isoformat()}
            write_atomically(self.folder / CLOSED_NAME, json.dumps(closed).encode("ascii"))
        return is_written
