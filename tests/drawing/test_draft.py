"""A file that another library writes appears complete or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from dustrack_imgui.drawing.draft import OutputExistsError, draft
from dustrack_imgui.formats.errors import WriteError


def test_the_file_appears_when_the_block_ends_well(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    with draft(path) as temporary:
        assert temporary.suffix == ".bin"
        assert temporary.parent == tmp_path
        temporary.write_bytes(b"new")
        assert not path.exists()
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")

    def fail() -> None:
        with draft(path, overwrite=True) as temporary:
            temporary.write_bytes(b"torn")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_there_is_replaced_only_when_that_was_said(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    with pytest.raises(OutputExistsError, match=r"allow overwriting: .*a\.bin$"), draft(path):
        pytest.fail("work was begun")
    with draft(path, overwrite=True) as temporary:
        temporary.write_bytes(b"new")
    assert path.read_bytes() == b"new"


def test_a_file_that_came_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"

    def both_write() -> None:
        with draft(path) as temporary:
            temporary.write_bytes(b"ours")
            path.write_bytes(b"theirs")

    with pytest.raises(OutputExistsError):
        both_write()
    assert path.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [path]


def test_folders_are_never_written_over_nor_made(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="folder of that name"), draft(tmp_path, overwrite=True):
        pytest.fail("work was begun")
    with pytest.raises(WriteError, match="does not exist"), draft(tmp_path / "no" / "a.bin"):
        pytest.fail("work was begun")


def test_a_block_that_writes_nothing_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="could not be written"), draft(tmp_path / "a.bin"):
        pass
    assert not list(tmp_path.iterdir())
