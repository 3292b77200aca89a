"""The index is kept in the cache folder, never beside the video, and only for the very same file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dustrack_imgui.video import Picture, open_video
from dustrack_imgui.video.index_cache import cache_file

Clip = Callable[[str], Path]


def open_and_count(path: Path, cache: Path) -> tuple[int, int]:
    """Length of the video, and how often its index had to be made."""
    made: list[Picture] = []
    with open_video(path, cache_dir=cache, on_first_frame=made.append) as reader:
        return len(reader), len(made)


@pytest.fixture
def video(tmp_path: Path, clip: Clip) -> Path:
    folder = tmp_path / "patient"
    folder.mkdir()
    path = folder / "clip.mp4"
    path.write_bytes(clip("opengop_h264.mp4").read_bytes())
    return path


def test_a_second_opening_uses_the_cached_index(video: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert open_and_count(video, cache) == (96, 1)
    assert open_and_count(video, cache) == (96, 0)
    assert list(video.parent.iterdir()) == [video]
    assert [path.suffix for path in cache.iterdir()] == [".dtindex"]


@pytest.mark.parametrize(
    "name",
    ["bframes.mp4", "editlist_opengop.mp4", "duppts_1500.mkv", "raw.hevc", "headcut_mpeg2.ts", "rgb.mkv"],
)
def test_the_cached_index_says_the_same(name: str, clip: Clip, tmp_path: Path) -> None:
    path = clip(name)
    with open_video(path, cache_dir=tmp_path) as made, open_video(path, cache_dir=tmp_path) as loaded:
        assert made.meta == loaded.meta
        assert np.array_equal(made.times, loaded.times)
        assert np.array_equal(made.get(len(made) // 2), loaded.get(len(made) // 2))


def test_a_changed_file_is_indexed_anew(video: Path, tmp_path: Path, clip: Clip) -> None:
    cache = tmp_path / "cache"
    open_and_count(video, cache)
    video.write_bytes(clip("editlist.mp4").read_bytes())
    assert open_and_count(video, cache) == (69, 1)


def test_a_rewrite_that_keeps_size_and_time_is_noticed(video: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    open_and_count(video, cache)
    status = video.stat()
    data = bytearray(video.read_bytes())
    data[-40] ^= 1
    video.write_bytes(data)
    os.utime(video, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert open_and_count(video, cache)[1] == 1


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "foreign"])
def test_a_damaged_index_is_made_anew(damage: str, video: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    open_and_count(video, cache)
    file = cache_file(video, cache)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    spoiled = {"cut": data[: len(data) // 2], "flip": data, "empty": b"", "foreign": b"hello" * 20}
    file.write_bytes(spoiled[damage])
    assert open_and_count(video, cache) == (96, 1)
    assert open_and_count(video, cache) == (96, 0)


def test_a_folder_that_cannot_be_written_does_no_harm(video: Path, tmp_path: Path) -> None:
    not_a_folder = tmp_path / "file"
    not_a_folder.write_text("in the way")
    assert open_and_count(video, not_a_folder / "cache") == (96, 1)


def test_the_first_frame_is_shown_before_the_index_is_complete(
    clip: Clip, tmp_path: Path, reference_of: Callable[[Path], Any]
) -> None:
    path = clip("headcut_opengop_h264.ts")
    events: list[Any] = []
    opened = open_video(path, cache_dir=tmp_path, on_first_frame=events.append, on_progress=events.append)
    with opened as reader:
        first, *shares = events
        assert first.is_exact
        assert np.array_equal(first.image, np.dstack([reader.display_lut()[reader.get(0)]] * 3))
        assert shares == sorted(shares)
        assert shares[-1] == 1.0
