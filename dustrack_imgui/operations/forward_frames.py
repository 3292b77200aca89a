"""A video read in many short spans that lie in order, without going back to a key frame for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from dustrack_imgui.tracking.frames import Frame, FrameSource, LumaSource, RGBSource

MAX_SKIPPED_FRAMES = 100


class ForwardFrames:
    """A frame source whose spans go on from where the last one ended, when that is near enough.

    The tracker asks for each span anew; a decoder that starts anew decodes up to a whole GOP before the first
    frame it is asked for.

    Parameters
    ----------
    frames
        The video.
    """

    def __init__(self, frames: FrameSource) -> None:
        self._frames = frames
        self._read: Iterator[Frame] | None = None
        self._kind = ""
        self._next = 0

    def __len__(self) -> int:
        return len(self._frames)

    def __getitem__(self, index: int, /) -> Frame:
        return self._frames[index]

    def luma_frames(self, start: int, stop: int) -> Iterator[Frame]:
        """Yield the luma planes of frames ``start`` to ``stop - 1``."""
        source = self._frames
        read = source.luma_frames if isinstance(source, LumaSource) else self._one_by_one
        return self._span("luma", read, start, stop)

    def rgb_frames(self, start: int, stop: int) -> Iterator[Frame]:
        """Yield the RGB pictures of frames ``start`` to ``stop - 1``."""
        source = self._frames
        read = source.rgb_frames if isinstance(source, RGBSource) else self._one_by_one
        return self._span("rgb", read, start, stop)

    def close(self) -> None:
        """Let go of the decoder."""
        read, self._read = self._read, None
        close = getattr(read, "close", None)
        if close is not None:
            close()

    def _span(
        self, kind: str, read: Callable[[int, int], Iterator[Frame]], start: int, stop: int
    ) -> Iterator[Frame]:
        if kind != self._kind or not self._next <= start <= self._next + MAX_SKIPPED_FRAMES:
            self.close()
        if self._read is None:
            self._read, self._kind, self._next = read(start, len(self)), kind, start
        held = self._read
        with suppress(StopIteration):
            while self._read is held and self._next < stop:
                picture = next(held)
                self._next += 1
                if self._next > start:
                    yield picture

    def _one_by_one(self, start: int, stop: int) -> Iterator[Frame]:
        return (self._frames[index] for index in range(start, stop))
