"""The reader: a video as an array that happens to live in a file, for the window and for scripts alike."""

from __future__ import annotations

import operator
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from .decode_state import DecodeState
from .decoder import FrameDecoder
from .errors import FrameTimeoutError, FrameUndecodableError, HardwareError, VideoClosedError, VideoError
from .fingerprint import Fingerprint
from .memory import give_memory_back
from .meta import Picture, ReaderStats, VideoMeta
from .pixels import DecodedFrame, ImageU8
from .prefetch import Role
from .proxy_viewing import ProxyViewer
from .range_lut import range_lut
from .sequential import read_one, read_span
from .source import FrameSource, decoder_threads
from .worker import DecodeWorker

MAX_SHOWN_RGB = 8


class VideoReader:
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
        self._source = source
        self._state = DecodeState(source, budget_bytes)
        self._state.on_decoded = on_decoded
        self._is_closed = False
        self._shown: tuple[DecodedFrame | None, Picture | None] = (None, None)
        self._rgb: OrderedDict[int, ImageU8] = OrderedDict()
        self._rgb_lock = threading.Lock()
        self._side_decoder: FrameDecoder | None = None
        self._side_lock = threading.Lock()
        self._is_driven_by_requests = False
        self._proxy_viewer: ProxyViewer | None = None
        self._proxy_lock = threading.Lock()
        self._workers = [DecodeWorker(self._state, role) for role in Role]
        for worker in self._workers:
            worker.start()

    # What the video is

    @property
    def meta(self) -> VideoMeta:
        """Size, length, rate and warnings."""
        return self._source.meta

    @property
    def path(self) -> Path:
        """The file or folder."""
        return self._source.meta.path

    @property
    def times(self) -> NDArray[np.float64]:
        """Seconds of each frame from the first, float64 (n,), read-only."""
        return self._source.times_secs

    def __len__(self) -> int:
        return self._source.meta.n_frames

    def display_lut(self) -> NDArray[np.uint8]:
        """Table from stored luma to display grey, uint8 (256,)."""
        return range_lut(self._source.meta.is_full_range)

    def is_changed_on_disk(self) -> bool:
        """Whether the file was replaced, rewritten or removed since it was opened."""
        return not self._source.is_unchanged()

    # For the window

    @property
    def on_decoded(self) -> Callable[[], None] | None:
        """Called from decoder threads when a requested picture has come or read-ahead has come to rest."""
        return self._state.on_decoded

    @on_decoded.setter
    def on_decoded(self, callback: Callable[[], None] | None) -> None:
        with self._state.changed:
            self._state.on_decoded = callback

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
        wanted = self._state.playhead.frame
        index, frame = self._best_for(wanted)
        is_undecodable = wanted in self._state.undecodable
        proxied = None if is_undecodable else self._state.proxied
        if proxied is not None and (frame is None or abs(proxied[0] - wanted) < abs(index - wanted)):
            return self._proxied(*proxied, wanted)
        if frame is None:
            return None
        shown_frame, shown = self._shown
        if (
            shown is not None
            and shown_frame is frame
            and (shown.requested, shown.is_undecodable) == (wanted, is_undecodable)
        ):
            return shown
        picture = Picture(
            index=index,
            requested=wanted,
            image=frame.luma if frame.colour is None else self._shown_rgb(index, frame),
            is_exact=index == wanted,
            is_undecodable=is_undecodable,
            is_damaged=frame.is_damaged,
        )
        self._shown = (frame, picture)
        return picture

    def peek(self, frame: int) -> Picture | None:
        """The exact picture of a frame if it is decoded; never blocks, decodes or moves the playhead."""
        decoded = self._state.cache.get(frame)
        if decoded is None:
            return None
        image = decoded.luma if decoded.colour is None else self._shown_rgb(frame, decoded)
        return Picture(frame, frame, image, is_exact=True, is_damaged=decoded.is_damaged)

    def kept(self, frame: int) -> DecodedFrame | None:
        """What is kept of a frame if it is decoded, the same object as long as it is kept; costs nothing."""
        return self._state.cache.get(frame)

    @property
    def fingerprint(self) -> Fingerprint | None:
        """What identifies the content of a video file; None for other kinds."""
        return self._source.fingerprint

    @property
    def source(self) -> FrameSource:
        """The opened file, for decoding beside this reader."""
        return self._source

    @property
    def device(self) -> str:
        """Kind of device that decodes for the cache, "" while the software decoder does."""
        return self._state.device

    @property
    def device_error(self) -> HardwareError | None:
        """Why the last device was left."""
        return self._state.device_error

    def use_device(self, device: str) -> None:
        """Decode for the cache by a device that `trial_of_device` found exact; "" for the software decoder.

        One that fails is left for good, see `device_error`; the frame it failed at is decoded in software.
        """
        with self._state.changed:
            self._state.device, self._state.device_error = device, None
            self._state.changed.notify_all()

    @property
    def longest_wait_secs(self) -> float:
        """How long decoding takes from one key frame to the next where they are farthest apart."""
        return self.meta.max_gop / self._state.decode_fps

    @property
    def has_proxy(self) -> bool:
        """Whether stand-ins come from a proxy."""
        return self._proxy_viewer is not None and self._proxy_viewer.is_alive()

    def use_proxy(self, proxy: FrameSource | None) -> None:
        """Take stand-ins for `poll` from a proxy from now on; None: no longer, which waits for its thread.

        No other method ever gives a picture of it.
        """
        with self._proxy_lock:
            old, self._proxy_viewer = self._proxy_viewer, None
            if old is not None:
                old.stop()
            if proxy is not None and not self._is_closed:
                self._proxy_viewer = ProxyViewer(self._state, proxy)
                self._proxy_viewer.start()

    def cached_ranges(self) -> list[tuple[int, int]]:
        """Runs of decoded frames, first and last included, ascending."""
        return self._state.cache.ranges()

    @property
    def cache_revision(self) -> int:
        """Changes whenever `cached_ranges` may have changed."""
        return self._state.cache.revision

    @property
    def undecodable(self) -> frozenset[int]:
        """Frames found so far to have no picture."""
        return frozenset(self._state.undecodable)

    @property
    def last_error(self) -> VideoError | None:
        """Last failure of a decoder thread, None while all is well."""
        return self._state.last_error

    @property
    def stats(self) -> ReaderStats:
        """Figures for the developer panel."""
        state, counters = self._state, self._state.counters
        return ReaderStats(
            cache_bytes=state.cache.nbytes,
            budget_bytes=state.cache.budget_bytes,
            strip_bytes=state.strip.nbytes,
            n_cached=len(state.cache),
            n_decoded=counters.n_decoded,
            n_converted=counters.n_converted,
            n_seeks=counters.n_seeks,
            n_abandoned=counters.n_abandoned,
            n_undecodable=len(state.undecodable),
            n_damaged=len(state.damaged),
            decode_fps=state.decode_fps,
            is_idle=all(state.is_idle.values()),
            last_error=str(state.last_error or ""),
        )

    def purge(self) -> None:
        """Give up all decoded frames; the surroundings of the playhead are decoded again."""
        with self._rgb_lock:
            self._rgb.clear()
        self._state.cache.clear()
        self._shown = (None, None)
        give_memory_back()
        with self._state.changed:
            self._state.changed.notify_all()

    def set_budget(self, budget_bytes: int) -> None:
        """Change the memory for decoded frames; frames near the playhead stay."""
        is_less = budget_bytes < self._state.cache.nbytes
        self._state.cache.resize(budget_bytes)
        if is_less:
            give_memory_back()
        with self._state.changed:
            self._state.changed.notify_all()

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
        """Stored luma of frames `start` to `stop` (excluded): cached when all of them are, else decoded.

        Decoding is done beside the cache, which is not filled. With ``stop < start`` the numbers fall
        (``stop=-1`` ends with frame 0). A frame without a picture is given as its neighbour's, so that
        positions keep their numbers.

        Yields
        ------
        uint8, (H, W)
        """
        first, end = self._checked_span(start, stop)
        kept = self._cached_span(first, end)
        if kept is not None:
            return iter(kept)
        return read_span(self._source, first, end, lambda output: output.luma())

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
        with self._state.changed:
            self._is_closed = True
            self._state.is_stopping = True
            self._state.on_decoded = None
            self._state.changed.notify_all()
        self._state.fail(VideoClosedError("the video was closed", self.path), is_final=True)
        for worker in self._workers:
            worker.join()
        self.use_proxy(None)
        with self._side_lock:
            if self._side_decoder is not None:
                self._side_decoder.close()
                self._side_decoder = None
        with self._rgb_lock:
            self._rgb.clear()
        self._shown = (None, None)
        self._state.close()
        give_memory_back()

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

    def _best_for(self, wanted: int) -> tuple[int, DecodedFrame | None]:
        state = self._state
        exact = state.cache.get(wanted)
        if exact is not None:
            return wanted, exact
        candidates: list[tuple[int, DecodedFrame | None]] = []
        near = state.cache.nearest(wanted)
        if near is not None:
            candidates.append((near, state.cache.get(near)))
        key = state.strip.nearest(wanted)
        if key is not None:
            candidates.append((key, state.strip.get(key)))
        if state.standin is not None:
            candidates.append(state.standin)
        candidates = [candidate for candidate in candidates if candidate[1] is not None]
        return min(candidates, key=lambda candidate: abs(candidate[0] - wanted), default=(wanted, None))

    def _proxied(self, index: int, image: ImageU8, wanted: int) -> Picture:
        """A picture of the proxy, always as the stand-in that it is."""
        shown = self._shown[1]
        if shown is None or shown.image is not image or shown.requested != wanted:
            shown = Picture(index, wanted, image, is_exact=False, is_proxied=True)
            self._shown = (None, shown)
        return shown

    def _shown_rgb(self, index: int, frame: DecodedFrame) -> ImageU8:
        with self._rgb_lock:
            rgb = self._rgb.get(index)
        if rgb is None:  # converted without the lock: nobody waits for another's frame
            rgb = frame.colour.to_rgb() if frame.colour is not None else frame.luma
        with self._rgb_lock:
            rgb = self._rgb.pop(index, rgb)  # the first to be done counts, so that all hold the same array
            self._rgb[index] = rgb
            if len(self._rgb) > MAX_SHOWN_RGB:
                self._rgb.popitem(last=False)
        return rgb

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

    def _cached_span(self, start: int, stop: int) -> list[ImageU8] | None:
        """Luma of a span whose frames are all decoded and whole, else None."""
        kept = []
        for number in range(start, stop, 1 if start <= stop else -1):
            frame = self._state.cache.get(number)
            if frame is None or frame.is_damaged:
                return None
            kept.append(frame.luma)
        return kept

    def _checked_span(self, start: int, stop: int | None) -> tuple[int, int]:
        end = len(self) if stop is None else operator.index(stop)
        first = operator.index(start)
        if not (0 <= first <= len(self) and -1 <= end <= len(self)) or (end < first == len(self)):
            raise IndexError(f"there are no frames {start} to {stop}: {self.path.name} has {len(self)}")
        return first, end
