"""The journal: what is applied gets to disk, errors are shown and mended, nothing is lost on the way."""

from __future__ import annotations

import errno
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from dustrack_imgui.model.layer import Layer
from dustrack_imgui.store import segment_file
from dustrack_imgui.store.journal import Journal, default_state_folder, new_session_folder
from dustrack_imgui.store.journal_lines import (
    CallRecord,
    GapRecord,
    Record,
    SavedRecord,
    StartRecord,
    ViewsRecord,
    read_segment,
)
from dustrack_imgui.store.lock import is_locked
from dustrack_imgui.store.snapshot import segment_path, snapshot_path
from dustrack_imgui.store.store import Store


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(tmp_path / "session", gather_secs=0.0)
    yield journal
    journal.close(clean=False)


def records(journal: Journal, number: int) -> tuple[Record, ...]:
    assert journal.flush()
    segment = read_segment(segment_path(journal.folder, number))
    assert segment.lines_lost == 0
    return segment.records


def test_applied_commands_are_on_disk_and_refused_ones_are_not(journal: Journal, toy: ModuleType) -> None:
    store = Store(toy.new_session(), toy.TABLE, journal=journal)
    store.apply([toy.call("go", frame=3), toy.call("place", 5, xy=(1.0, 2.0)), toy.call("crash")])
    store.apply([toy.REDO, toy.UNDO])
    start, *calls = records(journal, 0)
    assert isinstance(start, StartRecord)
    found = [(r.call.command, r.call.gesture, r.edited) for r in calls if isinstance(r, CallRecord)]
    assert found == [
        ("toy.go", None, ()),
        ("toy.place", 5, (("clip.mp4", "pn"),)),
        ("edit.undo", None, (("clip.mp4", "pn"),)),
    ]


def test_lag_is_the_age_of_an_edit_until_it_is_on_disk(tmp_path: Path, toy: ModuleType) -> None:
    journal = Journal(tmp_path / "session", gather_secs=30.0)
    store = Store(toy.new_session(), toy.TABLE, journal=journal)
    store.apply([toy.call("go", frame=3)])
    assert journal.lag_ms == 0.0
    store.apply([toy.call("place", xy=(1.0, 2.0))])
    time.sleep(0.01)
    assert journal.lag_ms >= 10.0
    assert journal.flush()
    assert journal.lag_ms == 0.0
    journal.close(clean=True)


def test_what_the_system_changes_gets_a_snapshot_and_a_fresh_segment(
    journal: Journal, toy: ModuleType
) -> None:
    store = Store(toy.new_session(), toy.TABLE, journal=journal)
    store.apply([toy.call("layer_opened", video="clip.mp4", layer=Layer("dlc_1"))])
    store.apply([toy.call("place", xy=(1.0, 2.0))])
    start, saved, edit = records(journal, 1)
    assert start == StartRecord(1, continues=False)
    assert saved == SavedRecord("clip.mp4", "dlc_1")
    assert isinstance(edit, CallRecord)
    assert snapshot_path(journal.folder, 1).exists()


def test_a_save_is_noted_unless_edits_came_while_it_ran(journal: Journal, toy: ModuleType) -> None:
    store = Store(toy.new_session(), toy.TABLE, journal=journal)
    store.apply([toy.call("place", xy=(1.0, 2.0))])
    written = store.session.videos[0].data.layer("pn").tracks
    store.apply([toy.call("place", xy=(3.0, 2.0))])
    store.apply([toy.call("saved", video="clip.mp4", name="pn", tracks=written)])
    store.apply([toy.call("saved", video="clip.mp4", name="pn")])
    assert [type(record) for record in records(journal, 1)] == [StartRecord]
    assert records(journal, 2)[1] == SavedRecord("clip.mp4", "pn")


def test_views_that_the_system_moved_are_recorded_before_the_next_command(
    journal: Journal, toy: ModuleType
) -> None:
    store = Store(toy.new_session(), toy.TABLE, journal=journal)
    store.apply([toy.call("played", frame=frame) for frame in range(50)])
    store.apply([toy.call("place", xy=(1.0, 2.0)), toy.call("place", xy=(1.0, 3.0))])
    found = records(journal, 0)
    assert [type(record) for record in found] == [StartRecord, ViewsRecord, CallRecord, CallRecord]
    assert isinstance(found[1], ViewsRecord)
    assert found[1].views[0][1].frame == 49


def test_a_snapshot_is_made_after_many_commands_but_never_within_a_drag(
    tmp_path: Path, toy: ModuleType
) -> None:
    journal = Journal(tmp_path / "session", gather_secs=0.0, lines_per_snapshot=4)
    store = Store(toy.new_session(), toy.TABLE, journal=journal)
    for x in range(8):
        store.apply([toy.call("place", 1, xy=(float(x), 0.0))])
    assert len(store.history) == 1
    store.history.seal()
    store.apply([toy.call("place", xy=(1.0, 1.0))])
    assert records(journal, 1)[0] == StartRecord(1, continues=True)
    journal.close(clean=True)


def test_a_track_is_written_once_however_many_snapshots_hold_it(journal: Journal, toy: ModuleType) -> None:
    store = Store(toy.new_session(), toy.TABLE, journal=journal)
    frames = list(range(2000))
    store.apply([toy.call("write", label="0", frames=frames, xy=[[float(f), 1.0] for f in frames])])
    journal.snapshot(store.session, mark=store.history.mark)
    journal.snapshot(store.session, mark=store.history.mark)
    assert journal.flush()
    assert sorted(path.name for path in journal.folder.glob("tracks-*")) == ["tracks-0001"]


def test_a_full_disk_is_said_and_made_good(
    journal: Journal, toy: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(toy.new_session(), toy.TABLE, journal=journal)
    assert journal.flush()
    real = os.write
    budget = [30]

    def write(descriptor: int, content: memoryview) -> int:
        if budget[0] <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        part = content[: budget[0]]
        budget[0] -= len(part)
        return real(descriptor, part)

    monkeypatch.setattr(segment_file.os, "write", write)
    store.apply([toy.call("place", xy=(1.0, 2.0))])
    assert not journal.flush(0.3)
    assert journal.error is not None
    assert "No space left" in journal.error
    assert journal.lag_ms > 0
    store.apply([toy.call("place", xy=(3.0, 4.0))])
    monkeypatch.undo()
    assert journal.flush()
    assert journal.error is None
    assert [type(record) for record in records(journal, 0)] == [StartRecord, CallRecord, CallRecord]


def test_a_failed_sync_writes_once_more(
    journal: Journal, toy: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(toy.new_session(), toy.TABLE, journal=journal)
    assert journal.flush()
    real = os.fsync
    failures = [errno.EIO]

    def fsync(descriptor: int) -> None:
        if failures:
            raise OSError(failures.pop(), "Input/output error")
        real(descriptor)

    monkeypatch.setattr(segment_file.os, "fsync", fsync)
    store.apply([toy.call("place", xy=(1.0, 2.0))])
    assert [type(record) for record in records(journal, 0)] == [StartRecord, CallRecord]


def test_a_folder_that_cannot_be_made_is_said_and_no_crash(tmp_path: Path, toy: ModuleType) -> None:
    (tmp_path / "file").touch()
    journal = Journal(tmp_path / "file" / "session", gather_secs=0.0)
    store = Store(toy.new_session(), toy.TABLE, journal=journal)
    store.apply([toy.call("place", xy=(1.0, 2.0))])
    assert journal.error is not None
    assert journal.error.endswith("session")
    assert not journal.close(clean=True, timeout_secs=0.2)


def test_a_command_that_cannot_be_journaled_leads_to_a_snapshot(
    journal: Journal, toy: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(toy.new_session(), toy.TABLE, journal=journal)
    store.apply([toy.call("write", label="0", frames=range(2), xy=[(1.0, 1.0)] * 2)])
    assert isinstance(records(journal, 0)[1], GapRecord)
    assert journal.wants_snapshot
    assert "cannot be journaled" in caplog.text
    store.apply([toy.call("go", frame=1)])
    assert records(journal, 1)[0] == StartRecord(1, continues=False)


def test_the_folder_is_locked_while_the_journal_lives(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "session")
    assert journal.flush()
    assert is_locked(journal.folder)
    assert journal.close(clean=True)
    assert journal.close(clean=True)
    assert not is_locked(journal.folder)
    assert "closed" in json.loads((journal.folder / "closed.json").read_bytes())


def test_session_folders_lie_in_the_users_state_folder() -> None:
    assert "dustrack-imgui" in str(default_state_folder())
    assert new_session_folder().parent == default_state_folder() / "sessions"
    assert new_session_folder().name.endswith(f"-{os.getpid()}")
