"""The undo tree of a session that was closed, from its folder, when that is not too long."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from dustrack_imgui.model.session import Session, VideoData
from dustrack_imgui.store.array_pool import PoolReader
from dustrack_imgui.store.command import CommandTable
from dustrack_imgui.store.history import History
from dustrack_imgui.store.replay import ReplayAttempt
from dustrack_imgui.store.same_content import has_same_content
from dustrack_imgui.store.session_folder import segment_numbers, snapshot_numbers
from dustrack_imgui.store.snapshot import Snapshot, segment_path
from dustrack_imgui.store.step import Change
from dustrack_imgui.store.store import ReplayError, Store

MAX_JOURNAL_BYTES = 64 << 20
MAX_HISTORY_BYTES = 256 << 20
_JUMP = "change by an earlier step or a file"


class CancelledError(Exception):
    """The steps are no longer wanted."""


class WholeHistory(ReplayAttempt):
    """Replay from the first snapshot on, for the sake of the steps.

    Where the data jumped by something that is not recorded as a command (a step of an earlier session was
    undone, a file was read again), the jump becomes a step, so that the tree has no gap.

    Attributes
    ----------
    began
        Data as they were opened, by video.

    Raises
    ------
    ReplayError
        When the journal is too long, or cannot be replayed to its end.
    CodecError
        When a snapshot is damaged.
    OSError
        When the system refuses to read.
    CancelledError
        When `is_cancelled` says so.
    """

    def __init__(self, folder: Path, table: CommandTable, is_cancelled: Callable[[], bool]) -> None:
        self._is_cancelled = is_cancelled
        size = sum(segment_path(folder, number).stat().st_size for number in segment_numbers(folder))
        numbers = snapshot_numbers(folder)
        if size > MAX_JOURNAL_BYTES or not numbers:
            raise ReplayError(f"The journal is too long to take its steps over, or has no snapshot: {folder}")
        super().__init__(folder, table, PoolReader(folder), numbers[0])
        self.began: dict[str, VideoData] = {}
        fresh = History(mark=self.store.history.mark, budget_bytes=MAX_HISTORY_BYTES)
        self.store = Store(self.store.session, table, history=fresh)
        self.began.update(data_by_video(self.store.session))
        self.run()
        if self.stopped is not None:
            raise ReplayError(self.stopped)

    @property
    def session(self) -> Session:
        """As it was when it was closed."""
        return self.store.session

    @property
    def history(self) -> History:
        """The steps that lead there."""
        return self.store.history

    @property
    def videos(self) -> frozenset[str]:
        """Keys of the videos that the steps touch."""
        return self.history.videos

    def _apply(self, record: object, number: int) -> None:
        if self._is_cancelled():
            raise CancelledError
        super()._apply(record, number)

    def _jump(self, snapshot: Snapshot) -> None:
        before = data_by_video(self.store.session)
        after = data_by_video(snapshot.session)
        changes = [
            Change(key, data, after[key])
            for key, data in before.items()
            if key in after and not has_same_content(data, after[key])
        ]
        if changes:
            self.store.history.seal()
            self.store.history.push(changes, sentence=_JUMP)
        self.store.stand_at(snapshot.session)
        self.began = {**after, **self.began}


def data_by_video(session: Session) -> Mapping[str, VideoData]:
    """What the user made, by the key of the video."""
    return {state.video.key: state.data for state in session.videos}
