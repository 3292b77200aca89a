"""A proxy brings the eye a stand-in at once, and nothing of it ever gets anywhere else."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dustrack_imgui.video import Picture, VideoReader
from dustrack_imgui.video.decode_state import DecodeState
from dustrack_imgui.video.errors import OpenCancelledError, ProxyError, VideoChangedError
from dustrack_imgui.video.proxy_cache import SUFFIX, UNUSED_DAYS, drop_proxies, find_proxy, remove_stale
from dustrack_imgui.video.proxy_making import is_worth_a_proxy, make_proxy
from dustrack_imgui.video.serving import Server

Clip = Callable[[str], Path]
Open = Callable[..., VideoReader]
LARGEST_ERROR, MEAN_ERROR = 40, 4.0
COLOUR = "testsrc=s=96x64:r=30"


def made(reader: VideoReader, folder: Path, **options: Any) -> Path:
    assert reader.fingerprint is not None
    return make_proxy(reader.source, reader.fingerprint, folder, **{"cancel": threading.Event()} | options)


def found(reader: VideoReader, folder: Path) -> Any:
    assert reader.fingerprint is not None
    return find_proxy(reader.meta, reader.fingerprint, folder)


def until(condition: Callable[[], Any], *, secs: float = 60.0) -> Any:
    end = time.monotonic() + secs
    while not (value := condition()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.002)
    return value


@pytest.fixture
def held_back(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """The decoder of the video itself waits until this is set."""
    gate = threading.Event()
    serve = Server.serve

    def wait_and_serve(self: Server, goal: Any) -> None:
        state: DecodeState = self._state
        until(lambda: gate.is_set() or state.is_stopping)
        serve(self, goal)

    monkeypatch.setattr(Server, "serve", wait_and_serve)
    return gate


def test_every_frame_of_a_proxy_stands_alone_and_looks_like_its_own(
    clip: Clip, open_clip: Open, tmp_path: Path
) -> None:
    reader = open_clip(clip("infgop.mp4"))
    told: list[float] = []
    file = made(reader, tmp_path, on_progress=told.append)
    proxy = found(reader, tmp_path)
    assert Path(proxy.meta.path) == file
    assert proxy.gops.is_intra
    assert told == sorted(told)
    assert told[-1] == 1
    shown = open_clip(file.rename(file.with_suffix(".mp4")))
    for frame in range(len(reader)):
        error = np.abs(shown.get(frame).astype(int) - reader.get(frame))
        assert error.max() <= LARGEST_ERROR
        assert error.mean() <= MEAN_ERROR


def test_dragging_shows_the_proxy_as_a_stand_in_until_the_frame_itself_is_there(
    clip: Clip, open_clip: Open, tmp_path: Path, held_back: threading.Event
) -> None:
    reader = open_clip(clip("infgop.mp4"))
    made(reader, tmp_path)
    reader.use_proxy(found(reader, tmp_path))
    reader.request(70, dragging=True)

    def of_frame_70() -> Picture | None:
        picture = reader.poll()
        return picture if picture is not None and picture.index == 70 else None

    standin = until(of_frame_70)
    assert (standin.requested, standin.is_exact, standin.is_proxied) == (70, False, True)
    assert reader.poll() is standin
    assert reader.peek(70) is None
    assert reader.cached_ranges() == []
    held_back.set()
    exact = until(lambda: (picture := of_frame_70()) and picture.is_exact and picture)
    assert not exact.is_proxied
    assert np.array_equal(exact.image, reader.get(70))
    assert not np.array_equal(exact.image, standin.image)


def test_a_proxy_changes_nothing_that_scripts_and_tracking_read(
    clip: Clip, open_clip: Open, tmp_path: Path, reference_of: Any
) -> None:
    path = clip("infgop.mp4")
    reader = open_clip(path)
    made(reader, tmp_path)
    reader.use_proxy(found(reader, tmp_path))
    rng = np.random.default_rng(2)
    expected = reference_of(path)
    for frame in map(int, rng.integers(0, len(reader), 20)):
        reader.request(frame, dragging=True)
        luma = reader.get(frame)
        assert blake2b(luma.tobytes(), digest_size=12).hexdigest() == expected.luma_hashes[frame]
        assert np.array_equal(reader.get_rgb(frame), expected.rgb[frame])
    span = [blake2b(luma.tobytes(), digest_size=12).hexdigest() for luma in reader.luma_frames(30, 60)]
    assert span == expected.luma_hashes[30:60]


def test_colours_of_a_stand_in_are_those_of_the_frame(
    ffmpeg: Callable[..., None], open_clip: Open, tmp_path: Path, held_back: threading.Event
) -> None:
    path = tmp_path / "colour.mp4"
    encoder = ["-c:v", "libx264", "-g", "999", "-sc_threshold", "0", "-pix_fmt", "yuv420p"]
    ffmpeg("-f", "lavfi", "-i", COLOUR, "-frames:v", "40", *encoder, path)
    reader = open_clip(path)
    made(reader, tmp_path / "proxy")
    reader.use_proxy(found(reader, tmp_path / "proxy"))
    reader.request(30, dragging=True)
    standin = until(lambda: (picture := reader.poll()) and picture.index == 30 and picture)
    assert standin.is_proxied
    held_back.set()
    exact = until(lambda: (picture := reader.poll()) and picture.is_exact and picture)
    assert standin.image.shape == exact.image.shape == (64, 96, 3)
    assert np.abs(standin.image.astype(int) - exact.image).mean() <= 2 * MEAN_ERROR


def test_without_its_proxy_a_reader_goes_on(clip: Clip, open_clip: Open, tmp_path: Path) -> None:
    reader = open_clip(clip("infgop.mp4"))
    made(reader, tmp_path)
    reader.use_proxy(found(reader, tmp_path))
    assert reader.has_proxy
    reader.use_proxy(None)
    assert not reader.has_proxy
    reader.request(50)
    assert until(lambda: (picture := reader.poll()) and picture.is_exact and picture).index == 50


def test_a_proxy_is_of_one_file_only(clip: Clip, open_clip: Open, tmp_path: Path) -> None:
    path = Path(shutil.copy(clip("infgop.mp4"), tmp_path / "video.mp4"))
    reader, folder = open_clip(path), tmp_path / "proxy"
    made(reader, folder)
    os.utime(path, ns=(1, 1))
    assert found(open_clip(path), folder) is None
    assert remove_stale(folder) == 1
    assert not any(folder.iterdir())


def test_a_proxy_that_is_damaged_is_deleted(clip: Clip, open_clip: Open, tmp_path: Path) -> None:
    reader = open_clip(clip("infgop.mp4"))
    file = made(reader, tmp_path / "proxy")
    file.write_bytes(file.read_bytes()[:2000])
    assert found(reader, tmp_path / "proxy") is None
    assert not file.exists()


def test_proxies_of_missing_videos_go_after_a_while_and_unfinished_ones_too(
    clip: Clip, open_clip: Open, tmp_path: Path
) -> None:
    path = Path(shutil.copy(clip("infgop.mp4"), tmp_path / "video.mp4"))
    reader, folder = open_clip(path), tmp_path / "proxy"
    made(reader, folder)
    (folder / "killed.part").touch()
    reader.close()
    path.unlink()
    now = time.time()
    assert remove_stale(folder, now_secs=now) == 0
    assert remove_stale(folder, now_secs=now + (UNUSED_DAYS + 1) * 86_400) == 2
    assert remove_stale(tmp_path / "no such folder") == 0


def test_the_oldest_use_goes_first_when_all_are_too_large(
    clip: Clip, open_clip: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = []
    for name in ("old.mp4", "new.mp4"):
        path = Path(shutil.copy(clip("infgop.mp4"), tmp_path / name))
        files.append(made(open_clip(path), tmp_path / "proxy"))
    os.utime(files[0], (0, 0))
    monkeypatch.setattr("dustrack_imgui.video.proxy_cache.MAX_ALL_BYTES", files[1].stat().st_size)
    assert remove_stale(tmp_path / "proxy") == 1
    assert [file.exists() for file in files] == [False, True]


def test_a_cancelled_proxy_leaves_nothing(clip: Clip, open_clip: Open, tmp_path: Path) -> None:
    reader, cancel = open_clip(clip("infgop.mp4")), threading.Event()
    with pytest.raises(OpenCancelledError):
        made(reader, tmp_path / "proxy", cancel=cancel, on_progress=lambda share: cancel.set())
    assert not any((tmp_path / "proxy").iterdir())


def test_a_proxy_that_would_be_too_large_is_given_up_early(
    clip: Clip, open_clip: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dustrack_imgui.video.proxy_making.LOOK_EVERY_FRAMES", 20)
    reader, shares = open_clip(clip("infgop.mp4")), [0.0]
    with pytest.raises(ProxyError, match=r"more than the .* allowed"):
        made(reader, tmp_path / "proxy", max_bytes=1000, on_progress=shares.append)
    assert shares[-1] < 0.9
    assert not any((tmp_path / "proxy").iterdir())


def test_a_full_disk_is_noticed_before_anything_is_written(
    clip: Clip, open_clip: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dustrack_imgui.video.proxy_making.FREE_BYTES_LEFT", 1 << 60)
    with pytest.raises(ProxyError, match="too little room"):
        made(open_clip(clip("infgop.mp4")), tmp_path / "proxy")
    assert not any((tmp_path / "proxy").iterdir())


def test_a_video_that_changes_meanwhile_gets_no_proxy(clip: Clip, open_clip: Open, tmp_path: Path) -> None:
    path = Path(shutil.copy(clip("infgop.mp4"), tmp_path / "video.mp4"))
    reader = open_clip(path)
    with pytest.raises(VideoChangedError):
        made(reader, tmp_path / "proxy", on_progress=lambda share: os.utime(path, ns=(1, 1)))
    assert not any((tmp_path / "proxy").iterdir())


def test_a_dropped_proxy_is_gone(clip: Clip, open_clip: Open, tmp_path: Path) -> None:
    reader = open_clip(clip("infgop.mp4"))
    file = made(reader, tmp_path / "proxy")
    assert file.suffix == SUFFIX
    assert drop_proxies(reader.path, tmp_path / "proxy") == 1
    assert drop_proxies(reader.path, tmp_path / "proxy") == 0
    assert not file.exists()


def test_only_long_groups_are_worth_a_proxy(clip: Clip, open_clip: Open) -> None:
    meta = open_clip(clip("bframes.mp4")).meta
    assert not is_worth_a_proxy(meta)
    assert is_worth_a_proxy(replace(meta, max_gop=250))
