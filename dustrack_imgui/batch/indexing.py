"""Indexes of many videos made ahead of time, so that each opens at once; kept in the cache folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from dustrack_imgui.batch.cancelling import Asking, Brake, OnFile
from dustrack_imgui.batch.console import ProgressBar
from dustrack_imgui.batch.sources import VIDEO_EXTENSIONS, FileOutcome, Sources, find_videos
from dustrack_imgui.drawing.steps import CancelToken, OnProgress, WorkCancelledError, part_of
from dustrack_imgui.video import OpenCancelledError, VideoError
from dustrack_imgui.video.dicom_magic import is_dicom
from dustrack_imgui.video.fingerprint import take_fingerprint
from dustrack_imgui.video.index_build import build_index
from dustrack_imgui.video.index_cache import default_cache_dir, load_index, save_index
from dustrack_imgui.video.progress import Progress

HIT, BUILT, BUILT_UNCACHED = "hit", "built", "built (uncached)"


def index_each(
    videos: Sequence[Path],
    *,
    force: bool = False,
    cache_dir: Path | None = None,
    progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> Iterator[FileOutcome]:
    """Make the index of videos one after another, telling what became of each.

    Parameters
    ----------
    force
        Make it anew even where a valid one is there.
    cache_dir
        Where indexes are kept; the user's cache folder by default. Nothing is written beside a video.
    progress
        Told the done share of all videos, 0 to 1.

    Yields
    ------
    FileOutcome
        Its status is ``"hit"`` (a valid one was there), ``"built"``, ``"built (uncached)"`` (made, but the
        cache folder cannot be written) or ``"error: …"`` with the reason.

    Raises
    ------
    WorkCancelledError
        As soon as `cancel` is set.
    """
    folder = cache_dir or default_cache_dir()
    for number, video in enumerate(videos):
        if cancel is not None and cancel.is_set():
            raise WorkCancelledError("Indexing was cancelled.")
        share = part_of(progress, number, len(videos))
        yield FileOutcome(video, _status(video, folder, force, share, cancel))
        if progress is not None:
            progress((number + 1) / len(videos))


def build_toc(
    sources: Sources,
    *,
    extensions: Iterable[str] = VIDEO_EXTENSIONS,
    recursive: bool = True,
    force: bool = False,
    show_progress: bool = True,
    progress_callback: OnFile | None = None,
    cancel_check: Callable[[], bool] | None = None,
) -> dict[str, str]:
    """Make the indexes of videos ahead of time.

    DUSTrack wrote ``.dnav-toc`` files beside the videos; here indexes go to the user's cache folder, which
    leaves the folders of videos as they are.

    Parameters
    ----------
    sources
        A video, several, or folders.
    extensions, recursive
        What to look for in folders, and whether to look into folders within them.
    force
        Make every index anew.
    show_progress
        Show a progress bar, unless there is a `progress_callback`.
    progress_callback
        Called as ``(number, total, video, status)`` after each video, counting from 0.
    cancel_check
        Asked on the way; when true, the work ends and what is done is returned.

    Returns
    -------
    dict
        The status of each video, see `index_each`, by its path.

    Raises
    ------
    ReadError
        When a folder cannot be listed.
    """
    videos = find_videos(sources, extensions=extensions, is_recursive=recursive)
    bar = ProgressBar("Indexing", is_shown=show_progress and progress_callback is None)
    statuses: dict[str, str] = {}
    with closing(bar):
        try:
            outcomes = index_each(videos, force=force, progress=bar.update, cancel=Asking(cancel_check))
            for number, outcome in enumerate(outcomes):
                statuses[str(outcome.path)] = outcome.status
                if progress_callback is not None:
                    progress_callback(number, len(videos), outcome.path, outcome.status)
        except WorkCancelledError:
            bar.say("cancelled")
    return statuses


def _status(
    video: Path,
    folder: Path,
    force: bool,
    progress: Callable[[float], None] | None,
    cancel: CancelToken | None,
) -> str:
    if not video.exists():
        return "error: missing"
    try:
        if is_dicom(video):
            return HIT
        fingerprint = take_fingerprint(video)
        if not force and load_index(video, fingerprint, folder) is not None:
            return HIT
        brake = None if cancel is None else Brake(cancel)
        index = build_index(video, fingerprint, progress=Progress(video, progress, brake))
    except OpenCancelledError as error:
        raise WorkCancelledError("Indexing was cancelled.") from error
    except VideoError as error:
        return f"error: {error.reason}"
    return BUILT if save_index(index, video, fingerprint, folder) else BUILT_UNCACHED
