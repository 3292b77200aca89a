"""Pictures painted ahead are the same pixels, and stay as they are while they are shown."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from dustrack_imgui.app.painter import LARGEST_BUFFER_BYTES, N_BUFFERS, Painter, Painting
from dustrack_imgui.model.view import Enhancement
from dustrack_imgui.views.display_lut import display_levels, look_of
from dustrack_imgui.views.screen_pixels import (
    BORDER,
    PixelType,
    ScreenPixels,
    empty_pixels,
    paint,
)

PLAIN = Enhancement()
BRIGHT = Enhancement(brightness=40)


@pytest.fixture
def painter() -> Iterator[Painter]:
    made = Painter()
    yield made
    made.close()


def images(count: int, shape: tuple[int, ...] = (40, 60)) -> list[NDArray[np.uint8]]:
    rng = np.random.default_rng(1)
    return [rng.integers(0, 255, shape, dtype=np.uint8) for _ in range(count)]


def painting(
    image: NDArray[np.uint8], enhancement: Enhancement = PLAIN, pixel_type: PixelType = np.float32
) -> Painting:
    look, levels = look_of(enhancement, b""), display_levels(enhancement)
    return Painting(image, (image.shape[1], image.shape[0]), lambda: image, look, levels, pixel_type)


def painted(
    image: NDArray[np.uint8], enhancement: Enhancement = PLAIN, pixel_type: PixelType = np.float32
) -> ScreenPixels:
    out = empty_pixels(image.shape[1], image.shape[0], pixel_type)
    paint(image, display_levels(enhancement), out)
    return out


def until(ready: Callable[[], object]) -> object:
    end = time.monotonic() + 60
    while (found := ready()) is None:
        assert time.monotonic() < end, "it never came"
        time.sleep(0.002)
    return found


@pytest.mark.parametrize("pixel_type", [np.float32, np.uint8])
@pytest.mark.parametrize("shape", [(40, 60), (41, 61, 3)])
def test_what_was_asked_for_is_there_as_it_would_have_been_painted_on_the_spot(
    painter: Painter, shape: tuple[int, ...], pixel_type: PixelType
) -> None:
    first, second = images(2, shape)
    painter.ask([painting(first, PLAIN, pixel_type), painting(second, BRIGHT, pixel_type)])
    for image, enhancement in ((first, PLAIN), (second, BRIGHT)):
        look = look_of(enhancement, b"")
        pixels = until(lambda image=image, look=look: painter.take(image, look))
        expected = painted(image, enhancement, pixel_type)
        assert pixels.dtype == expected.dtype
        assert np.array_equal(pixels, expected)


def test_a_picture_is_converted_on_the_thread_that_paints_it_and_on_no_other(painter: Painter) -> None:
    image = images(1)[0]
    threads = []

    def convert() -> NDArray[np.uint8]:
        threads.append(threading.current_thread())
        return image

    painter.ask([replace(painting(image), source=object(), image=convert)])
    until(lambda: painter.take(image, look_of(PLAIN, b"")))
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()


def test_a_picture_that_is_gone_by_the_time_it_is_painted_is_left_out(painter: Painter) -> None:
    gone, image = images(2)
    painter.ask([replace(painting(gone), image=lambda: None), painting(image)])
    until(lambda: painter.take(image, look_of(PLAIN, b"")))
    assert painter.take(gone, look_of(PLAIN, b"")) is None


@pytest.mark.parametrize("enhancement", [PLAIN, Enhancement(gamma=1.7, brightness=-13)])
@pytest.mark.parametrize("shape", [(40, 60), (41, 61, 3)])
def test_bytes_and_floats_show_the_same_levels_and_repeat_the_edge(
    shape: tuple[int, ...], enhancement: Enhancement
) -> None:
    image = images(1, shape)[0]
    floats, numbers = painted(image, enhancement), painted(image, enhancement, np.uint8)
    assert np.array_equal(np.rint(floats * 255), numbers)
    assert (numbers[..., 3] == 255).all()
    assert np.array_equal(numbers[0, BORDER:-BORDER], numbers[1, BORDER:-BORDER])
    assert np.array_equal(numbers[:, -1], numbers[:, -2])
    shown = np.rint(display_levels(enhancement)[0] * 255)[image]
    expected = np.repeat(shown[..., None], 3, axis=2) if image.ndim == 2 else shown
    assert np.array_equal(numbers[BORDER:-BORDER, BORDER:-BORDER, :3], expected)


def test_another_look_or_another_picture_is_not_given_for_it(painter: Painter) -> None:
    image, other = images(2)
    painter.ask([painting(image)])
    until(lambda: painter.take(image, look_of(PLAIN, b"")))
    assert painter.take(image, look_of(BRIGHT, b"")) is None
    assert painter.take(image.copy(), look_of(PLAIN, b"")) is None
    assert painter.take(other, look_of(PLAIN, b"")) is None


def test_the_pixels_on_screen_are_left_alone_however_much_is_asked_for(painter: Painter) -> None:
    many = images(12)
    painter.ask([painting(many[0])])
    shown = until(lambda: painter.take(many[0], look_of(PLAIN, b"")))
    kept = np.array(shown)
    for start in range(1, 10):
        painter.ask([painting(image) for image in many[start : start + 3]])
        last = many[start + 2]
        until(
            lambda last=last: (
                any(b.holds is not None and b.image is last for b in painter._desk.buffers) or None
            )
        )
        assert np.array_equal(shown, kept)
    assert painter.bytes_held == N_BUFFERS * kept.nbytes


def test_a_wish_that_cannot_be_painted_does_not_stop_the_others(painter: Painter) -> None:
    good, bad = images(1)[0], np.zeros((40, 60, 7), np.uint8)
    painter.ask([painting(bad), painting(good)])
    assert until(lambda: painter.take(good, look_of(PLAIN, b""))) is not None
    assert painter.take(bad, look_of(PLAIN, b"")) is None


def test_very_large_pictures_are_left_to_the_loop(painter: Painter) -> None:
    side = int((LARGEST_BUFFER_BYTES / 16) ** 0.5) + 10
    painter.ask([painting(np.zeros((side, side), np.uint8))])
    assert painter.bytes_held == 0


def test_a_picture_of_the_wrong_size_is_refused() -> None:
    with pytest.raises(ValueError, match="60×40 uint8"):
        paint(np.zeros((20, 20), np.uint8), display_levels(PLAIN), empty_pixels(60, 40, np.uint8))
