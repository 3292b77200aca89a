"""Indexes made ahead: statuses, nothing beside the videos, cancel."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydicom import examples

import dustrack_imgui.batch as batch
from dustrack_imgui.batch.indexing import index_each
from dustrack_imgui.drawing.steps import WorkCancelledError


@pytest.fixture(autouse=True)
def _fresh_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def test_an_index_is_built_once_and_again_when_forced_or_stale(video: Path, tmp_path: Path) -> None:
    assert batch.build_toc(video, show_progress=False) == {str(video): "built"}
    assert batch.build_toc([video], show_progress=False) == {str(video): "hit"}
    assert batch.build_toc(tmp_path, force=True, show_progress=False) == {str(video): "built"}
    os.utime(video, (1, 1))
    assert batch.build_toc(video, show_progress=False) == {str(video): "built"}
    assert list(tmp_path.iterdir()) == [video]


def test_folders_are_walked_and_errors_named(video: Path, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "bad.mp4").write_bytes(b"no video at all")
    (inner / "empty.MKV").write_bytes(b"")
    calls: list[tuple[int, int, str]] = []
    found = batch.build_toc(
        [tmp_path, "missing.mp4"],
        progress_callback=lambda n, total, path, status: calls.append((n, total, status)),
    )
    assert [Path(path).name for path in found] == ["v.mp4", "bad.mp4", "empty.MKV", "missing.mp4"]
    statuses = list(found.values())
    assert statuses[0] == "built"
    assert statuses[1].startswith("error: ")
    assert statuses[2].startswith("error: ")
    assert statuses[3] == "error: missing"
    assert calls == [(number, 4, status) for number, status in enumerate(statuses)]
    assert list(batch.build_toc(tmp_path, recursive=False, show_progress=False)) == [str(video)]
    assert list(batch.build_toc(tmp_path, extensions=[".mkv"], show_progress=False)) == [
        str(inner / "empty.MKV")
    ]


def test_without_a_cache_folder_the_index_is_told_to_be_lost(
    video: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    in_the_way = tmp_path_factory.mktemp("x") / "file"
    in_the_way.write_text("a file where the folder should be")
    (outcome,) = index_each([video], cache_dir=in_the_way / "index")
    assert outcome.status == "built (uncached)"


def test_a_dicom_clip_needs_no_index() -> None:
    (outcome,) = index_each([Path(examples.get_path("ybr_color"))])
    assert outcome.status == "hit"


def test_cancel_ends_between_files_and_within_one(video: Path, tmp_path: Path) -> None:
    class Set:
        def is_set(self) -> bool:
            return True

    with pytest.raises(WorkCancelledError):
        list(index_each([video], cancel=Set()))
    second = tmp_path / "w.mp4"
    second.write_bytes(video.read_bytes())
    seen: list[str] = []
    found = batch.build_toc(
        [video, second],
        progress_callback=lambda number, total, path, status: seen.append(status),
        cancel_check=lambda: bool(seen),
    )
    assert found == {str(video): "built"}
