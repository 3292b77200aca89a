"""The reader: a video as an array that happens to live in a file, for the window and for scripts alike."""

from __future__ import annotations

import operator
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType

from .decoder import FrameDecoder
from .errors import FrameTimeoutError, FrameUndecodableError, VideoClosedError
from .meta import Picture
from .opened_video import OpenedVideo
from .pixels import DecodedFrame, ImageU8
from .sequential import read_one, read_span
from .shown_pictures import ShownPictures
from .source import FrameSource, decoder_threads


class VideoReader(OpenedVideo):
    """Frames of one video by number. Every method may be called from any thread.

    The window calls `request` and `poll` once a tick; neither blocks or decodes. Scripts call `get`, or
    `luma_frames` to walk through. Close it, or use it as a context manager.

    Parameters
    ----------
    source : FrameSource
        The opened file; see `open_video`.
    budget_bytes : int
        Memory for decoded frames.
    on_decoded : callable, optional
        Called from decoder threads when a requested picture has come or read-ahead has come to rest.
    """

    def __init__(
        self, source: FrameSource, *, budget_bytes: int, on_decoded: Callable[[], None] | None = None
    ) -> None:
        super().__init__(source, budget_bytes=budget_bytes, on_decoded=on_decoded)
        self._pictures = ShownPictures(self._state)
        self._side_decoder: FrameDecoder | None = None
        self._side_lock = threading.Lock()
        self._is_driven_by_requests = False

    # For the window

    def request(self, frame: int, *, dragging: bool = False) -> None:
        """Move the playhead. Never blocks; the newest request wins.

        Parameters
        ----------
        frame : int
            The frame to show, clipped to the video.
        dragging : bool
            A hand is on the timeline: stand-ins now, the exact frame when it rests.
        """
        self._is_driven_by_requests = True
        self._move_playhead(frame, is_dragging=dragging)

    def poll(self) -> Picture | None:
        """The best picture there is for the newest request: exact, or the nearest stand-in.

        Never blocks and never decodes. The same picture is the same object as the time before.

        Returns
        -------
        Picture or None
            None while nothing at all has been decoded.
        """
        return self._pictures.poll()

    def peek(self, frame: int) -> Picture | None:
        """The exact picture of a frame if it is decoded; never blocks, decodes or moves the playhead."""
        return self._pictures.peek(frame)

    def kept(self, frame: int) -> DecodedFrame | None:
        """What is kept of a frame if it is decoded, the same object as long as it is kept; costs nothing."""
        return self._state.cache.get(frame)

    def purge(self) -> None:
        """Give up all decoded frames; the surroundings of the playhead are decoded again."""
        self._pictures.clear()
        super().purge()

    # For scripts

    def get(self, frame: int, *, timeout_secs: float = 60.0) -> ImageU8:
        """Stored luma of one frame; waits until it is decoded.

        Parameters
        ----------
        frame : int
            The number; negative numbers count from the end.
        timeout_secs : float
            Longest wait.

        Returns
        -------
        uint8, (H, W)
            Read-only.

        Raises
        ------
        IndexError
            There is no such frame.
        FrameUndecodableError, FrameTimeoutError, VideoClosedError, VideoError
            It cannot be had.
        """
        return self._wait_for(self._checked(frame), timeout_secs).luma

    def __getitem__(self, frame: int) -> ImageU8:
        return self.get(frame)

    def get_rgb(self, frame: int, *, timeout_secs: float = 60.0) -> ImageU8:
        """One frame as uint8 (H, W, 3) RGB, exactly as FFmpeg's scaler gives it; waits.

        Raises
        ------
        IndexError, FrameUndecodableError, FrameTimeoutError, VideoClosedError
            As for `get`.
        """
        number = self._checked(frame)
        cached = self._state.cache.get(number)
        if cached is None and self.meta.is_colour:
            cached = self._wait_for(number, timeout_secs)
        if cached is not None and cached.colour is not None:
            return cached.colour.to_rgb()
        with self._side_lock:  # grey in the cache holds no RGB: a decoder beside it gives the scaler's own
            if self._is_closed:
                raise VideoClosedError("the video was closed", self.path)
            if self._side_decoder is None:
                self._side_decoder = self._source.make_decoder(decoder_threads())
            return read_one(self._source, self._side_decoder, number, lambda output: output.rgb())

    def luma_frames(self, start: int = 0, stop: int | None = None) -> Iterator[ImageU8]:
        """Stored luma of frames `start` to `stop` (excluded), decoded as far as they are not cached.

        Decoding is done beside the cache, which is not filled, from key frame to key frame. With
        ``stop < start`` the numbers fall (``stop=-1`` ends with frame 0). A frame without a picture is given
        as its neighbour's, so that positions keep their numbers.

        Yields
        ------
        uint8, (H, W)
        """
        first, end = self._checked_span(start, stop)
        return read_span(self._source, first, end, lambda output: output.luma(), kept=self._kept_luma)

    def rgb_frames(self, start: int = 0, stop: int | None = None) -> Iterator[ImageU8]:
        """As `luma_frames`, in RGB as ``frame.to_ndarray(format="rgb24")`` of PyAV gives it.

        Yields
        ------
        uint8, (H, W, 3)
        """
        first, end = self._checked_span(start, stop)
        return read_span(self._source, first, end, lambda output: output.rgb())

    def close(self) -> None:
        """Stop the decoder threads and free everything; waiting calls fail with `VideoClosedError`."""
        super().close()
        with self._side_lock:
            if self._side_decoder is not None:
                self._side_decoder.close()
                self._side_decoder = None
        self._pictures.clear()

    def __enter__(self) -> VideoReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Inside

    def _move_playhead(self, frame: int, *, is_dragging: bool) -> None:
        state = self._state
        frame = min(max(operator.index(frame), 0), len(self) - 1)
        with state.changed:
            now = state.playhead
            if now.generation and (now.frame, now.is_dragging) == (frame, is_dragging):
                return
            state.playhead = now.moved_to(frame, is_dragging=is_dragging, at_secs=time.perf_counter())
            state.standin = None
            state.cache.look_at(frame, state.playhead.direction)
            state.changed.notify_all()

    def _wait_for(self, number: int, timeout_secs: float) -> DecodedFrame:
        state = self._state
        if not self._is_driven_by_requests:
            self._move_playhead(number, is_dragging=False)
        cached = state.cache.get(number)
        if cached is not None:
            return cached
        if number in state.undecodable:
            raise FrameUndecodableError("its bytes are damaged", self.path, number)
        waiter = state.wait_for(number)
        if self._is_closed:
            state.forget(waiter)
            raise VideoClosedError("the video was closed", self.path)
        if not waiter.done.wait(timeout_secs):
            state.forget(waiter)
            raise FrameTimeoutError(f"it took longer than {timeout_secs:g} s", self.path, number)
        if waiter.result is not None:
            return waiter.result
        raise waiter.error or VideoClosedError("the video was closed", self.path)

    def _checked(self, frame: int) -> int:
        number = operator.index(frame)
        number += len(self) if number < 0 else 0
        if not 0 <= number < len(self):
            raise IndexError(f"there is no frame {frame}: {self.path.name} has {len(self)}")
        return number

    def _kept_luma(self, number: int) -> ImageU8 | None:
        """Luma of a frame that is decoded and whole."""
        frame = self._state.cache.get(number)
        return None if frame is None or frame.is_damaged else frame.luma

    def _checked_span(self, start: int, stop: int | None) -> tuple[int, int]:
        end = len(self) if stop is None else operator.index(stop)
        first = operator.index(start)
        if not (0 <= first <= len(self) and -1 <= end <= len(self)) or (end < first == len(self)):
            raise IndexError(f"there are no frames {start} to {stop}: {self.path.name} has {len(self)}")
        return first, end
