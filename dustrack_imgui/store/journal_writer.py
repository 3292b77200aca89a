"""The journal's two threads: one writes and syncs lines, one writes snapshots; errors are tried again."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from dustrack_imgui.formats.errors import FormatError, os_reason
from dustrack_imgui.model.session import Session
from dustrack_imgui.store.array_pool import PoolWriter
from dustrack_imgui.store.journal_lines import (
    CallRecord,
    GapRecord,
    Record,
    SavedRecord,
    StartRecord,
    encode_line,
)
from dustrack_imgui.store.lock import FolderLock
from dustrack_imgui.store.segment_file import SegmentFile
from dustrack_imgui.store.snapshot import segment_path, write_snapshot
from dustrack_imgui.store.step import Mark
from dustrack_imgui.store.value_codec import CodecError

log = logging.getLogger(__name__)
RETRY_SECS = 1.0


@dataclass(frozen=True, eq=False, slots=True)
class SnapshotOrder:
    """Asks for snapshot `number` of a session, and for a fresh segment that follows it."""

    number: int
    session: Session
    mark: Mark
    continues: bool


@dataclass(frozen=True, eq=False, slots=True)
class Flush:
    """Asks to write at once; `done` is set when everything before is on disk."""

    done: threading.Event = field(default_factory=threading.Event)
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class _SnapshotEnded:
    number: int


class JournalWriter:
    """Takes records from a queue and brings them to disk.

    Parameters
    ----------
    folder
        Session folder; made and locked when it can be.
    gather_secs
        How long records are gathered before they are written and synced together.
    """

    def __init__(self, folder: Path, gather_secs: float) -> None:
        self._folder = folder
        self._gather_secs = gather_secs
        self._queue: queue.SimpleQueue[Record | SnapshotOrder | Flush | _SnapshotEnded] = queue.SimpleQueue()
        self._orders: queue.SimpleQueue[SnapshotOrder | None] = queue.SimpleQueue()
        self._lock: FolderLock | None = None
        self._segments: list[SegmentFile] = []
        self._open_orders: dict[int, bool] = {}
        self._flushes: list[Flush] = []
        self._must_sync = False
        self._edits_taken = 0
        self._is_ending = threading.Event()
        self.waiting_since: deque[float] = deque()
        self.errors: dict[str, str] = {}
        self.has_gap = False
        self._lines = threading.Thread(target=self._write_lines, name="journal", daemon=True)
        self._snapshots = threading.Thread(target=self._write_snapshots, name="snapshots", daemon=True)
        self._is_ready()
        self._lines.start()
        self._snapshots.start()

    def put(self, item: Record | SnapshotOrder | Flush) -> None:
        """Hand over; returns at once."""
        self._queue.put(item)

    def end(self, timeout_secs: float) -> bool:
        """Write what is left, end the threads and let the folder go; False when something is not on disk."""
        last = Flush(is_last=True)
        self._queue.put(last)
        is_written = last.done.wait(timeout_secs)
        self._is_ending.set()
        self._queue.put(Flush(is_last=True))
        self._orders.put(None)
        self._lines.join(timeout_secs)
        self._snapshots.join(timeout_secs)
        if self._lock is not None:
            self._lock.release()
        return is_written

    def _is_ready(self) -> bool:
        """Make and lock the folder if that has not been possible yet."""
        if self._lock is None:
            try:
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._lock = FolderLock(self._folder)
            except OSError as error:
                self._fail("journal", f"The journal cannot be written ({os_reason(error)}): {self._folder}")
        return self._lock is not None

    def _fail(self, who: str, sentence: str) -> None:
        if self.errors.get(who) != sentence:
            log.error("%s", sentence)
        self.errors[who] = sentence

    def _write_lines(self) -> None:
        has_failed = False
        while not self._is_ending.is_set():
            items = self._gathered(RETRY_SECS if has_failed else None)
            try:
                for item in items:
                    self._take(item)
                has_failed = not self._push()
                if not has_failed:
                    self._settle()
            except Exception as error:
                log.exception("the journal lost records; a snapshot will follow")
                self._fail("journal", f"The journal cannot be written ({error}): {self._folder}")
                self.has_gap = has_failed = True
        for segment in self._segments:
            segment.close()

    def _gathered(self, timeout_secs: float | None) -> list[Record | SnapshotOrder | Flush | _SnapshotEnded]:
        """Wait for a record, then for those that follow soon."""
        items = []
        end = None
        while True:
            left = timeout_secs if end is None else end - time.monotonic()
            try:
                items.append(self._queue.get(timeout=left if left is None else max(left, 0.0)))
            except queue.Empty:
                return items
            if isinstance(items[-1], Flush | _SnapshotEnded):
                return items
            end = end or time.monotonic() + self._gather_secs
            if end <= time.monotonic():
                return items

    def _take(self, item: Record | SnapshotOrder | Flush | _SnapshotEnded) -> None:
        if isinstance(item, Flush):
            self._flushes.append(item)
            self._must_sync = True
        elif isinstance(item, _SnapshotEnded):
            self._open_orders.pop(item.number, None)
        elif isinstance(item, SnapshotOrder):
            self._segments.append(SegmentFile(segment_path(self._folder, item.number)))
            self._segments[-1].add(encode_line(StartRecord(item.number, item.continues)))
            self._open_orders[item.number] = item.continues
            self._orders.put(item)
            self._must_sync = True
        elif self._segments:
            self._segments[-1].add(self._line(item))
            is_edit = isinstance(item, CallRecord) and bool(item.edited)
            self._edits_taken += is_edit
            self._must_sync |= is_edit or isinstance(item, SavedRecord)

    def _line(self, record: Record) -> bytes:
        try:
            return encode_line(record)
        except CodecError as error:
            self.has_gap = True
            log.exception("a command cannot be journaled; a snapshot will follow")
            return encode_line(GapRecord(str(error)))

    def _push(self) -> bool:
        """Write and sync what was taken; whether that worked."""
        if not self._is_ready():
            return False
        try:
            while len(self._segments) > 1:
                self._segments[0].push(sync=True)
                self._segments.pop(0).close()
            for segment in self._segments:
                segment.push(sync=self._must_sync)
        except OSError as error:
            self._must_sync = True
            self._fail("journal", f"The journal cannot be written ({os_reason(error)}): {self._folder}")
            return False
        self._must_sync = False
        self.errors.pop("journal", None)
        return True

    def _settle(self) -> None:
        """Say what is safe now: an edit is when its line is synced and the snapshot before it exists."""
        if all(self._open_orders.values()):
            for _ in range(self._edits_taken):
                self.waiting_since.popleft()
            self._edits_taken = 0
        if not self._open_orders:
            for flush in self._flushes:
                flush.done.set()
            self._flushes.clear()

    def _write_snapshots(self) -> None:
        pool = PoolWriter(self._folder)
        while (order := self._orders.get()) is not None:
            while not (is_done := self._write_snapshot(order, pool)) and not self._is_ending.is_set():
                self._is_ending.wait(RETRY_SECS)
            if is_done:
                self._queue.put(_SnapshotEnded(order.number))

    def _write_snapshot(self, order: SnapshotOrder, pool: PoolWriter) -> bool:
        """Write a snapshot; whether there is no use in trying again."""
        try:
            write_snapshot(self._folder, order.number, order.session, order.mark, pool)
        except FormatError as error:
            self._fail("snapshot", f"The journal cannot be written: {error}")
            return False
        except CodecError as error:
            self._fail("snapshot", f"The session cannot be journaled: {error}")
            return True
        self.errors.pop("snapshot", None)
        return True
