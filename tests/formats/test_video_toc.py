"""DUSTrack's index of a video is taken when it is of that very file."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dustrack_imgui.formats.errors import ReadError, SidecarError
from dustrack_imgui.formats.video_toc import load_toc, toc_path

DATA = Path(__file__).parents[1] / "golden" / "data"
GOLDEN: dict[str, Any] = json.loads((DATA / "video_index.json").read_text("utf-8"))


@pytest.fixture
def video(tmp_path: Path) -> Path:
    path = Path(shutil.copy(DATA / "tiny.mp4", tmp_path / "tiny.mp4"))
    os.utime(path, (GOLDEN["mtime"], GOLDEN["mtime"]))
    toc_path(path).write_text(GOLDEN["text"], encoding="utf-8")
    return path


def test_lengths_and_times_are_taken_over(video: Path) -> None:
    toc = load_toc(video)
    assert toc is not None
    assert toc.n_frames == GOLDEN["n_frames"]
    times = toc.times_secs()
    assert times is not None
    np.testing.assert_allclose(times, np.array(GOLDEN["times"])[:, 0], rtol=0, atol=1e-9)
    assert toc.frame_durations is not None
    assert toc.time_base is not None
    ends = times + toc.frame_durations * toc.time_base[0] / toc.time_base[1]
    np.testing.assert_allclose(ends, np.array(GOLDEN["times"])[:, 1], rtol=0, atol=1e-9)


def test_the_first_version_has_no_times(video: Path) -> None:
    toc_path(video).write_text(GOLDEN["version_1"], encoding="utf-8")
    toc = load_toc(video)
    assert toc is not None
    assert (toc.n_frames, toc.times_secs()) == (GOLDEN["n_frames"], None)


def test_a_video_that_changed_or_has_no_index_gives_none(video: Path) -> None:
    os.utime(video, (1, 1))
    assert load_toc(video) is None
    os.utime(video, (GOLDEN["mtime"], GOLDEN["mtime"]))
    assert load_toc(video) is not None
    content = video.read_bytes()
    video.write_bytes(content[:-1] + b"x")
    os.utime(video, (GOLDEN["mtime"], GOLDEN["mtime"]))
    assert load_toc(video) is None
    toc_path(video).unlink()
    assert load_toc(video) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("schema_version", 3),
        ("schema_version", None),
        ("toc", []),
        ("toc", {"lengths": [1], "ts": []}),
        ("toc", {"lengths": [1.5], "ts": [0]}),
        ("toc", {"lengths": [1 << 61] * 8, "ts": [0] * 8}),
        ("toc", {"lengths": [10**30], "ts": [0]}),
        ("toc", {"lengths": [-1], "ts": [0]}),
        ("timestamps", {"frame_pts": [1], "frame_durations": [1]}),
        ("time_base", {"num": 1, "den": 0}),
        ("time_base", {"num": 1}),
        ("time_base", None),
    ],
)
def test_a_damaged_index_is_refused(video: Path, name: str, value: object) -> None:
    document = json.loads(GOLDEN["text"]) | {name: value}
    toc_path(video).write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(SidecarError, match="damaged"):
        load_toc(video)


def test_an_index_without_its_video_says_so(video: Path) -> None:
    video.unlink()
    with pytest.raises(ReadError, match="video could not be read"):
        load_toc(video)
