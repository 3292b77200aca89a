"""The door: opens whatever holds a video, a file, a DICOM clip or a folder of images."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from .dicom_magic import is_dicom
from .errors import VideoNotFoundError
from .index_cache import default_cache_dir
from .memory import default_budget_bytes
from .meta import Picture
from .progress import Progress
from .reader import VideoReader
from .source import FrameSource


def open_video(
    path: str | Path,
    *,
    cache_dir: Path | None = None,
    budget_bytes: int | None = None,
    on_progress: Callable[[float], None] | None = None,
    on_first_frame: Callable[[Picture], None] | None = None,
    on_decoded: Callable[[], None] | None = None,
    cancel: threading.Event | None = None,
) -> VideoReader:
    """Open a video. Blocks until its index is there (see the callbacks); call it from a thread.

    Parameters
    ----------
    path : str or Path
        A video file, a DICOM file (known by its content), or a folder of images.
    cache_dir : Path, optional
        Where indexes are kept; the user's cache folder by default, never beside the video.
    budget_bytes : int, optional
        Memory for decoded frames; a quarter of the machine's by default, at most 1 GiB.
    on_progress : callable, optional
        Gets the done share, 0 to 1, while a large file is indexed.
    on_first_frame : callable, optional
        Gets frame 0 as RGB, ready to show without a table, before the index is complete. Not called when
        the index comes from the cache: the reader is then there as soon.
    on_decoded : callable, optional
        Called from decoder threads when a requested picture has come; also an attribute of the reader.
    cancel : threading.Event, optional
        Set it to give up opening.

    Raises
    ------
    VideoError
        The file is missing, empty, sound only, damaged or no video: one error with file and reason.
    """
    path = Path(path)
    progress = Progress(path, on_progress, cancel)
    source = _open_source(path, cache_dir or default_cache_dir(), progress, on_first_frame)
    budget = default_budget_bytes() if budget_bytes is None else budget_bytes
    return VideoReader(source, budget_bytes=budget, on_decoded=on_decoded)


def _open_source(
    path: Path, cache_dir: Path, progress: Progress, on_first_frame: Callable[[Picture], None] | None
) -> FrameSource:
    """Choose by what the path holds. Each kind loads its own library only when it is met."""
    try:
        if path.is_dir():
            from .image_folder import open_image_folder

            return open_image_folder(path, progress=progress, on_first_frame=on_first_frame)
        if not path.exists():
            raise VideoNotFoundError("there is no such file or folder", path)
        if is_dicom(path):
            from .dicom import open_dicom

            return open_dicom(path, progress=progress, on_first_frame=on_first_frame)
    except OSError as error:
        raise VideoNotFoundError(f"the video cannot be read ({error.strerror})", path) from error
    from .file_source import open_file

    return open_file(path, cache_dir=cache_dir, progress=progress, on_first_frame=on_first_frame)
