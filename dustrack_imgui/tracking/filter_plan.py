"""How a moving-average filter is cut into chunks, so that memory stays bounded and every core has work."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from dustrack_imgui.tracking.errors import SettingsError, WindowTooLongError, WindowTooShortError

_BYTES_PER_PATH_POINT = 2 * 2 * 8


@dataclass(frozen=True, slots=True)
class FilterPlan:
    """Which windows are tracked together.

    A chunk is a run of windows whose frames are in memory at one time; its last ``window_frames - 1`` frames
    are the halo that it shares with the next chunk. A span is the part of a chunk that one thread tracks.

    Attributes
    ----------
    n_windows
        Number of windows, one starting on every frame that leaves room for a whole one.
    window_frames
        Length of a window.
    chunk_frames
        Windows per chunk, which is also the number of frames that each further chunk decodes.
    first_frames
        Windows of the first chunk: fewer, because nothing is tracked while its frames are being decoded.
    spans_per_chunk
        How many threads share each direction of a chunk.
    """

    n_windows: int
    window_frames: int
    chunk_frames: int
    first_frames: int
    spans_per_chunk: int

    def chunks(self) -> Iterator[tuple[int, int]]:
        """Yield the windows of each chunk as ``(start, stop)``."""
        yield 0, self.first_frames
        for start in range(self.first_frames, self.n_windows, self.chunk_frames):
            yield start, min(start + self.chunk_frames, self.n_windows)

    def spans(self, start: int, stop: int) -> Iterator[tuple[int, int]]:
        """Yield the windows of each span of one chunk as ``(start, stop)``.

        Neighbouring spans both pass the frame pairs of the halo, so none is made shorter than a window.
        """
        parts = max(1, min(self.spans_per_chunk, (stop - start) // self.window_frames))
        edges = [start + (stop - start) * part // parts for part in range(parts + 1)]
        yield from pairwise(edges)

    @property
    def n_frame_pairs(self) -> int:
        """Number of steps from frame to frame over all spans, both directions counted."""
        halo_pairs = self.window_frames - 2
        spans = (span for chunk in self.chunks() for span in self.spans(*chunk))
        return sum(2 * (stop - start + halo_pairs) for start, stop in spans)


def plan_filter(
    *,
    n_frames: int,
    n_labels: int,
    window_frames: int,
    frame_bytes: int,
    memory_bytes: int,
    threads: int | None,
    chunk_frames: int | None,
) -> FilterPlan:
    """Choose chunks such that the frames of one and the next one's being decoded fit ``memory_bytes``.

    A chunk is never cut below half a window, where the halo would cost more than it saves, and never longer
    than 8 windows (or 256 frames), since its frames are decoded before they are tracked.
    """
    if threads is not None and threads < 1:
        raise SettingsError(f"The filter needs at least 1 thread, not {threads}.")
    if chunk_frames is not None and chunk_frames < 1:
        raise SettingsError(f"A chunk needs at least 1 frame, not {chunk_frames}.")
    first_frames = chunk_frames
    if chunk_frames is None:
        path_bytes = window_frames * n_labels * _BYTES_PER_PATH_POINT
        halo_bytes = (window_frames - 1) * frame_bytes
        fitting = (memory_bytes - halo_bytes) // (2 * frame_bytes + path_bytes)
        chunk_frames = max(min(fitting, max(8 * window_frames, 256)), window_frames // 2, 16)
    n_windows = n_frames - window_frames + 1
    first_frames = min(first_frames or max(64, 2 * window_frames), chunk_frames, n_windows)
    workers = threads or min(8, os.cpu_count() or 2)
    return FilterPlan(
        n_windows, window_frames, min(chunk_frames, n_windows), first_frames, max(1, workers // 2)
    )


def window_length(window_frames: int | None, window_secs: float | None, fps: float | None) -> int:
    """Return the window in frames: as given, or ``window_secs * fps`` rounded, halves to the even number."""
    if window_frames is not None and window_secs is None:
        return window_frames
    if window_frames is None and window_secs is not None and fps is not None:
        return round(window_secs * fps)
    raise SettingsError("Give the window either in frames, or in seconds together with the frame rate.")


def require_window_fits(window_frames: int, n_frames: int) -> None:
    """Raise `WindowTooShortError` or `WindowTooLongError` unless the window fits the video."""
    if window_frames < 2:
        raise WindowTooShortError(
            f"A window of {window_frames} frame(s) smooths nothing. Choose one of at least 2 frames."
        )
    if window_frames > n_frames:
        raise WindowTooLongError(
            f"A window of {window_frames} frames does not fit into a video of {n_frames}. "
            "Choose a shorter one."
        )
