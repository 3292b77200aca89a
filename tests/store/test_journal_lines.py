"""Lines of a journal come back as the records they were; anything else is damage."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from dustrack_imgui.model.session import Session
from dustrack_imgui.model.status import Dialog, DialogKind, DirtyLayer, RecoveryOffer
from dustrack_imgui.store.checked import with_checksum
from dustrack_imgui.store.command import Call
from dustrack_imgui.store.journal_lines import (
    CallRecord,
    GapRecord,
    Record,
    SavedRecord,
    StartRecord,
    ViewsRecord,
    decode_line,
    encode_line,
    read_segment,
)
from dustrack_imgui.store.value_codec import CodecError

OFFER = RecoveryOffer("folder", "today", 3, (DirtyLayer("a.mp4", "pn", 1, 2, 3),))


@pytest.mark.parametrize(
    "record", [SavedRecord("ä.mp4", "pn"), StartRecord(3, True), GapRecord("because\nof that")]
)
def test_records_come_back(record: Record) -> None:
    line = encode_line(record)
    assert line.count(b"\n") == 1
    assert decode_line(line) == decode_line(line[:-1]) == record


def test_a_call_comes_back_with_what_it_edited_and_when(toy: ModuleType) -> None:
    call = Call("x", {"frame": 3})
    line = encode_line(CallRecord(call, (("a.mp4", "pn"), ("a.mp4", "")), 12.5))
    back = decode_line(line)
    assert isinstance(back, CallRecord)
    assert (back.call, back.edited, back.at_secs) == (call, (("a.mp4", "pn"), ("a.mp4", "")), 12.5)
    bare = decode_line(line, with_arguments=False)
    assert isinstance(bare, CallRecord)
    assert bare.call.arguments == {}


def test_views_come_back_with_the_open_dialog(toy: ModuleType) -> None:
    session: Session = toy.new_session("a.mp4", "b.mp4")
    dialog = Dialog(DialogKind.RECOVERY, "Title", "Text", OFFER.layers, OFFER)
    back = decode_line(encode_line(ViewsRecord.of(session)))
    assert isinstance(back, ViewsRecord)
    assert back.applied_to(session).dialog is None
    record = ViewsRecord(back.views[1:], 7, session.playback, session.interface, dialog)
    again = decode_line(encode_line(record))
    assert isinstance(again, ViewsRecord)
    applied = again.applied_to(session)
    assert (applied.dialog, applied.active_index) == (dialog, 1)
    assert [state.view for state in applied.videos] == [state.view for state in session.videos]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"nonsense",
        b"[" * 50_000,
        b"{}",
        b'{"call": "x", "at": "late"}',
        b'{"call": "x", "edited": [["a"]]}',
        b'{"call": "x", "edited": 3}',
        b'{"saved": "a"}',
        b'{"segment": "1"}',
        b'{"views": 3, "active_index": 0}',
        b'{"views": [3], "active_index": 0}',
        b'{"views": [], "active_index": "0"}',
        b'{"views": [], "active_index": 0}',
    ],
)
def test_other_lines_are_damage_even_with_a_right_checksum(body: bytes, tmp_path: Path) -> None:
    with pytest.raises(CodecError):
        decode_line(with_checksum(body))
    path = tmp_path / "journal-0000.jsonl"
    path.write_bytes(encode_line(SavedRecord("a", "b")) + with_checksum(body) + b"\n")
    segment = read_segment(path)
    assert (len(segment.records), segment.lines_lost, segment.is_torn) == (1, 1, False)


def test_a_segment_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert read_segment(tmp_path / "journal-0000.jsonl").records == ()
