"""What a reader is, whoever reads: an opened file, its decoder threads, and what they may use."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .decode_state import DecodeState
from .errors import HardwareError, VideoClosedError, VideoError
from .fingerprint import Fingerprint
from .memory import give_memory_back
from .meta import ReaderStats, VideoMeta
from .prefetch import Role
from .proxy_viewing import ProxyViewer
from .range_lut import range_lut
from .source import FrameSource
from .worker import DecodeWorker


class OpenedVideo:
    """An opened video with its two decoder threads; `VideoReader` gives its frames.

    Every method may be called from any thread.

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
        self._proxy_viewer: ProxyViewer | None = None
        self._proxy_lock = threading.Lock()
        self._workers = [DecodeWorker(self._state, role) for role in Role]
        for worker in self._workers:
            worker.start()

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

    @property
    def on_decoded(self) -> Callable[[], None] | None:
        """Called from decoder threads when a requested picture has come or read-ahead has come to rest."""
        return self._state.on_decoded

    @on_decoded.setter
    def on_decoded(self, callback: Callable[[], None] | None) -> None:
        with self._state.changed:
            self._state.on_decoded = callback

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
            is_idle=state.is_at_rest(),
            last_error=str(state.last_error or ""),
        )

    def purge(self) -> None:
        """Give up all decoded frames; the surroundings of the playhead are decoded again."""
        self._state.cache.clear()
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
        self._state.close()
        give_memory_back()
