"""The thread that turns pictures into screen pixels before they are wanted, in buffers that take turns."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.views.screen_pixels import PixelType, ScreenPixels, empty_pixels, paint, screen_shape

log = logging.getLogger(__name__)
N_BUFFERS = 4
LARGEST_BUFFER_BYTES = 64 << 20
"""Larger pictures are not painted ahead, 4 megapixels of floats or 16 of bytes: they would take too much."""


@dataclass(frozen=True, slots=True, eq=False)
class Painting:
    """A picture and how it is to be seen.

    Attributes
    ----------
    source
        What the picture is made from; known by its identity.
    size_px
        Width and height.
    image
        Gives uint8 grey (H, W) or RGB (H, W, 3), None when it is gone; asked on the painter's thread.
    look
        Stands for ``levels``: equal looks mean equal levels.
    levels
        float32 (1, 256), see `paint`.
    pixel_type
        What to paint it in.
    """

    source: object
    size_px: tuple[int, int]
    image: Callable[[], NDArray[np.uint8] | None]
    look: Hashable
    levels: NDArray[np.float32]
    pixel_type: PixelType = np.float32

    def is_same(self, other: Painting | None) -> bool:
        """Whether another one would give the same pixels."""
        if other is None or self.source is not other.source:
            return False
        return self.look == other.look and self.pixel_type is other.pixel_type


@dataclass(slots=True, eq=False)
class _Buffer:
    pixels: ScreenPixels
    holds: Painting | None = None
    image: NDArray[np.uint8] | None = None


@dataclass(slots=True)
class _Desk:
    """What both threads share, under one lock."""

    buffers: list[_Buffer] = field(default_factory=list)
    wanted: list[Painting] = field(default_factory=list)
    current: Painting | None = None
    shown: _Buffer | None = None


class Painter:
    """Paints what is likely to be shown next.

    The pixels that `take` returns are left alone until the next ones are taken.
    """

    budget_bytes = N_BUFFERS * LARGEST_BUFFER_BYTES

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._desk = _Desk()
        self._thread: threading.Thread | None = None
        self._is_stopping = False

    @property
    def bytes_held(self) -> int:
        """Memory of the buffers."""
        with self._changed:
            return sum(buffer.pixels.nbytes for buffer in self._desk.buffers)

    def ask(self, wanted: Sequence[Painting], *, current: Painting | None = None) -> None:
        """Paint these, the most likely first, instead of what was asked for before.

        The one that is `current` is about to be taken: it is not painted, but where it is, it stays.
        """
        with self._changed:
            self._desk.current = current
            self._desk.wanted = [one for one in wanted[: N_BUFFERS - 1] if self._is_paintable(one)]
            if self._desk.wanted and self._thread is None:
                self._thread = threading.Thread(target=self._run, name="painter", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def take(self, image: NDArray[np.uint8], look: Hashable) -> ScreenPixels | None:
        """Return the pixels of a picture when they are painted, to be shown now."""
        with self._changed:
            for buffer in self._desk.buffers:
                if buffer.holds is not None and buffer.image is image and buffer.holds.look == look:
                    self._desk.shown = buffer
                    self._changed.notify_all()
                    return buffer.pixels
            return None

    def close(self) -> None:
        """Stop the thread."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    def _is_paintable(self, painting: Painting) -> bool:
        n_bytes = np.dtype(painting.pixel_type).itemsize * int(np.prod(screen_shape(*painting.size_px)))
        return n_bytes <= LARGEST_BUFFER_BYTES

    def _run(self) -> None:
        while True:
            with self._changed:
                while (chosen := self._next()) is None and not self._is_stopping:
                    self._changed.wait()
                if self._is_stopping:
                    return
            assert chosen is not None
            painting, buffer = chosen
            image = _painted(painting, buffer.pixels)
            with self._changed:
                if image is not None:
                    buffer.holds, buffer.image = painting, image
                else:
                    self._desk.wanted = [one for one in self._desk.wanted if not one.is_same(painting)]

    def _next(self) -> tuple[Painting, _Buffer] | None:
        """Choose what to paint and where; under the lock."""
        desk = self._desk
        for painting in desk.wanted:
            if any(painting.is_same(buffer.holds) for buffer in desk.buffers):
                continue
            buffer = self._free_buffer(painting)
            if buffer is not None:
                buffer.holds, buffer.image = None, None
                return painting, buffer
        return None

    def _free_buffer(self, painting: Painting) -> _Buffer | None:
        """Return a buffer of the right size that nobody looks at and that holds nothing wanted."""
        desk = self._desk
        shape = screen_shape(*painting.size_px)

        def fits(buffer: _Buffer) -> bool:
            return buffer.pixels.shape == shape and buffer.pixels.dtype == painting.pixel_type

        desk.buffers = [buffer for buffer in desk.buffers if fits(buffer) or buffer is desk.shown]
        for buffer in desk.buffers:
            needed = desk.wanted if desk.current is None else (*desk.wanted, desk.current)
            is_wanted = any(one.is_same(buffer.holds) for one in needed)
            if buffer is not desk.shown and fits(buffer) and not is_wanted:
                return buffer
        if len(desk.buffers) < N_BUFFERS:
            desk.buffers.append(_Buffer(empty_pixels(*painting.size_px, painting.pixel_type)))
            return desk.buffers[-1]
        return None


def _painted(painting: Painting, pixels: ScreenPixels) -> NDArray[np.uint8] | None:
    """Paint, and return the image that was painted; None when it is gone or could not be."""
    try:
        image = painting.image()
        if image is not None:
            paint(image, painting.levels, pixels)
        return image
    except Exception:
        log.exception("a picture could not be painted ahead")
        return None
