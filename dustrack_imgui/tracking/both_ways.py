"""Forward and backward tracks of one stretch of video, side by side when its frames fit into memory."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dustrack_imgui.tracking.backends.protocol import Backend
from dustrack_imgui.tracking.frames import (
    FrameSource,
    GrayFrame,
    GrayKind,
    frames_in_memory,
    iterate_gray,
    iterate_gray_reversed,
)
from dustrack_imgui.tracking.lucas_kanade import follow
from dustrack_imgui.tracking.progress import Ticker
from dustrack_imgui.tracking.settings import LKSettings


class BothWays(NamedTuple):
    """Two tracks of the same points, ``(frames, points, 2)`` in rising frame order, NaN where lost."""

    forward: NDArray[np.float64]
    reverse: NDArray[np.float64]


def track_both_ways(
    frames: FrameSource,
    start: int,
    forward_known: NDArray[np.float64],
    reverse_known: NDArray[np.float64],
    *,
    settings: LKSettings,
    kind: GrayKind,
    memory_bytes: int,
    backend: Backend,
    ticker: Ticker,
    needed: NDArray[np.bool_] | None = None,
) -> BothWays:
    """Track points forward from each position in one table, and backward from each in the other.

    Parameters
    ----------
    start
        Frame number of the first row of the tables.
    forward_known, reverse_known
        float64 ``(frames, points, 2)``: positions to start from, NaN elsewhere.
    memory_bytes
        A stretch whose frames fit is decoded once and tracked by two threads; a longer one is decoded twice.
    ticker
        Ticks twice per row.
    needed
        bool ``(frames, points)``: where tracks are wanted; everywhere when None.
    """
    stop = start + len(forward_known)
    kept: list[GrayFrame] | None = None
    if stop - start <= frames_in_memory(frames, start, kind=kind, memory_bytes=memory_bytes):
        kept = []
        for picture in iterate_gray(frames, start, stop, kind=kind):
            ticker.check()
            kept.append(picture)

    def forward() -> NDArray[np.float64]:
        pictures = kept if kept is not None else iterate_gray(frames, start, stop, kind=kind)
        return follow(
            pictures, forward_known, needed=needed, settings=settings, backend=backend, ticker=ticker
        )

    def reverse() -> NDArray[np.float64]:
        pictures = (
            reversed(kept)
            if kept is not None
            else iterate_gray_reversed(frames, start, stop, kind=kind, memory_bytes=memory_bytes)
        )
        needed_back = None if needed is None else needed[::-1]
        return follow(
            pictures,
            reverse_known[::-1],
            needed=needed_back,
            settings=settings,
            backend=backend,
            ticker=ticker,
        )[::-1]

    if kept is None:
        return BothWays(forward(), reverse())
    with ThreadPoolExecutor(1, thread_name_prefix="track-reverse") as pool:
        try:
            reverse_track = pool.submit(reverse)
            return BothWays(forward(), reverse_track.result())
        except BaseException:
            ticker.stop()
            raise
