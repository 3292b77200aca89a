"""Reading a file that another process writes, a bounded piece at a time."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dustrack_imgui.jobs import tail
from dustrack_imgui.jobs.tail import LineTail


def read_all(reader: LineTail) -> list[bytes]:
    lines = reader.read()
    while reader.has_more:
        lines += reader.read()
    return lines


def append(path: Path, content: bytes) -> None:
    with path.open("ab") as file:
        file.write(content)


def test_a_file_that_is_not_there_yet_has_no_lines(tmp_path: Path) -> None:
    reader = LineTail(tmp_path / "log")
    assert reader.read() == []
    assert not reader.has_more
    append(tmp_path / "log", b"a\nb")
    assert reader.read() == [b"a"]
    append(tmp_path / "log", b"c\n")
    assert reader.read() == [b"bc"]
    append(tmp_path / "log", b"end")
    assert reader.read() == []
    assert (reader.last_line(), reader.last_line()) == (b"end", b"")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.binary(max_size=20), max_size=20))
def test_however_it_is_written_the_same_lines_come_out(tmp_path_factory, pieces: list[bytes]) -> None:
    path = tmp_path_factory.mktemp("tail") / "log"
    reader = LineTail(path)
    lines: list[bytes] = []
    for piece in pieces:
        append(path, piece)
        lines += read_all(reader)
    assert b"\n".join([*lines, reader.last_line()]) == b"".join(pieces)


def test_what_is_too_far_behind_is_skipped_up_to_a_whole_line(tmp_path: Path) -> None:
    path = tmp_path / "log"
    append(path, b"".join(b"line %05d\n" % number for number in range(1000)))
    reader = LineTail(path, most_behind_bytes=105)
    lines = read_all(reader)
    assert lines == [b"line %05d" % number for number in range(1000 - len(lines), 1000)]
    assert len(lines) == 9
    assert reader.skipped_bytes == 11_000 - sum(len(line) + 1 for line in lines) - 1


def test_a_progress_bar_on_one_line_does_not_pile_up(tmp_path: Path) -> None:
    path = tmp_path / "log"
    reader = LineTail(path, is_terminal=True)
    for percent in range(100):
        append(path, b"\r%d%% of the work" % percent)
        assert reader.read() == []
    append(path, b"\rdone\r")
    assert reader.read() == []
    append(path, b"\nnext\r\n")
    assert [line.rstrip(b"\r") for line in reader.read()] == [b"done", b"next"]


def test_a_line_without_end_takes_no_memory(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(tail, "LONGEST_LINE_BYTES", 1_000)
    monkeypatch.setattr(tail, "PIECE_BYTES", 400)
    path = tmp_path / "log"
    append(path, b"x" * 10_000 + b"\nnext\n")
    reader = LineTail(path)
    assert read_all(reader) == [b"next"]
    assert reader.skipped_bytes == 10_000
