"""The LK moving-average filter: the mean of RSTC tracks over all windows that cover a frame."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import islice

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dustrack_imgui.tracking.backends.choice import BackendName, resolve_backend
from dustrack_imgui.tracking.backends.protocol import Backend, WindowBackend, WindowChunk, WindowTracks
from dustrack_imgui.tracking.errors import NoCompleteLabelError, PointsError
from dustrack_imgui.tracking.filter_plan import FilterPlan, plan_filter, require_window_fits, window_length
from dustrack_imgui.tracking.filter_result import FilterResult, WindowMean
from dustrack_imgui.tracking.frames import (
    DEFAULT_MEMORY_BYTES,
    FrameSource,
    GrayFrame,
    GrayKind,
)
from dustrack_imgui.tracking.progress import CancelToken, ProgressCallback, Ticker
from dustrack_imgui.tracking.rstc import compute_sigmoid_weights
from dustrack_imgui.tracking.run import Run
from dustrack_imgui.tracking.settings import LKSettings
from dustrack_imgui.tracking.windows import track_windows_forward, track_windows_reverse


def lk_moving_average_filter(
    frames: FrameSource,
    positions: ArrayLike,
    *,
    window_frames: int | None = None,
    window_secs: float | None = None,
    fps: float | None = None,
    settings: LKSettings | None = None,
    gray: GrayKind = "luma",
    chunk_frames: int | None = None,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
    progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
    threads: int | None = None,
    save_raw: bool = False,
    backend: Backend | BackendName | None = None,
) -> FilterResult:
    """Smooth labels that are known on every frame by tracking over a window that starts on every frame.

    Each window is tracked forward from the label on its first frame and backward from the label on its last,
    blended as in `lucas_kanade_rstc`; a frame's result is the mean over the windows that cover it.

    Parameters
    ----------
    positions
        ``(frames, labels, 2)``, image pixels, one row for every frame of the video. A label that is NaN on
        some frame is skipped, and the result says so.
    window_frames, window_secs, fps
        The window as a number of frames, or in seconds with the frame rate (rounded, halves to even).
    chunk_frames
        Windows that are tracked at one time; chosen from ``memory_bytes`` when None. It does not change the
        result.
    memory_bytes
        About how much the frames and tracks in flight may take.
    threads
        Threads that track, besides the one that decodes; one per core up to 8 when None.
    save_raw
        Keep the track of every window too: ``window_frames * frames * labels * 16`` bytes.

    Raises
    ------
    WindowTooShortError, WindowTooLongError
        When the window holds fewer than 2 frames, or more than the video.
    NoCompleteLabelError
        When every label has gaps.
    PointsError, SettingsError, FramesMissingError
        See their descriptions.
    Cancelled
        As soon as ``cancel`` is set, between two frame pairs.
    """
    source, used, n_labels = _complete_labels(positions, len(frames))
    length = window_length(window_frames, window_secs, fps)
    require_window_fits(length, len(frames))
    if not used:
        raise NoCompleteLabelError(
            "No label has a position on every frame, so there is nothing to filter. Fill the gaps first."
        )
    weights, _ = compute_sigmoid_weights(length)
    mean = WindowMean(len(frames), len(used), weights, keep_raw=save_raw)
    ticker = Ticker(progress, cancel)
    run = Run(frames, gray, settings or LKSettings(), resolve_backend(backend), memory_bytes, ticker)
    with closing(run.pictures(0, len(frames), each=ticker.check)) as stream:
        halo = _take(stream, length - 1)
        plan = plan_filter(
            n_frames=len(frames),
            n_labels=len(used),
            window_frames=length,
            frame_bytes=halo[0].nbytes,
            memory_bytes=memory_bytes,
            threads=threads,
            chunk_frames=chunk_frames or _chunk_of_backend(run, halo[0], len(frames), length, len(used)),
        )
        ticker.start(plan.n_frame_pairs)
        _track_chunks(run, plan, halo, stream, source, mean)
    ticker.finish()
    return mean.result(n_labels, used)


def _chunk_of_backend(
    run: Run, picture: GrayFrame, n_frames: int, window_frames: int, n_labels: int
) -> int | None:
    """Return how many windows the backend wants at a time; None if it tracks pair by pair."""
    if not isinstance(run.backend, WindowBackend):
        return None
    height_px, width_px = picture.shape
    wanted = run.backend.windows_per_chunk(
        (height_px, width_px),
        n_windows=n_frames - window_frames + 1,
        window_frames=window_frames,
        n_labels=n_labels,
        settings=run.settings,
        memory_bytes=run.memory_bytes,
    )
    return wanted or None


def _track_chunks(
    run: Run,
    plan: FilterPlan,
    halo: list[GrayFrame],
    stream: Iterator[GrayFrame],
    source: NDArray[np.float64],
    mean: WindowMean,
) -> None:
    """Track chunk after chunk while the frames of the next one are being decoded."""
    with (
        ThreadPoolExecutor(2 * plan.spans_per_chunk, thread_name_prefix="track") as trackers,
        closing(_read_chunks(plan, halo, stream, source)) as chunks,
    ):
        try:
            if isinstance(run.backend, WindowBackend):
                _track_by_chunk(run, run.backend, plan, chunks, mean, trackers)
            else:
                for chunk in chunks:
                    _track_by_pair(run, plan, chunk, mean, trackers)
        except BaseException:
            run.ticker.stop()
            raise


def _read_chunks(
    plan: FilterPlan, halo: list[GrayFrame], stream: Iterator[GrayFrame], source: NDArray[np.float64]
) -> Generator[WindowChunk, None, None]:
    """Yield chunk after chunk; the next one is decoded by a thread of its own."""
    reach = plan.window_frames - 1
    chunks = list(plan.chunks())
    with ThreadPoolExecutor(1, thread_name_prefix="track-decode") as decoder:
        upcoming = decoder.submit(_take, stream, chunks[0][1] - chunks[0][0])
        for (start, stop), following in zip(chunks, [*chunks[1:], (0, 0)], strict=True):
            pictures = halo + upcoming.result()
            upcoming = decoder.submit(_take, stream, following[1] - following[0])
            yield WindowChunk(start, pictures, source[start : stop + reach], plan.window_frames)
            halo = pictures[-reach:]


def _track_by_pair(
    run: Run, plan: FilterPlan, chunk: WindowChunk, mean: WindowMean, trackers: ThreadPoolExecutor
) -> None:
    """Track a chunk with one call per frame pair and direction.

    Both directions of a chunk, and its spans, run beside each other: OpenCV releases the interpreter lock.
    """
    tracks = []
    for start, stop in plan.spans(0, chunk.n_windows):
        span = chunk.part(start, stop)
        starts, ends = span.known[: span.n_windows], span.known[-span.n_windows :]
        forward = trackers.submit(track_windows_forward, run, span.pictures, starts, plan.window_frames)
        reverse = trackers.submit(track_windows_reverse, run, span.pictures, ends, plan.window_frames)
        tracks.append((span.first, forward, reverse))
    for first, forward_track, reverse_track in tracks:
        mean.add(first, forward_track.result(), reverse_track.result())


def _track_by_chunk(
    run: Run,
    backend: WindowBackend,
    plan: FilterPlan,
    chunks: Iterator[WindowChunk],
    mean: WindowMean,
    trackers: ThreadPoolExecutor,
) -> None:
    """Let a backend track whole chunks; what it hands back untracked is tracked pair by pair."""
    outcomes = backend.track_chunks(chunks, mean.weights, settings=run.settings, keep_tracks=mean.keeps_raw)
    with closing(outcomes):
        for chunk, outcome in outcomes:
            if outcome is None:
                _track_by_pair(run, plan, chunk, mean, trackers)
                continue
            if isinstance(outcome, WindowTracks):
                mean.add(chunk.first, *outcome)
            else:
                mean.add_sums(chunk.first, outcome)
            run.ticker.tick(2 * (len(chunk.pictures) - 1))


def _take(stream: Iterator[GrayFrame], count: int) -> list[GrayFrame]:
    """Decode the next ``count`` frames."""
    return list(islice(stream, count))


def _complete_labels(positions: ArrayLike, n_frames: int) -> tuple[NDArray[np.float64], tuple[int, ...], int]:
    """Return the positions of the labels without gaps, their column numbers, and the number of all labels.

    The positions are rounded to float32, as the tracker sees them, so that the known ends of a window's track
    count with the same numbers as its rest (and as in DUSTrack 1.3.2).
    """
    table = np.asarray(positions, dtype=np.float64)
    if table.ndim != 3 or table.shape[0] != n_frames or table.shape[2] != 2:
        raise PointsError(
            f"Positions must come as ({n_frames}, labels, 2), one row for every frame, not as {table.shape}."
        )
    complete = np.isfinite(table).all(axis=(0, 2))
    used = tuple(int(column) for column in np.flatnonzero(complete))
    source = table[:, complete].astype(np.float32).astype(np.float64)
    return source, used, table.shape[1]
