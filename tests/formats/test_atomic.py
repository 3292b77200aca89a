"""Atomic writes: the old file or the new one, never half of one, and no litter."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from dustrack_imgui.formats import atomic
from dustrack_imgui.formats.atomic import write_atomically
from dustrack_imgui.formats.errors import WriteError

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file modes")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_and_a_replaced_one_hold_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_atomically(path, b"one")
    assert path.read_bytes() == b"one"
    write_atomically(path, [b"two", b" parts"])
    assert path.read_bytes() == b"two parts"
    assert names(tmp_path) == ["a.json"]


@pytest.mark.parametrize("step", ["fsync", "write", "replace"])
def test_a_failure_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if step == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    elif step == "write":
        monkeypatch.setattr(atomic, "_write_new", fail)
    else:
        monkeypatch.setattr(atomic, "_replace", fail)
    with pytest.raises(WriteError, match=r"No space left on device\): .*a\.json$"):
        write_atomically(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.json"]


def test_a_folder_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="No such file"):
        write_atomically(tmp_path / "gone" / "a.json", b"x")


def test_what_the_check_raises_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"old")

    def check(written: Path) -> None:
        assert written.read_bytes() == b"new"
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        write_atomically(path, b"new", check=check)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.json"]


@posix_only
def test_rights_stay_and_new_files_follow_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_atomically(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    (tmp_path / "plain").touch()
    write_atomically(tmp_path / "b.json", b"new")
    assert (tmp_path / "b.json").stat().st_mode == (tmp_path / "plain").stat().st_mode


@posix_only
def test_a_link_keeps_pointing_to_its_file(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "a.json"
    link.symlink_to(tmp_path / "real" / "a.json")
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "real" / "a.json").read_bytes() == b"new"


def test_a_write_protected_file_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(WriteError, match="write-protected"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
