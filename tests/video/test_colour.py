"""Colour is shown where there is some; grey clips cost one byte a pixel; tracking gets the luma as stored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from dustrack_imgui.video import VideoReader
from dustrack_imgui.video.pixel_layout import is_full_range
from dustrack_imgui.video.range_lut import range_lut

Open = Callable[..., VideoReader]
DOPPLER = "testsrc2=s=128x96:r=30:d=1"
NEARLY_GREY = (
    "nullsrc=s=128x96:r=30:d=1,geq=lum='mod(X*7+Y*3+N*5,200)':cb=128:cr=128,noise=c1s=4:c2s=4:allf=t"
)
MARKER = "color=c=gray:s=320x240:r=30:d=1,drawbox=x=290:y=20:w=12:h=12:color=yellow:t=fill"


def make(ffmpeg: Callable[..., None], path: Path, source: str, *arguments: str) -> Path:
    ffmpeg("-f", "lavfi", "-i", source, *arguments, path)
    return path


def shown(reader: VideoReader, frame: int) -> Any:
    reader.get(frame)
    reader.request(frame)
    picture = reader.poll()
    assert picture is not None
    assert picture.is_exact
    return picture.image


@pytest.mark.parametrize("kind", ["h264 -pix_fmt yuv420p", "mjpeg -pix_fmt yuvj422p", "ffv1 -pix_fmt bgr0"])
def test_colour_is_shown_as_the_scaler_makes_it(
    kind: str,
    tmp_path: Path,
    ffmpeg: Callable[..., None],
    open_clip: Open,
    reference_of: Callable[[Path], Any],
) -> None:
    path = make(ffmpeg, tmp_path / "doppler.mkv", DOPPLER, "-c:v", *kind.replace("h264", "libx264").split())
    reader = open_clip(path)
    reference = reference_of(path)
    assert reader.meta.is_colour
    assert np.array_equal(shown(reader, 20), reference.rgb[20])
    assert np.array_equal(reader.get_rgb(21), reference.rgb[21])
    assert reader.get(20).shape == (96, 128)
    assert not shown(reader, 20).flags.writeable


@pytest.mark.parametrize("kind", ["libx264", "mjpeg"])
def test_compression_noise_is_no_colour(
    kind: str, tmp_path: Path, ffmpeg: Callable[..., None], open_clip: Open
) -> None:
    pixels = "yuvj420p" if kind == "mjpeg" else "yuv420p"
    path = make(ffmpeg, tmp_path / "grey.mkv", NEARLY_GREY, "-c:v", kind, "-pix_fmt", pixels)
    with av.open(str(path)) as container:
        frame = next(container.decode(video=0))
        assert np.ptp(np.frombuffer(frame.planes[1], np.uint8)) > 1  # it is not trivially neutral
    reader = open_clip(path)
    assert not reader.meta.is_colour
    assert shown(reader, 10).ndim == 2
    assert reader.stats.cache_bytes == reader.stats.n_cached * 128 * 96


def test_a_small_marker_is_colour(tmp_path: Path, ffmpeg: Callable[..., None], open_clip: Open) -> None:
    path = make(ffmpeg, tmp_path / "marker.mp4", MARKER, "-c:v", "libx264", "-pix_fmt", "yuv420p")
    reader = open_clip(path)
    assert reader.meta.is_colour
    red, green, blue = shown(reader, 5)[26, 296].astype(int)
    assert min(red, green) > blue + 80


def test_grey_is_cached_for_grey_frames_of_a_colour_clip(
    tmp_path: Path, ffmpeg: Callable[..., None], open_clip: Open
) -> None:
    late = "color=c=gray:s=128x96:r=30:d=2,drawbox=w=60:h=60:color=red:t=fill:enable='gte(n,30)'"
    path = make(ffmpeg, tmp_path / "late.mp4", late, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "10")
    reader = open_clip(path)
    assert reader.meta.is_colour
    assert shown(reader, 5).ndim == 2
    assert shown(reader, 45).ndim == 3


def test_limited_range_is_stretched_for_the_eye_only(
    tmp_path: Path, ffmpeg: Callable[..., None], open_clip: Open
) -> None:
    path = make(ffmpeg, tmp_path / "grey.mp4", NEARLY_GREY, "-c:v", "libx264", "-pix_fmt", "yuv420p")
    reader = open_clip(path)
    with av.open(str(path)) as container:
        by_scaler = next(container.decode(video=0)).to_ndarray(format="gray")
    assert not reader.meta.is_full_range
    assert np.abs(reader.display_lut()[reader.get(0)].astype(int) - by_scaler).max() <= 1
    assert not np.array_equal(reader.get(0), by_scaler)


def test_the_table_of_full_range_changes_nothing() -> None:
    assert np.array_equal(range_lut(True), np.arange(256))
    limited = range_lut(False)
    assert (limited[16], limited[235], limited[0], limited[255]) == (0, 255, 0, 255)


@pytest.mark.parametrize(
    ("pixel_format", "color_range", "is_full"),
    [
        ("yuv420p", 0, False),
        ("yuv420p", 1, False),
        ("yuv420p", 2, True),
        ("yuvj420p", 0, True),
        ("gray", 1, True),
        ("yuv420p10le", 1, False),
        ("bgr0", 0, True),
        ("pal8", 0, True),
    ],
)
def test_the_range_follows_the_format(pixel_format: str, color_range: int, is_full: bool) -> None:
    assert is_full_range(pixel_format, color_range) is is_full
