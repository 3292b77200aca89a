"""The folder of one earlier session, as recovery and housekeeping read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from operator import ne
from pathlib import Path

from dustrack_imgui.model.layer import LayerKind
from dustrack_imgui.store.journal import CLOSED_NAME
from dustrack_imgui.store.journal_lines import CallRecord, SavedRecord, StartRecord, read_segment
from dustrack_imgui.store.lock import is_locked
from dustrack_imgui.store.snapshot import Summary, read_summary, segment_path, snapshot_path
from dustrack_imgui.store.value_codec import CodecError

_Pairs = set[tuple[str, str]]


def session_folders(state_folder: Path) -> list[Path]:
    """Folders of all sessions, newest first."""
    folder = state_folder / "sessions"
    if not folder.is_dir():
        return []
    return sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda p: p.name, reverse=True)


def is_closed(folder: Path) -> bool:
    """Whether the session ended with nothing left to be recovered."""
    return (folder / CLOSED_NAME).exists()


def is_alive(folder: Path) -> bool:
    """Whether its process lives."""
    return is_locked(folder)


def segment_numbers(folder: Path) -> list[int]:
    """Numbers of the segments, ascending."""
    return _numbers(folder, "journal-*.jsonl")


def snapshot_numbers(folder: Path) -> list[int]:
    """Numbers of the complete snapshots, ascending."""
    return _numbers(folder, "snapshot-*")


class UnsavedEdits:
    """Edits of a session that no save followed, from its records and snapshots.

    Attributes
    ----------
    videos
        Keys of all videos that were open.
    edits
        For each such edit the (video, layer) pairs that are not on disk.
    ended_at
        Local time of the last edit.

    Raises
    ------
    OSError
        When the system refuses to read.
    """

    def __init__(self, folder: Path) -> None:
        self.videos: tuple[str, ...] = ()
        self.edits: list[_Pairs] = []
        self.ended_at = datetime.fromtimestamp(folder.stat().st_mtime)
        for number in segment_numbers(folder):
            for record in read_segment(segment_path(folder, number), with_arguments=False).records:
                if isinstance(record, StartRecord):
                    self._take_summary(folder, number)
                elif isinstance(record, SavedRecord):
                    saved = (record.video, record.layer)
                    self._keep(partial(ne, saved))
                elif isinstance(record, CallRecord) and record.edited:
                    self.edits.append({pair for pair in record.edited if not _is_scratch(pair)})
                    self.ended_at = datetime.fromtimestamp(record.at_secs)
        self.edits = [pairs for pairs in self.edits if pairs]

    def of_videos(self, keys: set[str]) -> Iterator[_Pairs]:
        """Edits that concern one of the videos."""
        return (pairs for pairs in self.edits if any(video in keys for video, _ in pairs))

    def _take_summary(self, folder: Path, number: int) -> None:
        """A snapshot knows what differed from the files, whatever the edits before it were."""
        if not snapshot_path(folder, number).exists():
            return
        try:
            summary: Summary = read_summary(folder, number)
        except CodecError:
            return
        self.videos = tuple(dict.fromkeys((*self.videos, *summary.videos)))
        unsaved = set(summary.unsaved)
        self._keep(lambda pair: pair in unsaved or pair[1] == "")
        rest = unsaved.difference(*self.edits)
        if rest:
            self.edits.append(rest)

    def _keep(self, is_kept: Callable[[tuple[str, str]], bool]) -> None:
        self.edits = [{pair for pair in pairs if is_kept(pair)} for pairs in self.edits]


def _is_scratch(pair: tuple[str, str]) -> bool:
    return LayerKind.of_name(pair[1]) is LayerKind.SCRATCH


def _numbers(folder: Path, pattern: str) -> list[int]:
    found = (path.stem.partition("-")[2] for path in folder.glob(pattern))
    return sorted(int(number) for number in found if number.isdigit())
