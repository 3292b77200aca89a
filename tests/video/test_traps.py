"""The traps of FFmpeg and PyAV that were found the hard way each have a guard; these provoke them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

import dustrack_imgui.video
from dustrack_imgui.video import FrameUndecodableError, VideoReader, open_video

Clip = Callable[[str], Path]
Open = Callable[..., VideoReader]
ROOM = Path(dustrack_imgui.video.__file__).parent


def test_nobody_sets_the_log_level_of_pyav() -> None:
    """With frame threads it hangs the interpreter when a busy decoder is dropped."""
    for file in ROOM.glob("*.py"):
        assert not re.search(r"set_level|av\.logging|copy_opaque", file.read_text(encoding="utf-8")), (
            file.name
        )


@pytest.mark.timeout(60)
def test_readers_dropped_in_mid_stream_do_not_hang(clip: Clip, tmp_path: Path) -> None:
    path = clip("scanner_ippp.mp4")
    for number in range(12):
        reader = open_video(path, cache_dir=tmp_path)
        reader.request(number * 8)
        walk = reader.luma_frames()
        next(walk)
        time.sleep(0.002 * (number % 4))
        reader.close()
        walk.close()


def test_leaving_frames_out_while_dragging_does_not_last(clip: Clip, open_clip: Open) -> None:
    """`skip_frame` outlives a seek: an abandoned drag must not make holes in what comes after."""
    reader = open_clip(clip("infgop.mp4"), budget_bytes=10 * 112 * 80)
    expected = [frame.copy() for frame in reader.luma_frames()]
    rng = np.random.default_rng(5)
    for _ in range(6):
        for frame in rng.integers(0, 96, 8):
            reader.request(int(frame), dragging=True)
            time.sleep(0.001)
        rest = int(rng.integers(10, 90))
        for frame in (rest, rest - 1, rest - 2, rest + 1):
            reader.request(frame)
            for _ in range(2000):
                picture = reader.poll()
                if picture is not None and picture.is_exact:
                    break
                time.sleep(0.002)
            assert picture is not None
            assert picture.is_exact
            assert np.array_equal(picture.image, expected[frame])
    assert not reader.undecodable


def test_pictures_do_not_pin_the_decoder(clip: Clip, open_clip: Open) -> None:
    reader = open_clip(clip("bframes.mp4"))
    image = reader.get(30)
    assert image.base is None
    assert image.strides == (112, 1)
    assert not image.flags.writeable


def test_damage_does_not_spread_to_good_frames(clip: Clip, open_clip: Open, damaged_copy: Any) -> None:
    """Frame threads lose good frames next to a damaged packet: such places are tried again with one."""
    path, _ = damaged_copy(clip("bframes.mp4"), 30)
    by_pts: dict[int, Any] = {}
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "NONE"
        times = []
        for packet in container.demux(stream):
            times += [packet.pts] if packet.pts is not None else []
            try:
                frames = packet.decode()
            except av.error.InvalidDataError:
                continue
            for frame in frames:
                plane = frame.planes[0]
                by_pts[frame.pts] = np.frombuffer(plane, np.uint8).reshape(80, -1)[:, :112].copy()
    numbers = {pts: number for number, pts in enumerate(sorted(times))}
    assert 80 < len(by_pts) < 96
    reader = open_clip(path)
    for pts, luma in by_pts.items():
        assert np.array_equal(reader.get(numbers[pts]), luma), numbers[pts]
    walked = list(reader.luma_frames())
    assert all(np.array_equal(walked[numbers[pts]], luma) for pts, luma in by_pts.items())


@pytest.mark.parametrize("name", ["mjpeg.avi", "intra_h264.mp4"])
def test_where_every_frame_stands_alone_damage_costs_one_frame(
    name: str, clip: Clip, open_clip: Open, damaged_copy: Any
) -> None:
    whole = list(open_clip(clip(name)).luma_frames())
    path, lost = damaged_copy(clip(name), 30)
    reader = open_clip(path)
    with pytest.raises(FrameUndecodableError):
        reader.get(lost)
    for frame in (lost + 1, lost - 1, 80, lost + 2, 0):
        assert np.array_equal(reader.get(frame), whole[frame]), frame
    assert reader.undecodable == {lost}
    walked = list(reader.luma_frames())
    assert [i for i in range(96) if not np.array_equal(walked[i], whole[i])] == [lost]
    assert np.array_equal(walked[lost], whole[lost - 1])
