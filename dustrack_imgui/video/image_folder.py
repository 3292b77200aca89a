"""Opens a folder of images as a video: natural order, one size, one frame each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from .errors import NoPictureError, UnreadableVideoError, VideoNotFoundError
from .gop_table import GopTable
from .meta import Picture, VideoMeta, ready_picture
from .pixels import ImageU8
from .progress import Progress
from .source import FrameSource
from .stills import DECODE_FAILURES, StillDecoder, finds_colour

EXTENSIONS = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"})
DEFAULT_FPS = 30.0
REPORT_EVERY = 64
DEEP_MODES = frozenset({"I;16", "I;16L", "I;16B", "I;16N", "I"})


def open_image_folder(
    path: Path, *, progress: Progress, on_first_frame: Callable[[Picture], None] | None = None
) -> FrameSource:
    """Open a folder of images.

    Parameters
    ----------
    path : Path
        The folder. Files that are no images, and hidden ones, are passed over.
    progress : Progress
        Gets the done share while sizes are checked.
    on_first_frame : callable, optional
        Gets the first picture.

    Raises
    ------
    NoPictureError
        There is no image.
    UnreadableVideoError
        The images differ in size, or the first cannot be read.
    VideoNotFoundError
        The folder may not be read.
    """
    try:
        files = tuple(sorted((p for p in path.iterdir() if _is_image_name(p)), key=natural_key))
        changed_ns = path.stat().st_mtime_ns
    except OSError as error:
        raise VideoNotFoundError(f"the folder cannot be read ({error.strerror})", path) from error
    if not files:
        raise NoPictureError(f"the folder holds no images ({', '.join(sorted(EXTENSIONS))})", path)
    read = partial(_read, files)
    try:
        first = read(0)
    except DECODE_FAILURES as error:
        raise UnreadableVideoError(f"the first image cannot be read ({error})", files[0]) from error
    if on_first_frame is not None:
        on_first_frame(ready_picture(first))
    height, width = first.shape[:2]
    n_bad = _check_sizes(files, (width, height), progress)
    n = len(files)
    times = np.arange(n) / DEFAULT_FPS
    times.flags.writeable = False
    warnings = [f"images have no times; {DEFAULT_FPS:g} frames per second is assumed"]
    if n_bad:
        warnings.append(f"{n_bad} of {n} images cannot be read; they keep their numbers")
    meta = VideoMeta(
        path=path,
        width=width,
        height=height,
        n_frames=n,
        fps=DEFAULT_FPS,
        codec="images",
        pixel_format="gray" if first.ndim == 2 else "rgb24",
        is_colour=finds_colour(read, n),
        is_full_range=True,
        rotation_deg=0,
        duration_secs=n / DEFAULT_FPS,
        max_gop=1,
        warnings=tuple(warnings),
        container="folder",
        has_exact_times=False,
    )
    return FrameSource(
        meta=meta,
        times_secs=times,
        gops=GopTable.of_stills(n),
        make_decoder=lambda _: StillDecoder(read, n),
        is_unchanged=lambda: path.is_dir() and path.stat().st_mtime_ns == changed_ns,
    )


def natural_key(path: Path) -> list[tuple[int, str]]:
    """Sorts ``frame2`` before ``frame10``."""
    parts = re.split(r"(\d+)", path.name.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _is_image_name(path: Path) -> bool:
    return path.suffix.lower() in EXTENSIONS and not path.name.startswith(".") and path.is_file()


def _read(files: Sequence[Path], number: int) -> ImageU8:
    with Image.open(files[number]) as image:
        if image.mode in DEEP_MODES:
            return (np.asarray(image).astype(np.uint32) >> 8).clip(0, 255).astype(np.uint8)
        if image.mode in {"1", "L", "LA"}:
            return np.array(image.convert("L"))
        return np.array(image.convert("RGB"))


def _check_sizes(files: Sequence[Path], size: tuple[int, int], progress: Progress) -> int:
    """Compare all sizes by their headers; how many files have no readable header."""
    n_bad = 0
    for number, file in enumerate(files):
        if number % REPORT_EVERY == 0:
            progress.report(number / len(files))
        try:
            with Image.open(file) as image:
                found = image.size
        except DECODE_FAILURES:
            n_bad += 1
            continue
        if found != size:
            sizes = f"{found[0]}x{found[1]} here, {size[0]}x{size[1]} in {files[0].name}"
            raise UnreadableVideoError(f"the images of a video must have one size ({sizes})", file)
    progress.report(1.0)
    return n_bad
