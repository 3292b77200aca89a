"""Videos of a project: linked where possible, copied else, and never in the place of another one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dustrack_imgui.dlc.place_video import place_video
from dustrack_imgui.dlc.placing_errors import InTheWayError, NoProjectVideoError, PlacingError
from dustrack_imgui.formats.video_toc import toc_path

CONTENT = b"frames" * 1000


@pytest.fixture
def video(tmp_path: Path) -> Path:
    path = tmp_path / "leg.mp4"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "project" / "videos"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refuse_links_from(video: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = os.link

    def linked(source: str | Path, target: str | Path) -> None:
        if Path(source) == video.resolve():
            raise OSError(18, "Invalid cross-device link")
        link(source, target)

    monkeypatch.setattr(os, "link", linked)


def test_it_is_one_file_under_two_names(video: Path, folder: Path) -> None:
    placed = place_video(video, folder)

    assert placed == folder / "leg.mp4"
    assert placed.samefile(video)
    assert names(folder) == ["leg.mp4"]


def test_it_is_copied_with_a_note_where_links_are_not_possible(
    video: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_links_from(video, monkeypatch)
    os.utime(video, ns=(10**18, 10**18))
    said: list[str] = []

    placed = place_video(video, folder, tell=said.append)

    assert placed.read_bytes() == CONTENT
    assert not placed.samefile(video)
    assert placed.stat().st_mtime_ns == 10**18
    assert said == ["leg.mp4 is copied into the project, a link is not possible (Invalid cross-device link)."]
    assert names(folder) == ["leg.mp4"]


def test_a_demanded_link_is_not_replaced_by_a_copy(
    video: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_links_from(video, monkeypatch)

    with pytest.raises(PlacingError, match="; copy it"):
        place_video(video, folder, link=True)

    assert names(folder) == []


def test_a_demanded_copy_is_a_file_of_its_own(video: Path, folder: Path) -> None:
    placed = place_video(video, folder, link=False)

    assert placed.read_bytes() == CONTENT
    assert not placed.samefile(video)


def test_a_cancelled_copy_leaves_nothing(video: Path, folder: Path) -> None:
    class StoppedError(Exception):
        pass

    def stop() -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        place_video(video, folder, link=False, check=stop)

    assert names(folder) == []


@pytest.mark.parametrize("link", [None, False])
def test_placing_it_again_changes_nothing(video: Path, folder: Path, link: bool | None) -> None:
    before = place_video(video, folder, link=link).stat()

    after = place_video(video, folder, link=link).stat()

    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("other", [b"other" * 1200, b"x"], ids=["same size", "other size"])
def test_another_video_of_that_name_is_never_overwritten(video: Path, folder: Path, other: bytes) -> None:
    folder.mkdir(parents=True)
    there = folder / "leg.mp4"
    there.write_bytes(other)

    with pytest.raises(InTheWayError, match="rename one of them") as caught:
        place_video(video, folder)

    assert isinstance(caught.value, FileExistsError)
    assert there.read_bytes() == other
    assert str(caught.value).endswith(str(there))


def test_a_file_that_appears_while_copying_is_kept(video: Path, folder: Path) -> None:
    def appear() -> None:
        (folder / "leg.mp4").write_bytes(b"theirs")

    with pytest.raises(InTheWayError):
        place_video(video, folder, link=False, check=appear)

    assert (folder / "leg.mp4").read_bytes() == b"theirs"
    assert names(folder) == ["leg.mp4"]


@pytest.mark.skipif(os.name == "nt", reason="Windows lets only administrators make symbolic links")
def test_a_symbolic_link_of_deeplabcut_becomes_the_file_itself(video: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "leg.mp4").symlink_to(video)

    placed = place_video(video, folder)

    assert not placed.is_symlink()
    assert placed.samefile(video)


def test_a_video_that_lies_in_the_project_already_stays(folder: Path) -> None:
    folder.mkdir(parents=True)
    own = folder / "leg.mp4"
    own.write_bytes(CONTENT)

    assert place_video(own, folder) == own
    assert names(folder) == ["leg.mp4"]


def test_two_videos_of_one_stem_are_refused(video: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "Leg.avi").write_bytes(b"another")

    with pytest.raises(NoProjectVideoError, match="give one of them another name"):
        place_video(video, folder)

    assert names(folder) == ["Leg.avi"]


def test_what_deeplabcut_cannot_read_is_refused_at_once(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "stills").mkdir()
    scan = tmp_path / "scan.dcm"
    scan.write_bytes(bytes(128) + b"DICM")

    with pytest.raises(NoProjectVideoError, match="folders of images"):
        place_video(tmp_path / "stills", folder)
    with pytest.raises(NoProjectVideoError, match="DICOM"):
        place_video(scan, folder)
    with pytest.raises(PlacingError, match="could not be read"):
        place_video(tmp_path / "gone.mp4", folder)
    assert not folder.exists()


def test_the_index_of_dustrack_comes_along_once(video: Path, folder: Path) -> None:
    toc_path(video).write_bytes(b"index")

    placed = place_video(video, folder)
    toc_path(placed).unlink()
    toc_path(placed).write_bytes(b"newer")
    place_video(video, folder)

    assert toc_path(video).read_bytes() == b"index"
    assert toc_path(placed).read_bytes() == b"newer"
