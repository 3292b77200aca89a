"""Grey frames from all kinds of sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pytest

from dustrack_imgui.tracking import FramesMissingError, SettingsError, gray
from dustrack_imgui.tracking.frames import GrayKind, iterate_gray, iterate_gray_reversed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .conftest import ClipFrames


class Source:
    """Five frames whose value tells how they were read."""

    def __len__(self) -> int:
        return 5

    def __getitem__(self, index: int, /) -> NDArray[np.uint8]:
        return np.full((4, 6, 3), 10 + index, np.uint8)


class FastSource(Source):
    """The same, with a fast way to each kind of grey."""

    def luma_frames(self, start: int, stop: int) -> Iterator[NDArray[np.uint8]]:
        """Yield luma."""
        return (np.full((4, 6), 100 + index, np.uint8) for index in range(start, stop))

    def rgb_frames(self, start: int, stop: int) -> Iterator[NDArray[np.uint8]]:
        """Yield RGB."""
        return (np.full((4, 6, 3), 200 + index, np.uint8) for index in range(start, stop))


@pytest.mark.parametrize(
    ("source", "kind", "first"),
    [(Source(), "luma", 10), (Source(), "rgb", 10), (FastSource(), "luma", 100), (FastSource(), "rgb", 200)],
)
def test_the_fast_way_is_taken_where_there_is_one(source: Source, kind: GrayKind, first: int) -> None:
    pictures = list(iterate_gray(source, 1, 4, kind=kind))
    assert [int(picture[0, 0]) for picture in pictures] == [first + 1, first + 2, first + 3]
    assert all(picture.shape == (4, 6) and picture.flags.c_contiguous for picture in pictures)


@pytest.mark.parametrize("memory_bytes", [0, 3 * 24, 10_000])
def test_reversed_frames_are_the_frames_reversed(memory_bytes: int) -> None:
    pictures = iterate_gray_reversed(FastSource(), 0, 5, kind="luma", memory_bytes=memory_bytes)
    assert [int(picture[0, 0]) for picture in pictures] == [104, 103, 102, 101, 100]


def test_grey_is_bt601_of_rgb_and_grey_passes_through() -> None:
    colours = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]], np.uint8)
    assert gray(colours).tolist() == [[76, 150, 29, 255]]
    already = np.arange(12, dtype=np.uint8).reshape(3, 4)
    assert np.array_equal(gray(already), already)
    assert gray(already[:, ::2]).flags.c_contiguous


def test_a_change_of_size_is_an_error_that_names_the_frame() -> None:
    frames = [np.zeros((4, 6), np.uint8), np.zeros((4, 6), np.uint8), np.zeros((4, 8), np.uint8)]
    with pytest.raises(FramesMissingError, match="Frame 2 measures 8x4"):
        list(iterate_gray(frames, 0, 3, kind="luma"))


def test_an_unknown_kind_of_grey_is_refused() -> None:
    with pytest.raises(SettingsError, match="luma"):
        list(iterate_gray(Source(), 0, 1, kind="hsv"))  # type: ignore[arg-type]


def test_luma_is_close_to_the_grey_of_rgb_on_a_real_clip(gastrocnemius: ClipFrames) -> None:
    luma = next(iterate_gray(gastrocnemius, 0, 1, kind="luma")).astype(np.float64)
    rgb = next(iterate_gray(gastrocnemius, 0, 1, kind="rgb")).astype(np.float64)
    assert luma.shape == rgb.shape == (580, 728)
    full_range = np.clip((luma - 16) * 255 / 219, 0, 255)
    assert np.abs(full_range - rgb).mean() < 2
