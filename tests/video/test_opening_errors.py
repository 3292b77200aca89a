"""What is no video gives one clear error with file and reason; what is cut short shows what is left."""

from __future__ import annotations

import hashlib
import pickle
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dustrack_imgui.video import (
    EmptyVideoError,
    FrameUndecodableError,
    NoPictureError,
    OpenCancelledError,
    UnreadableVideoError,
    VideoError,
    VideoNotFoundError,
    VideoReader,
    open_video,
)

Clip = Callable[[str], Path]
Open = Callable[..., VideoReader]


@pytest.mark.parametrize(
    ("name", "content", "kind", "reason"),
    [
        ("missing.mp4", None, VideoNotFoundError, "no such file"),
        ("empty.mp4", b"", EmptyVideoError, "empty"),
        ("one_byte.mp4", b"x", UnreadableVideoError, "not a readable video"),
        ("note.mp4", b"dear diary\n" * 400, UnreadableVideoError, "not a readable video"),
        ("note.txt", b"dear diary\n" * 400, UnreadableVideoError, "text"),
        ("noise.avi", bytes(range(256)) * 64, UnreadableVideoError, "not a readable video"),
        (
            "list.m3u8",
            b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n",
            UnreadableVideoError,
            "not a readable",
        ),
    ],
)
def test_what_is_no_video_is_refused(
    name: str, content: bytes | None, kind: type[VideoError], reason: str, tmp_path: Path, open_clip: Open
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(kind, match=reason) as caught:
        open_clip(path)
    assert caught.value.path == path
    assert str(caught.value).endswith(str(path))


def test_sound_alone_is_refused_even_with_a_cover(
    tmp_path: Path, ffmpeg: Callable[..., None], open_clip: Open
) -> None:
    sound, cover, both = tmp_path / "sound.m4a", tmp_path / "cover.png", tmp_path / "both.m4a"
    ffmpeg("-f", "lavfi", "-i", "sine=d=1", "-c:a", "aac", sound)
    ffmpeg("-f", "lavfi", "-i", "testsrc=s=64x64:d=0.04", "-frames:v", "1", cover)
    ffmpeg(
        "-i",
        sound,
        "-i",
        cover,
        "-map",
        "0",
        "-map",
        "1",
        "-c",
        "copy",
        "-disposition:v:0",
        "attached_pic",
        both,
    )
    for path in (sound, both):
        with pytest.raises(NoPictureError, match="only sound"):
            open_clip(path)


def test_a_cover_does_not_hide_the_video(
    tmp_path: Path, clip: Clip, ffmpeg: Callable[..., None], open_clip: Open
) -> None:
    cover, both = tmp_path / "cover.png", tmp_path / "both.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc=s=640x480:d=0.04", "-frames:v", "1", cover)
    arguments = ["-map", "0", "-map", "1", "-c", "copy", "-disposition:v:1", "attached_pic"]
    ffmpeg("-i", clip("bframes.mp4"), "-i", cover, *arguments, both)
    reader = open_clip(both)
    assert (len(reader), reader.meta.width) == (96, 112)


def test_a_file_without_its_table_of_contents_is_refused(tmp_path: Path, clip: Clip, open_clip: Open) -> None:
    path = tmp_path / "torn.mp4"
    data = clip("bframes.mp4").read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(UnreadableVideoError, match="not a readable video"):
        open_clip(path)


@pytest.mark.parametrize("name", ["bframes.mp4", "bframes.mkv", "mjpeg.avi", "bframes.ts", "fragmented.mp4"])
def test_of_a_file_cut_short_the_rest_is_shown(
    name: str,
    tmp_path: Path,
    clip: Clip,
    ffmpeg: Callable[..., None],
    open_clip: Open,
    reference_of: Callable[[Path], Any],
) -> None:
    whole, cut = tmp_path / f"whole_{name}", tmp_path / f"cut_{name}"
    if name == "bframes.mp4":  # its table of contents must come first to survive
        ffmpeg("-i", clip(name), "-c", "copy", "-movflags", "+faststart", whole)
    else:
        whole = clip(name)
    data = whole.read_bytes()
    cut.write_bytes(data[: int(len(data) * 0.6)])
    reader = open_clip(cut)
    n = len(reader)
    assert 30 < n < 80
    assert list(reader.luma_frames(n - 1, n))  # the last one is really there
    if name in {"bframes.mp4", "bframes.mkv", "mjpeg.avi"}:
        assert abs(reader.meta.n_missing - (96 - n)) <= 1
        assert any("missing" in warning for warning in reader.meta.warnings)
    elif name == "fragmented.mp4":
        assert any("ends early" in warning for warning in reader.meta.warnings)
    whole_hashes = reference_of(clip(name)).luma_hashes
    from_cut = reference_of(cut).luma_hashes
    assert from_cut[: n - 4] == whole_hashes[: n - 4]


def test_damaged_bytes_keep_the_numbers(
    clip: Clip, open_clip: Open, damaged_copy: Any, reference_of: Any
) -> None:
    path, lost = damaged_copy(clip("infgop.mp4"), 50)
    reader = open_clip(path)
    assert len(reader) == 96
    assert [hash_of(frame) for frame in reader.luma_frames(0, 30)] == reference_of(
        clip("infgop.mp4")
    ).luma_hashes[:30]
    with pytest.raises(FrameUndecodableError) as caught:
        reader.get(lost)
    assert caught.value.frame == lost
    assert reader.undecodable == {lost}
    assert len(list(reader.luma_frames())) == 96
    picture = wait_for_undecodable(reader, lost)
    assert picture.is_undecodable
    assert not picture.is_exact
    assert picture.requested == lost
    assert picture.index in (lost - 1, lost + 1)


def hash_of(image: Any) -> str:
    return hashlib.blake2b(np.ascontiguousarray(image).tobytes(), digest_size=12).hexdigest()


def wait_for_undecodable(reader: VideoReader, frame: int) -> Any:
    reader.request(frame)
    for _ in range(500):
        picture = reader.poll()
        if picture is not None and abs(picture.index - frame) == 1:
            return picture
        threading.Event().wait(0.01)
    raise AssertionError("no neighbour was shown")


def test_a_name_in_another_alphabet_does_not_hide_the_video(
    tmp_path: Path, clip: Clip, ffmpeg: Callable[..., None], open_clip: Open
) -> None:
    path = tmp_path / "Müller_超音波.mkv"
    ffmpeg("-i", clip("bframes.mkv"), "-c", "copy", "-metadata", "title=QQQQ", tmp_path / "title.mkv")
    path.write_bytes((tmp_path / "title.mkv").read_bytes().replace(b"QQQQ", b"M\xfcll"))  # Latin-1, not UTF-8
    assert len(open_clip(path)) == 96


def test_opening_can_be_cancelled(tmp_path: Path, clip: Clip) -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(OpenCancelledError):
        open_video(clip("raw.h264"), cache_dir=tmp_path, cancel=cancel)
    assert list(tmp_path.iterdir()) == []


def test_errors_survive_the_way_between_processes() -> None:
    error = FrameUndecodableError("its bytes are damaged", "a.mp4", 7)
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (type(copy), copy.frame, str(copy)) == (type(error), 7, str(error))
